# What people type; `make help` lists it. Paths stay relative, so the checkout may lie in a path with spaces.
# Variables given as `make run PORT=8001` reach the programs through the environment.

python := .venv/bin/python

# Some hundred programs are started by one run of the tests: what Python compiled is kept, whatever was set here.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-quick canary mutants torture soak check backup restore seed bench bench-idle bench-fastpath lock clean help

run: .venv/installed ## Run the paper. PORT, HOST, NEWSROOM_DATA and DATABASE_URL are honoured; DEMO=0 starts an empty one
	@$(python) -m newsroom.runtime.run

# Three, where there may be two processors: much of it waits for a browser, a server or a clock.
test: check ## Run every check and every test
	$(python) -m pytest --numprocesses=3 --dist=loadfile --no-loadscope-reorder

# Two: they wait for nothing but processors and the database.
test-quick: .venv/installed-dev ## Run the tests that start neither a browser nor processes: for while you work
	$(python) -m pytest -m "not browser and not processes" --numprocesses=2 --dist=loadfile --no-loadscope-reorder

canary: ## Run the quick tests on the newest Django and Wagtail, in .venv-canary: may fail. PYTHON=python3.13 for another; TESTS="tests/articles/site" for some
	@for python in $(or $(PYTHON),python3.14 python3.13 python3.12 python3.11 python3); do \
		"$$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		exec "$$python" -m tests.canary $(TESTS); \
	done; \
	echo "Newsroom needs Python 3.11 or newer with its venv module; none was found." >&2; exit 1

mutants: .venv/installed-dev ## Make known mistakes in a copy of the tree: the tests must notice. NAMES="C4 C6" for some
	@$(python) -m tests.mutants $(NAMES)

# The address of no database: nothing here needs one.
check: export DATABASE_URL = postgresql://nobody@/none?host=/nowhere
check: .venv/installed-dev ## Run the checks alone: style, types, templates, imports, migrations, production settings
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy
	.venv/bin/djlint --lint --quiet templates
	.venv/bin/lint-imports
	DJANGO_SETTINGS_MODULE=newsroom.settings.test $(python) -W ignore manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=newsroom.settings.production SITE_URL=https://paper.example ALLOWED_HOSTS=paper.example \
	SECRET_KEY=not-a-secret-only-long-enough-to-be-let-through-this-check-4711 EMAIL_URL=smtp://mail.example \
	DEFAULT_FROM_EMAIL=desk@paper.example $(python) manage.py check --deploy --fail-level WARNING

torture: .venv/installed-dev ## Kill senders 200 times while 20,000 mails go out; compare all pages after 200 changes. KILLS, PEOPLE, CHANGES, SEED
	TORTURE_KILLS=$${KILLS:-200} TORTURE_PEOPLE=$${PEOPLE:-20000} TORTURE_CHANGES=$${CHANGES:-200} $(if $(SEED),TORTURE_SEED=$(SEED) )\
	$(python) -m pytest -s tests/subscriptions/test_e01_torture.py tests/fastpath/page_cache/test_random_changes.py

soak: .venv/installed-dev ## Run a paper with many people at it for MINUTES=5, while its parts are killed in turn: nothing may be lost
	@MINUTES=$${MINUTES:-5} $(python) -m tests.soak

backup: .venv/installed ## Write database and media into one file: FILE=paper.zip, or one named after the time
	@$(python) -m newsroom.runtime.with_database backup $${FILE:+"$$FILE"}

restore: .venv/installed ## Put a backup in place: FILE=paper.zip, and FORCE=1 if a paper here is to be lost for it
	@$(python) -m newsroom.runtime.with_database restore "$${FILE:?say which: make restore FILE=paper.zip}" $(if $(filter 1,$(FORCE)),--force)

seed: .venv/installed ## Add N=100000 made-up stories and COMMENTS=0 under them, to see how it is with that many
	@$(python) -m newsroom.runtime.with_database seed "$${N:-100000}" --comments "$${COMMENTS:-0}"

bench: .venv/installed ## Count queries, time pages, and serve them against nginx (Debian: apt install wrk nginx-light)
	@$(python) -m newsroom.runtime.with_database bench

bench-idle: .venv/installed ## Measure what the running paper costs while nothing happens: MINUTES=5
	@$(python) -m newsroom.runtime.with_database bench_idle --seconds "$$(( $${MINUTES:-5} * 60 ))"

bench-fastpath: .venv/installed ## Measure what each trick of fastpath/ buys, for the front page and a story: ROUNDS=30
	@$(python) -m newsroom.runtime.with_database bench_fastpath --rounds "$${ROUNDS:-30}"

lock: .venv/installed-dev ## Choose new versions of what we depend on, after a change in pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" $(python) -m piptools compile $(lock_options) --output-file=requirements.lock pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" $(python) -m piptools compile $(lock_options) --extra=anymail --extra=dev --output-file=requirements-dev.lock pyproject.toml

clean: ## Remove what can be made again: .venv and caches, never data
	rm -rf .venv .venv-canary .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## List what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | while IFS='	' read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

# The address of a package index or of a directory here is nobody's business.
lock_options := --quiet --upgrade --allow-unsafe --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-options

install := $(python) -m pip install -qq --disable-pip-version-check --require-hashes
not_installed := echo "That needs a network, the first time; what went wrong stands above." >&2; exit 1

# Most of what the tests need is never loaded, so that it is compiled when it is. A paper that runs is to start quickly.
# A stamp is newer than its lock while everything in it is installed: the second call does nothing, and needs no network.
.venv/installed: requirements.lock | $(python)
	@echo "→ Installing what Newsroom needs"
	@$(install) --requirement requirements.lock || { $(not_installed); }
	@touch $@

.venv/installed-dev: requirements-dev.lock | $(python)
	@echo "→ Installing what its tests need"
	@$(install) --no-compile --requirement requirements-dev.lock || { $(not_installed); }
	@touch $@

$(python):
	@for python in python3.13 python3.12 python3.11 python3; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		"$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
			echo "This $$python has no venv module. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }; \
		echo "→ Making .venv with $$("$$python" --version)"; \
		exec "$$python" -m venv --clear .venv; \
	done; \
	echo "Newsroom needs Python 3.11 or newer, and there is none on PATH." >&2; exit 1
