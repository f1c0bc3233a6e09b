"""The repository shows nothing of the machines it was written on, and stays tidy."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
EXPECTED = {
    ".ci", ".editorconfig", ".github", ".gitignore", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "articles",
    "comments", "docs", "fastpath", "manage.py", "newsroom", "outbox", "pyproject.toml", "readers",
    "requirements-dev.lock", "requirements.lock", "static", "subscriptions", "templates", "tests",
}  # fmt: skip

# A letter in brackets keeps this file from matching itself.
HOME = re.compile(rb"/(?:home|Users)/[A-Za-z0-9._-]+/|(?<![\w.])/roo[t]/|[A-Z]:\\\\Users\\\\")
REGISTRY = re.compile(
    rb"(?:pypi|npmjs|pythonhosted|jfrog|artifactory|nexus)\.[a-z]|/simple/[a-z]|index-url\s*=|_authToke[n]"
)


def kept_files():
    """Return the files that git keeps or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def texts():
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in kept_files()}
    return {name: content for name, content in files.items() if b"\0" not in content}


def found(texts, pattern):
    return {name: match[0] for name, text in texts.items() if (match := pattern.search(text))}


def test_no_file_names_a_folder_of_somebody_s_machine(texts):
    assert len(texts) > 100
    assert found(texts, HOME) == {}


def test_no_file_names_a_package_registry(texts):
    assert found(texts, REGISTRY) == {}


def test_the_top_of_the_repository_holds_only_what_belongs_there():
    assert {path.relative_to(ROOT).parts[0] for path in kept_files()} <= EXPECTED


def test_nothing_is_imported_from_a_conftest(texts):
    imported = {name: text for name, text in texts.items() if name.endswith(".py")}
    assert found(imported, re.compile(rb"^\s*from \S*conftes[t] import", re.MULTILINE)) == {}


def test_no_file_is_left_from_a_merge_or_an_editor(texts):
    assert found(texts, re.compile(rb"^(?:<{7} |>{7} )", re.MULTILINE)) == {}
    assert [name for name in texts if name.endswith(("~", ".orig", ".rej", ".swp", ".bak"))] == []
