"""Commands for a paper say what to do where there is none yet."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder


@pytest.mark.parametrize("command", [["seed", "1"], ["bench"], ["remove_demo"]])
def test_where_the_database_is_not_set_up_a_command_says_how_that_is_done(db: None, command: list[str]) -> None:
    MigrationRecorder.Migration.objects.filter(app="newsroom").latest("pk").delete()
    with pytest.raises(CommandError, match="make run"):
        call_command(*command)


@pytest.mark.processes
def test_whoever_compares_other_papers_needs_none(db: None, tmp_path: Path) -> None:
    MigrationRecorder.Migration.objects.filter(app="newsroom").latest("pk").delete()
    with pytest.raises(CommandError, match="cannot be measured"):  # it has looked there, and found none
        call_command("bench", "--flat", str(tmp_path))
