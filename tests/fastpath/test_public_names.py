"""The public names of the package, and the SQL of its triggers."""

import subprocess
import sys

import pytest

import fastpath
from fastpath import purge_trigger


@pytest.mark.parametrize("name", fastpath.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(fastpath, name).__name__ == name


def test_another_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Mould'"):
        _ = fastpath.Mould


@pytest.mark.processes
def test_it_can_be_imported_before_django_has_settings() -> None:
    code = "import sys, fastpath, fastpath.switch; assert 'django.db' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("tag", ["note'; DROP TABLE x; --", "note-{id", "{a}-{b}", "{id;}", "a b", "a\n"])
def test_a_trigger_takes_no_tag_that_could_be_sql(tag: str) -> None:
    with pytest.raises(ValueError, match="is no cache tag"):
        purge_trigger("board_note", tag)
