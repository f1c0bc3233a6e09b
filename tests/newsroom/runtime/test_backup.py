"""A backup holds the whole paper, and a restore puts all of it back or changes nothing."""

import json
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from newsroom.runtime.backup import STAFF, Stores, back_up, restore
from newsroom.runtime.postgres.embedded import EmbeddedPostgres
from newsroom.runtime.problem import Problem
from tests.newsroom.runtime.paper import MakeServer

from .paper import manage

pytestmark = pytest.mark.processes

NUMBERS = count()


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    """A server for the papers of all tests."""
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedPostgres(Path(folder), durable=False)
        with server:
            yield server
        server.remove()


def a_paper(server: EmbeddedPostgres, folder: Path) -> Stores:
    """Return a paper without anything, in a database of its own."""
    name = f"paper_{next(NUMBERS)}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    (folder / name).mkdir()
    return Stores(server.url.replace("/newsroom?", f"/{name}?"), folder / name, folder / name / "media")


@pytest.fixture
def stores(server: EmbeddedPostgres, tmp_path: Path) -> Stores:
    """A paper with a story, a picture and a demo log-in."""
    stores = a_paper(server, tmp_path)
    execute(stores.url, "CREATE TABLE story (headline text)", "INSERT INTO story VALUES ('Ünïcode; \\. ''quoted''')")
    picture = stores.data / "media" / "images" / "a pier.jpg"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"\xff\xd8picture")
    (stores.data / STAFF).write_text("[]")
    return stores


@pytest.fixture
def empty(server: EmbeddedPostgres, tmp_path: Path) -> Stores:
    """A paper without anything."""
    return a_paper(server, tmp_path)


@pytest.fixture
def file(stores: Stores, tmp_path: Path) -> Path:
    """A backup of the paper with a story."""
    file = tmp_path / "paper.zip"
    back_up(stores, file)
    return file


def execute(url: str, *statements: str) -> None:
    with psycopg.connect(url) as connection:
        for statement in statements:
            connection.execute(statement)


def headlines(stores: Stores) -> list[str]:
    with psycopg.connect(stores.url) as connection:
        return [row[0] for row in connection.execute("SELECT headline FROM story")]


def contents(stores: Stores) -> dict[str, bytes]:
    assert stores.media is not None
    return {
        str(path.relative_to(stores.media)): path.read_bytes() for path in stores.media.rglob("*") if path.is_file()
    }


def test_everything_comes_back_in_an_empty_paper(stores: Stores, file: Path, empty: Stores) -> None:
    restore(empty, file)
    assert headlines(empty) == headlines(stores) == ["Ünïcode; \\. 'quoted'"]
    assert contents(empty) == contents(stores) == {"images/a pier.jpg": b"\xff\xd8picture"}
    assert (empty.data / STAFF).read_text() == "[]"
    assert stat.S_IMODE((empty.data / STAFF).stat().st_mode) == 0o600


def test_only_its_owner_may_read_it(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_it_holds_no_secret_key(stores: Stores, tmp_path: Path) -> None:
    (stores.data / "secret-key").write_text("secret")
    back_up(stores, tmp_path / "with-key.zip")
    with zipfile.ZipFile(tmp_path / "with-key.zip") as archive:
        assert sorted(archive.namelist()) == ["database.sql", STAFF, "manifest.json", "media/images/a pier.jpg"]


def test_a_paper_is_replaced_only_by_force(stores: Stores, file: Path) -> None:
    execute(stores.url, "UPDATE story SET headline = 'later'")
    assert stores.media is not None
    (stores.media / "later.jpg").touch()
    with pytest.raises(Problem, match="FORCE=1"):
        restore(stores, file)
    assert headlines(stores) == ["later"]
    restore(stores, file, force=True)
    assert headlines(stores) == ["Ünïcode; \\. 'quoted'"]
    assert list(contents(stores)) == ["images/a pier.jpg"]


def test_pictures_without_a_database_are_not_lost_unasked(file: Path, empty: Stores) -> None:
    assert empty.media is not None
    empty.media.mkdir()
    (empty.media / "last.jpg").touch()
    with pytest.raises(Problem, match="FORCE=1"):
        restore(empty, file)
    assert list(contents(empty)) == ["last.jpg"]


def test_a_paper_that_is_in_use_is_left_alone(stores: Stores, file: Path) -> None:
    with psycopg.connect(stores.url), pytest.raises(Problem, match="stop it first"):
        restore(stores, file, force=True)
    assert len(headlines(stores)) == 1


def damaged(file: Path) -> list[bytes]:
    """Return what may become of a file on its way."""
    whole = file.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    return [b"", b"not a zip", whole[:middle], whole[:-1], flipped]


def test_a_damaged_file_changes_nothing(stores: Stores, file: Path) -> None:
    for content in damaged(file):
        file.write_bytes(content)
        with pytest.raises(Problem, match="Nothing was changed"):
            restore(stores, file, force=True)
    assert len(headlines(stores)) == 1
    assert len(contents(stores)) == 1


def test_a_foreign_file_changes_nothing(stores: Stores, tmp_path: Path) -> None:
    for name, manifest in (("other.zip", None), ("newer.zip", {"newsroom_backup": 99}), ("list.zip", [])):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            if manifest is not None:
                archive.writestr("manifest.json", json.dumps(manifest))
        with pytest.raises(Problem, match="is not a Newsroom backup"):
            restore(stores, tmp_path / name, force=True)
    with pytest.raises(Problem, match="Cannot read the backup: No such file"):
        restore(stores, tmp_path / "missing.zip", force=True)


def test_a_database_that_does_not_load_changes_nothing(stores: Stores, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("manifest.json", '{"newsroom_backup": 1}')
        archive.writestr("database.sql", "CREATE TABLE half (done int);\nSELECT no_such_thing;\n")
    with pytest.raises(Problem, match=r"psql failed: .*no_such_thing"):
        restore(stores, tmp_path / "bad.zip", force=True)
    assert len(headlines(stores)) == 1
    assert len(contents(stores)) == 1


def test_a_picture_cannot_be_put_outside_the_media(file: Path, empty: Stores) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("media/../../escaped.txt", "out")
    restore(empty, file)
    assert "escaped.txt" in contents(empty)


def test_a_backup_is_never_overwritten(stores: Stores, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(Problem, match="exists already"):
        back_up(stores, file)
    assert file.read_bytes() == before


def test_a_backup_that_fails_leaves_no_file(stores: Stores, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / ".paper.zip.unfinished").symlink_to("/dev/full")
    with pytest.raises(Problem, match="disk is full"):
        back_up(stores, tmp_path / "folder" / "paper.zip")
    assert list((tmp_path / "folder").iterdir()) == []


@pytest.mark.django_db
def test_an_older_state_comes_back_and_is_migrated(data: Path, make_server: MakeServer, tmp_path: Path) -> None:
    here, there, file = data, tmp_path / "there", str(tmp_path / "older.zip")
    make_server(there)
    for command in (["start_paper"], ["migrate", "newsroom", "zero"], ["backup", file]):
        done = manage(here, *command)
        assert done.returncode == 0, done.stderr
    for command in (["restore", file], ["migrate", "--check"]):
        done = manage(there, *command)
        assert done.returncode == 0, done.stderr
    assert "Nothing was changed" in manage(there, "restore", file).stderr
