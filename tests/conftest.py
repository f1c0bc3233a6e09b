"""The cast: a small paper, its people, and stories in the states that tests need."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

from articles.models import Article, NewsImage, Paper, Profile, Section
from articles.reads.counter import counter
from articles.services import publishing
from newsroom.runtime.backup import Stores, back_up
from tests import builders, starting_point

Make = Callable[..., Any]

# The rule about processes, and fixtures that several folders share.
pytest_plugins = ["tests.processes_marked", "tests.comment_cast", "tests.mail_cast"]


# Whole browsers, servers and papers; in a run of several processes none may be left waiting for another's last one.
LONGEST_FIRST = (
    "newsroom/runtime",
    "browser",
    "newsroom",
    "articles/site",
    "comments",
    "articles/desk",
    "articles",
    "fastpath",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    here = Path(__file__).parent

    def rank(item: pytest.Item) -> int:
        path = item.path.relative_to(here).as_posix()
        return next(
            (at for at, folder in enumerate(LONGEST_FIRST) if path.startswith(f"{folder}/")), len(LONGEST_FIRST)
        )

    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """Let Python look less often for garbage: what was imported stays, and migrations make classes by the thousand."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Open no connection from now on: pytest-django has let go of DATABASE_URL, which may name somebody's paper."""

    def refuse(_: BaseDatabaseWrapper) -> None:
        raise OperationalError("the tests are over")

    BaseDatabaseWrapper.ensure_connection = refuse


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> Iterator[None]:
    """Migrate one database for all processes of a run: who comes first does it, the others copy what came of it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server, ExitStack() as at_end:
        migrated = f"migrated_{run[:16]}"
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [migrated])
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [migrated]).fetchone():
            connection.settings_dict["TEST"]["TEMPLATE"] = migrated
        request.getfixturevalue("django_db_setup")  # pytest-django's
        name = connection.settings_dict["NAME"]
        assert name.startswith("test_"), "Mark what needs the database with django_db."
        if "TEMPLATE" not in connection.settings_dict["TEST"]:
            with psycopg.connect(os.environ["DATABASE_URL"], dbname=name) as database:
                starting_point.remember(database.execute)
            if run:
                connection.close()
                server.execute(f'CREATE DATABASE "{migrated}" TEMPLATE "{name}"')
                at_end.callback(server.execute, f'DROP DATABASE "{migrated}"')
        server.execute("SELECT pg_advisory_unlock_all()")
        yield


@pytest.fixture(scope="session")
def migrated(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a paper that is migrated and empty: for tests of what comes after that."""
    file = tmp_path_factory.mktemp("migrated") / "paper.zip"
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    back_up(Stores(url, file.parent, None), file)
    return file


@pytest.fixture(autouse=True, scope="session")
def _commits_are_undone() -> Iterator[None]:
    """Have a test that commits leave the database as the migrations did."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: starting_point.go_back())
        yield


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    """Give each test its own folder of files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture(autouse=True)
def _reads() -> Iterator[None]:
    """Forget at the end of each test what was read in it, instead of writing it down when the run is over."""
    yield
    counter.forget()


@pytest.fixture
def paper(db: Any) -> Paper:
    """The Breakwater, in Brussels time."""
    paper: Paper = Paper.load()
    paper.name, paper.zone = "The Breakwater", "Europe/Brussels"
    paper.save()
    return paper


@pytest.fixture
def world(paper: Paper) -> Section:
    """The World section."""
    return builders.section("World")


@pytest.fixture
def business(paper: Paper) -> Section:
    """The Business section."""
    return builders.section("Business")


@pytest.fixture
def mara(paper: Paper) -> Profile:
    """A reporter's profile."""
    return builders.profile("Mara Lindqvist", role="Energy correspondent", bio="Grew up above a chandler’s shop.")


@pytest.fixture
def desk(paper: Paper) -> Profile:
    """The Editorial Board's profile."""
    return builders.profile("Editorial Board", kind=Profile.Kind.DESK)


@pytest.fixture
def image(paper: Paper) -> NewsImage:
    """A picture with alt text and credit."""
    return builders.image()


@pytest.fixture
def make_draft(world: Section, mara: Profile) -> Make:
    """Make a draft in World by Mara that lacks nothing."""

    def make(headline: str = "Seven countries share winter gas", **fields: Any) -> Article:
        fields.setdefault("section", world)
        fields.setdefault("bylines", [mara])
        return builders.draft(headline, **fields)

    return make


@pytest.fixture
def make_story(make_draft: Make) -> Make:
    """Make a published story; `at` backdates it."""

    def make(headline: str = "Seven countries share winter gas", *, at: Any = None, **fields: Any) -> Article:
        story = make_draft(headline, **fields)
        publishing.publish(story.latest_revision, at=at)
        return Article.objects.get(pk=story.pk)

    return make


@pytest.fixture
def make_user(db: Any) -> Make:
    """Make a member of staff with these roles."""

    def make(username: str, *roles: str) -> Any:
        user = get_user_model().objects.create_user(username, f"{username}@breakwater.example", "a long pass phrase")
        user.groups.set(Group.objects.filter(name__in=roles))
        assert user.groups.count() == len(roles)
        return user

    return make


@pytest.fixture
def reporter(make_user: Make) -> Any:
    """A reporter."""
    return make_user("mara", "Reporter")


@pytest.fixture
def editor(make_user: Make) -> Any:
    """An editor."""
    return make_user("tomas", "Editor")


@pytest.fixture
def board(make_user: Make) -> Any:
    """A member of the Editorial Board."""
    return make_user("ines", "Editorial Board")


@pytest.fixture
def editor_client(client: Any, editor: Any) -> Any:
    """A browser in which the editor is logged in."""
    client.force_login(editor)
    return client
