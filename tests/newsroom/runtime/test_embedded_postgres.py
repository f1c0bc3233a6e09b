"""The embedded PostgreSQL starts wherever the paper lies, keeps what it has, and lets nobody else in."""

import os
import pwd
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import environ
import psycopg
import pytest

from newsroom.runtime.postgres import account, embedded, socket_directory
from newsroom.runtime.postgres.embedded import EmbeddedPostgres
from newsroom.runtime.problem import Problem
from tests.newsroom.runtime.paper import MakeServer

pytestmark = pytest.mark.processes

STRANGER = 54_321  # a user that is neither us nor the database's account
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can try being somebody else")


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedPostgres]:
    """A server that runs, for tests that leave it as it is."""
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedPostgres(Path(folder) / "data", durable=False)
        with server:
            yield server
        server.remove()


def ask(server: EmbeddedPostgres, question: str) -> object:
    """Return the one value that the database answers."""
    with psycopg.connect(server.url) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


@pytest.mark.parametrize("name", ['with spaces, a comma and a "quote" 100%', "ünïcode-日本", "long/" + "l" * 200])
def test_it_starts_wherever_the_data_lies(make_server: MakeServer, tmp_path: Path, name: str) -> None:
    with make_server(tmp_path / name) as server:
        assert ask(server, "SELECT current_database()") == "newsroom"


def test_its_url_means_the_same_to_django_and_to_psycopg(make_server: MakeServer, tmp_path: Path) -> None:
    server = make_server(tmp_path / "a b")
    server.prepare()
    config = environ.Env.db_url_config(server.url)
    parts = psycopg.conninfo.conninfo_to_dict(server.url)
    assert config["OPTIONS"]["host"] == parts["host"] == str(socket_directory.socket_directory(server.folder))
    assert config["PASSWORD"] == parts["password"] == (tmp_path / "a b" / "database-password").read_text().strip()
    assert config["NAME"] == parts["dbname"] == "newsroom"


def test_its_url_can_be_asked_for_before_there_is_anything(tmp_path: Path) -> None:
    assert EmbeddedPostgres(tmp_path / "nothing").url.startswith("postgresql://newsroom:@/newsroom?host=")
    assert list(tmp_path.iterdir()) == []


def test_text_is_utf8_and_sorted_alike_on_every_system(running: EmbeddedPostgres) -> None:
    assert ask(running, "SHOW server_encoding") == "UTF8"
    assert ask(running, "SELECT datlocale FROM pg_database WHERE datname = 'newsroom'") == "C.UTF-8"
    assert ask(running, "SELECT upper('é ñ')") == "É Ñ"


def test_what_was_written_is_there_at_the_next_start(server: EmbeddedPostgres) -> None:
    with server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS value")
    assert not server.accepts_connections()
    with server:
        assert ask(server, "SELECT value FROM kept") == 42


def test_it_listens_on_no_network(running: EmbeddedPostgres) -> None:
    assert ask(running, "SHOW listen_addresses") == ""


def test_the_role_of_the_paper_does_not_rule_the_server(running: EmbeddedPostgres) -> None:
    assert ask(running, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


@pytest.mark.parametrize("user", ["newsroom", "postgres", "root"])
def test_nobody_signs_in_without_the_password(running: EmbeddedPostgres, user: str) -> None:
    host = str(socket_directory.socket_directory(running.folder))
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=host, user=user, password="guessed", dbname="newsroom")


@as_root
def test_another_user_of_the_machine_cannot_even_knock(running: EmbeddedPostgres) -> None:
    path = socket_directory.socket_directory(running.folder) / socket_directory.SOCKET
    assert refused(path, as_user=STRANGER) is PermissionError
    assert refused(path, as_user=0) is None


def test_no_other_user_can_read_the_password_or_the_data(running: EmbeddedPostgres) -> None:
    assert mode(running.data / "database-password") == 0o600
    for private in (running.data, running.folder, running.folder / "cluster", running.folder / "run"):
        assert mode(private) == 0o700, private


def test_no_directory_that_was_there_changes_its_mode(make_server: MakeServer, tmp_path: Path) -> None:
    data = tmp_path / "home" / "checkout" / "var"
    data.mkdir(parents=True)
    for path, bits in ((tmp_path / "home", 0o700), (tmp_path / "home" / "checkout", 0o750), (data, 0o775)):
        path.chmod(bits)
    before = {path: mode(path) for path in (data, *data.parents)}
    with make_server(data):
        pass
    assert {path: mode(path) for path in before} == before


@as_root
def test_as_root_it_runs_as_an_unprivileged_account(running: EmbeddedPostgres) -> None:
    assert running.account is not None
    assert running.account.pw_name in account.NAMES
    pid = int((running.folder / "cluster" / "postmaster.pid").read_text().split()[0])
    assert Path(f"/proc/{pid}").stat().st_uid == running.account.pw_uid != 0


def test_a_strict_umask_does_not_keep_it_from_its_own_files(server: EmbeddedPostgres) -> None:
    before = os.umask(0o077)
    try:
        with server:
            assert ask(server, "SELECT 1") == 1
    finally:
        os.umask(before)


@as_root
def test_as_root_the_account_can_be_chosen(server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSROOM_DB_ACCOUNT", "nobody")
    with server:
        assert server.account == pwd.getpwnam("nobody")
        assert ask(server, "SELECT 1") == 1


@as_root
@pytest.mark.parametrize("name", ["root", "no-such-account"])
def test_as_root_an_account_that_will_not_do_is_refused(
    server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("NEWSROOM_DB_ACCOUNT", name)
    with pytest.raises(Problem, match="NEWSROOM_DB_ACCOUNT"):
        server.prepare()


@as_root
def test_a_database_whose_folder_is_gone_is_not_replaced_by_an_empty_one(server: EmbeddedPostgres) -> None:
    server.data.mkdir()
    (server.data / "postgres").symlink_to("/var/lib/newsroom-that-is-gone")
    with pytest.raises(Problem, match="is gone"):
        server.prepare()


def test_a_stale_pid_that_some_other_process_has_now_does_not_block_the_start(server: EmbeddedPostgres) -> None:
    server.start()
    pid_file = server.folder / "cluster" / "postmaster.pid"
    kill_like_a_power_cut(server)
    with somebody_else(server) as pid:
        pid_file.write_text("\n".join([str(pid), *pid_file.read_text().splitlines()[1:]]) + "\n")
        assert not server.accepts_connections()
        with server:
            assert ask(server, "SELECT 1") == 1
        os.kill(pid, 0)  # it was left in peace


def test_a_server_that_was_left_behind_is_replaced(make_server: MakeServer, tmp_path: Path) -> None:
    left = make_server(tmp_path)
    left.start()
    with make_server(tmp_path) as server:
        assert ask(server, "SELECT 1") == 1


def test_a_lost_password_is_replaced(server: EmbeddedPostgres) -> None:
    server.prepare()
    (server.data / "database-password").unlink()
    with server:
        assert ask(server, "SELECT 1") == 1


def test_a_database_half_made_is_made_anew(server: EmbeddedPostgres) -> None:
    server.prepare()
    (server.folder / "cluster").rename(server.folder / "cluster.unfinished")
    with server:
        assert ask(server, "SELECT 1") == 1


def test_a_cluster_of_another_major_version_is_left_alone_and_the_way_out_is_named(server: EmbeddedPostgres) -> None:
    server.prepare()
    (server.folder / "cluster" / "PG_VERSION").write_text("17\n")
    with pytest.raises(Problem, match=r"made by PostgreSQL 17.*make backup.*make restore"):
        server.prepare()


def test_it_says_in_one_line_why_it_does_not_start(server: EmbeddedPostgres) -> None:
    server.prepare()
    (server.folder / "cluster" / "postgresql.conf").write_text("no_such_setting = on\n")
    with pytest.raises(Problem, match=r"^PostgreSQL does not start: FATAL: .*postgresql.conf.*$"):
        server.start()


@pytest.mark.parametrize("bits", [0o755, 0o770])
def test_a_socket_directory_that_others_may_enter_is_refused(tmp_path: Path, bits: int) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run").chmod(bits)
    with pytest.raises(Problem, match="not ours alone"):
        socket_directory.make_socket_directory(tmp_path / "run", None)
    assert mode(tmp_path / "run") == bits


@as_root
def test_a_socket_directory_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir(mode=0o700)
    os.chown(tmp_path / "run", STRANGER, STRANGER)
    with pytest.raises(Problem, match="not ours alone"):
        socket_directory.make_socket_directory(tmp_path / "run", None)


def test_a_link_is_no_socket_directory(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Problem, match="not ours alone"):
        socket_directory.make_socket_directory(tmp_path / "run", None)


@pytest.mark.parametrize("length", [10, 200, 1000])
def test_the_path_of_the_socket_is_never_too_long(length: int) -> None:
    folder = Path("/" + "/".join(["x" * 49] * (length // 50 + 1)))
    path = socket_directory.socket_directory(folder) / socket_directory.SOCKET
    assert len(os.fsencode(path)) <= socket_directory.LONGEST_SOCKET_PATH


def refused(path: Path, *, as_user: int) -> type[OSError] | None:
    """Return with which error the socket at `path` refuses the user; None if it lets them knock."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(as_user)
        os.setuid(as_user)
        try:
            with socket.socket(socket.AF_UNIX) as knock:
                knock.connect(str(path))
        except PermissionError:
            os.write(writing, b"refused")
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as answer:
        return PermissionError if answer.read() == b"refused" else None


def kill_like_a_power_cut(server: EmbeddedPostgres) -> None:
    """Kill the server with SIGKILL, and wait until the processes that served its connections are gone, too."""
    process = server._process
    assert process is not None
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
    for pid in (process.pid, *map(int, children)):
        os.kill(pid, signal.SIGKILL)
    process.wait()
    while any(Path(f"/proc/{pid}").exists() for pid in children):
        time.sleep(0.01)
    server._process = None


@contextmanager
def somebody_else(server: EmbeddedPostgres) -> Iterator[int]:
    """Run a harmless process as the account of the database; yield its pid."""
    who = account.identity(server.account)
    process = subprocess.Popen(["sleep", "60"], env=embedded.ENVIRONMENT, **who)
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()
