"""`make canary`: runs the quick tests on the newest Django and Wagtail, in an environment of its own.

Needs nothing installed. It takes what pyproject.toml names without its upper bounds and without the lock files. That it
fails tells of work to come, not of a fault: it is no part of `make test`.
"""

import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / ".venv-canary"
PYTHON = ENVIRONMENT / "bin" / "python"
QUICK = "not browser and not processes"
LIBRARIES = ("Django", "wagtail")
VERSION = re.compile(r"\((?P<version>[^)]+)\)")


def without_upper_bounds(requirement: str) -> str:
    """Return `requirement` with what it says against newer versions left out."""
    name = re.match(r"[A-Za-z0-9._-]+(\[[^\]]*\])?", requirement)
    assert name, requirement
    kept = [bound for bound in requirement[name.end() :].split(",") if bound.strip().startswith((">", "!"))]
    return name[0] + ",".join(kept)


def requirements() -> list[str]:
    """Return what the paper and its tests need, as new as can be."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    return [without_upper_bounds(one) for one in [*project["dependencies"], *extras["anymail"], *extras["dev"]]]


def install() -> None:
    """Make the environment, unless this Python has made it before, and bring it up to date."""
    same = PYTHON.exists() and _said("-c", "import sys; print(sys.version)") == sys.version
    if not same:
        print(f"→ Making {ENVIRONMENT.name} with Python {sys.version.split()[0]}", flush=True)
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
    print("→ Installing the newest of what Newsroom needs", flush=True)
    options = ["--upgrade", "--upgrade-strategy=eager", "-qq", "--disable-pip-version-check"]
    subprocess.run([PYTHON, "-m", "pip", "install", *options, *requirements()], cwd=ROOT, check=True)


def used(library: str) -> str:
    """Return the version of `library` that is installed."""
    return _said("-c", f"from importlib.metadata import version; print(version({library!r}))")


def newest(library: str) -> str:
    """Return the newest version of `library`, for whatever Python; an empty text if it is not told."""
    answer = _said("-m", "pip", "index", "versions", "-qq", "--ignore-requires-python", library)
    found = VERSION.search(answer)
    return found["version"] if found else ""


def _said(*arguments: str) -> str:
    done = subprocess.run([PYTHON, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def main(arguments: list[str]) -> int:
    """Install, test, and say with what; `arguments` are pytest's. Returns how many of the two checks failed."""
    install()
    names = subprocess.run([PYTHON, "-m", "tests.private_names"], cwd=ROOT, check=False)
    command = [PYTHON, "-m", "pytest", "-m", QUICK, "--numprocesses=2", "--dist=loadfile", "--no-loadscope-reorder"]
    tests = subprocess.run([*command, *arguments], cwd=ROOT, check=False)
    versions = {library: (used(library), newest(library)) for library in LIBRARIES}
    ran = ", ".join(f"{library} {version}" for library, (version, _newest) in versions.items())
    print(f"\nThis was Python {sys.version.split()[0]} with {ran}.")
    for library, (version, latest) in versions.items():
        if latest and latest != version:
            print(
                f"There is {library} {latest}, which does not go with this Python or with something else that we need."
                " A newer Python is chosen by: make canary PYTHON=/path/to/python3"
            )
    failed = [what for what, done in (("names are gone", names), ("tests failed", tests)) if done.returncode]
    print(f"Not ready for it: {' and '.join(failed)}." if failed else "The paper works with it.")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
