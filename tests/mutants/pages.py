"""Mistakes in the page cache: a page that is old, kept though it may not be, or made for one and shown to another."""

from . import Mutant

_CHANGES, _ANSWERS = "tests/fastpath/page_cache/test_random_changes.py", "tests/fastpath/page_cache/test_answers.py"
_LISTENING = "tests/fastpath/page_cache/test_listening.py"
_KEPT = "tests/comments/pages/test_kept.py"

MUTANTS = [
    Mutant(
        "P-key",
        "newsroom/migrations/0010_page_keys.py",
        '    "articles_profile": ("", "profile-{id}"),\n',
        "",
        _CHANGES,
    ),
    Mutant(
        "P-table",
        "newsroom/migrations/0010_page_keys.py",
        '    "articles_tagcount": ("", "tags"),\n',
        "",
        "tests/fastpath/page_cache/test_tables.py",
    ),
    Mutant(
        "P-view",
        "articles/selection/blocks.py",
        '    cache_tags.mentions(f"article-{story.pk}-recommended")\n',
        "",
        _ANSWERS,
    ),
    Mutant(
        "P-talk",
        "comments/thread_pages/pages.py",
        '    cache_tags.mentions(f"article-{story.pk}-comments")\n',
        "",
        _CHANGES,
    ),
    Mutant(
        "P-meanwhile",
        "fastpath/page_cache/store.py",
        "            if self._purges.since(begun_at, tags):\n",
        "            if False:\n",
        _ANSWERS,
    ),
    Mutant(
        "P-cookie",
        "fastpath/page_cache/application.py",
        '            and "set-cookie" not in named\n',
        "",
        _ANSWERS,
    ),
    Mutant(
        "P-missed",
        "fastpath/page_cache/listener.py",
        "        self._version = object()\n        self.pages.expire_all()\n",
        "        self._version = object()\n",
        _LISTENING,
    ),
    Mutant(
        "P-marker",
        "fastpath/page_cache/staff_cookie.py",
        "        return given is not None and _signer().unsign(given, max_age=DAYS * 86_400) == VALUE\n",
        "        return given is not None\n",
        _ANSWERS,
    ),
    Mutant(
        "P-gone",
        "fastpath/page_cache/application.py",
        "            self.pages.drop(key)\n",
        "            pass\n",
        _LISTENING,
    ),
    Mutant(
        "P-remembered",
        "fastpath/page_cache/listener.py",
        "        self._version = object()\n        if message == ALL:\n",
        "        if message == ALL:\n",
        _KEPT,
    ),
    Mutant(
        "P-asked-before",
        "fastpath/process_cache.py",
        "            entries = {}\n            self._entries = version, now + MAX_AGE, entries\n",
        "            entries.clear()\n            self._entries = version, now + MAX_AGE, entries\n",
        "tests/fastpath/test_process_cache.py",
    ),
]
