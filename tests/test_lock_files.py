"""The lock files can be installed anywhere: names, versions and hashes, and no trace of where they were made."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCK_FILES = ["requirements.lock", "requirements-dev.lock"]
PIN = re.compile(r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,_-]+\])?==[^\s;]+( ; [^\\]+)?( \\)?")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
ADDRESS = re.compile(r"https?:|(?<!requirements )file:|git\+|@ |--index|--find-links|(^|[\s\"'=])[~/.]+/\w")
COMMENT = re.compile(r"\s*#.*")


@pytest.fixture(params=LOCK_FILES)
def lines(request):
    return (ROOT / request.param).read_text().splitlines()


def pinned(name):
    return set(re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", (ROOT / name).read_text(), re.MULTILINE))


def test_a_lock_file_holds_only_pins_hashes_and_comments(lines):
    known = (PIN, HASH, COMMENT)
    assert [line for line in lines if line and not any(kind.fullmatch(line) for kind in known)] == []


def test_a_lock_file_names_no_address_and_no_path(lines):
    assert [line for line in lines if ADDRESS.search(line)] == []


def test_every_pin_has_a_hash(lines):
    text = "\n".join(lines)
    for pin in re.split(r"\n(?=[a-z0-9])", text):
        if "==" in pin.splitlines()[0]:
            assert "--hash=sha256:" in pin, pin.splitlines()[0]


def test_development_uses_the_versions_that_the_paper_runs_on():
    assert pinned("requirements.lock") <= pinned("requirements-dev.lock")
