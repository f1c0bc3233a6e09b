"""FASTPATH=0 is ordinary Django, and every public page is the same with and without."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from fastpath import switch
from newsroom.bench import public
from tests import whole_paper

ROOT = Path(__file__).parents[2]


def rendered(paths: list[str], now: int, fastpath: str) -> dict[str, tuple[int, str]]:
    """Return status and body of each page in a process with this FASTPATH."""
    name = connection.settings_dict["NAME"]
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    done = subprocess.run(
        [sys.executable, "-m", "tests.fastpath.render_pages", str(now)],
        cwd=ROOT,
        env=os.environ
        | {"DATABASE_URL": url, "FASTPATH": fastpath, "DJANGO_SETTINGS_MODULE": "newsroom.settings.test"},
        input=json.dumps(paths),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    return {path: tuple(answer) for path, answer in json.loads(done.stdout).items()}


@pytest.mark.processes
def test_every_public_page_is_the_same_with_and_without(transactional_db: None) -> None:
    paths = whole_paper.build()
    every = {path for page in public.pages() for path in page.paths} | set(paths.values())
    wanted, now = sorted(every), int(time.time())
    ours, ordinary = rendered(wanted, now, "1"), rendered(wanted, now, "0")
    assert {status for status, _ in ours.values()} >= {200, 302, 404, 410}
    for path in wanted:
        assert ours[path] == ordinary[path], path


@pytest.mark.parametrize("value", ["", "yes", "2", "queries,", "quick"])
def test_a_bad_value_stops_start_up_with_a_line_that_names_it(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^FASTPATH is 1, 0, or names"):
        switch.parse({"FASTPATH": value})


def test_it_turns_on_everything_nothing_or_what_it_names() -> None:
    assert switch.parse({}) == switch.parse({"FASTPATH": "1"}) == frozenset(switch.TRICKS)
    assert switch.parse({"FASTPATH": "0"}) == frozenset()
    assert switch.parse({"FASTPATH": "queries,fragments"}) == {"queries", "fragments"}
