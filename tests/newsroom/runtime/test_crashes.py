"""Web server, database and worker are killed in turn while the clock publishes; nobody puts anything right by hand."""

import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from newsroom.runtime.postgres.embedded import EmbeddedPostgres

from .paper import DATABASE, WEB, WORKER, RunningPaper, free_port, manage, wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.processes]

STORIES, A_SECOND = 60, 3
VICTIMS = {"web": WEB, "database": DATABASE, "worker": WORKER}
SCHEDULE = f"from tests.newsroom.runtime.scheduled_stories import schedule; schedule({STORIES}, a_second={A_SECOND})"

# Each in one row, as one moment saw it: what makes a story published, all of which must come together.
STATES = """
    SELECT a.live,
           a.address IS NOT NULL,
           a.first_published_at IS NOT NULL,
           EXISTS (SELECT FROM articles_articlerender r WHERE r.article_id = a.id),
           EXISTS (SELECT FROM articles_articlesearch s WHERE s.article_id = a.id AND s.public IS NOT NULL),
           (SELECT count(*) FROM articles_taglisting t WHERE t.article_id = a.id),
           (SELECT count(*) FROM articles_bylinelisting b WHERE b.article_id = a.id),
           (SELECT count(*) FROM wagtailcore_modellogentry l
             WHERE l.object_id = a.id::text AND l.action = 'wagtail.publish.scheduled')
    FROM articles_article a
"""
WAITING = (False, False, False, False, False, 0, 0, 0)
PUBLISHED = (True, True, True, True, True, 1, 1, 1)


@pytest.fixture
def paper(data: Path) -> Iterator[RunningPaper]:
    """A paper that runs."""
    paper = RunningPaper(data, PORT=str(free_port()))
    paper.wait_until_running()
    yield paper
    paper.stop()


def states(data: Path) -> Counter:
    """Count the stories in each state; none are seen while the database is away."""
    try:
        with psycopg.connect(EmbeddedPostgres(data).url, connect_timeout=5) as connection:
            return Counter(connection.execute(STATES).fetchall())
    except psycopg.OperationalError:
        return Counter()


def whole(found: Counter) -> int:
    """Return how many are published; fail if one is half so, or twice."""
    assert set(found) <= {WAITING, PUBLISHED}
    return found[PUBLISHED]


def test_stories_are_published_wholly_and_once_though_every_part_is_killed_meanwhile(
    data: Path, paper: RunningPaper
) -> None:
    done = manage(data, "shell", "-c", SCHEDULE)
    assert done.returncode == 0, done.stderr
    for name, part in VICTIMS.items():
        before = whole(states(data))
        wait_until(lambda before=before: whole(states(data)) > before)
        paper.children(part)[0].kill()
        wait_until(lambda name=name: f"{name} was ended by SIGKILL" in paper.output)
    assert whole(states(data)) < STORIES, "all were published before the last was killed"

    wait_until(lambda: whole(states(data)) == STORIES)
    wait_until(lambda: paper.readiness() == (200, {"database": "ok", "migrations": "ok", "worker": "ok"}))
    with urllib.request.urlopen(f"{paper.site}/world/", timeout=10) as page:  # noqa: S310
        assert "Story number 59" in page.read().decode()
