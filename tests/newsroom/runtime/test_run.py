"""`make run` brings a whole paper up, keeps it up, takes it down, and says plainly what stands in its way."""

import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from newsroom.runtime.data_directory import CHECKOUT
from newsroom.runtime.postgres.embedded import EmbeddedPostgres

from .paper import DATABASE, WEB, WORKER, RunningPaper, environment, free_port, is_alive, manage, wait_until

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data directory of a paper that all tests here run, one after the other."""
    data = tmp_path_factory.mktemp("a paper") / "var"
    yield data
    EmbeddedPostgres(data).remove()


@pytest.fixture(scope="module")
def kept_running(data: Path) -> Iterator[RunningPaper]:
    """A paper that runs, for tests that leave it running."""
    paper = RunningPaper(data, PORT=str(free_port()))
    paper.wait_until_running()
    yield paper
    paper.stop()


def line_of(data: Path, **given: str) -> str:
    """Run the paper, which cannot start, and return the one line that it says."""
    done = subprocess.run(
        [sys.executable, "-m", "newsroom.runtime.run"],
        cwd=CHECKOUT,
        env=environment(data, **given),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    lines = (done.stdout + done.stderr).splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_it_says_where_everything_is(kept_running: RunningPaper, data: Path) -> None:
    assert f"  Site   {kept_running.site}/" in kept_running.lines
    assert f"  Admin  {kept_running.site}/admin/" in kept_running.lines
    assert str(data / "mail") in kept_running.output


def test_every_part_is_well(kept_running: RunningPaper) -> None:
    assert kept_running.readiness() == (200, {"database": "ok", "migrations": "ok", "worker": "ok"})


def test_its_secrets_are_for_its_owner_alone(kept_running: RunningPaper, data: Path) -> None:
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    for name in ("secret-key", "database-password"):
        assert stat.S_IMODE((data / name).stat().st_mode) == 0o600


def test_a_second_one_says_where_the_first_one_is(kept_running: RunningPaper, data: Path) -> None:
    assert kept_running.site in line_of(data)


def test_what_its_parts_part_from_has_one_thread(kept_running: RunningPaper) -> None:
    assert psutil.Process(kept_running.process.pid).num_threads() == 1  # another would be missing in each of them


def test_web_threads_let_one_another_finish_and_the_database_still_goes_first(kept_running: RunningPaper) -> None:
    ask = (
        "import os; from newsroom.runtime.process import batch_scheduling;"
        "batch_scheduling.use_batch_policy(); print(os.sched_getscheduler(0))"
    )
    batch = int(subprocess.run([sys.executable, "-c", ask], cwd=CHECKOUT, capture_output=True, check=True).stdout)
    assert batch in {os.SCHED_BATCH, os.SCHED_OTHER}  # not every container lets anybody choose
    processes = kept_running.children(WEB)[1:]
    threads = [thread.id for process in processes for thread in process.threads()]
    assert {os.sched_getscheduler(thread) for thread in threads} == {batch}
    assert os.sched_getscheduler(kept_running.children(DATABASE)[0].pid) == os.SCHED_OTHER


@pytest.mark.parametrize("part", [WEB, WORKER, DATABASE])
def test_whatever_is_killed_comes_back_by_itself(kept_running: RunningPaper, part: str) -> None:
    killed = kept_running.children(part)[0]
    killed.kill()
    wait_until(lambda: bool({process.pid for process in kept_running.children(part)} - {killed.pid}))
    wait_until(lambda: kept_running.readiness()[0] == 200)
    assert kept_running.process.poll() is None


def test_a_killed_web_process_comes_back_and_the_others_stay(kept_running: RunningPaper) -> None:
    server, *processes = kept_running.children(WEB)
    killed = processes[-1]
    killed.kill()  # while it dies it is still among the children, and what it had accepted dies with it
    wait_until(lambda: len({*kept_running.children(WEB)} - {killed}) == len(processes) + 1)
    assert server.is_running()
    assert kept_running.readiness()[0] == 200


def test_a_job_that_a_killed_worker_had_in_hand_is_done_again(kept_running: RunningPaper, data: Path) -> None:
    with psycopg.connect(EmbeddedPostgres(data).url, autocommit=True) as database:
        left = (
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('upkeep', %s, 'doing') RETURNING id"
        )
        in_hand = [
            database.execute(left, [f"articles.tasks.{task}"]).fetchone() for task in ("count_tags", "tidy_up_reads")
        ]
        assert all(in_hand)
        database.execute("UPDATE procrastinate_jobs SET args = '{\"tag_ids\": []}' WHERE id = %s", in_hand[0])
        database.execute("UPDATE procrastinate_jobs SET args = '{\"timestamp\": 0}' WHERE id = %s", in_hand[1])
        wait_until(lambda: database.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (0,))
    said = [line for line in kept_running.lines if line.endswith("is done again")]
    assert said
    assert all(line.startswith("  worker │") for line in said)


def test_it_can_be_backed_up_while_it_runs_but_not_restored(
    kept_running: RunningPaper, data: Path, tmp_path: Path
) -> None:
    file = str(tmp_path / "paper.zip")
    assert manage(data, "backup", file).returncode == 0
    refused = manage(data, "restore", "--force", file)
    assert refused.returncode != 0
    assert "stop it first" in refused.stderr
    assert kept_running.readiness()[0] == 200


def test_it_starts_again_after_everything_was_killed_and_stops_on_ctrl_c(
    data: Path, kept_running: RunningPaper
) -> None:
    kept_running.kill_everything()
    paper = RunningPaper(data, PORT=str(free_port()))
    paper.wait_until_running()
    children = paper.children()
    assert paper.stop() == 0
    assert not any(process.is_running() for process in children)
    assert "Migrating" not in paper.output  # nor anything else that was done before


def test_nothing_of_it_runs_on_when_it_is_killed(data: Path, kept_running: RunningPaper) -> None:
    kept_running.stop()
    paper = RunningPaper(data, PORT=str(free_port()))
    paper.wait_until_running()
    children = paper.children()
    paper.process.kill()
    wait_until(lambda: not any(is_alive(process.pid) for process in children))


def test_ctrl_c_while_it_starts_stops_it_too(data: Path, kept_running: RunningPaper) -> None:
    kept_running.stop()
    paper = RunningPaper(data)
    wait_until(lambda: bool(paper.children("manage.py prepare")))
    children = paper.children()
    assert paper.stop() == 0
    assert not any(process.is_running() for process in children)


def test_without_a_port_it_takes_the_next_free_one_and_says_so(data: Path, kept_running: RunningPaper) -> None:
    kept_running.stop()
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", 8000))
            taken.listen()
        except OSError:
            pass  # somebody else has it, which serves as well
        paper = RunningPaper(data)
        paper.wait_until_running()
        assert "Port 8000 is taken" in paper.lines[0]
        assert paper.readiness()[0] == 200
        paper.stop()


def test_a_port_that_was_asked_for_and_is_taken_is_refused(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert line_of(tmp_path / "var", PORT=port) == (
            f"Port {port} is taken by another program. Choose another: make run PORT=…"
        )


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    assert line_of(tmp_path / "var", PORT=port) == f"PORT must be a number from 1 to 65535, not {port!r}."


def test_a_host_that_is_not_here_is_refused(tmp_path: Path) -> None:
    assert line_of(tmp_path / "var", HOST="192.0.2.1", PORT="8000").startswith("Cannot listen at 192.0.2.1, port 8000")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ines:pass%2Fword@127.0.0.1:1/none",
        "postgresql://ines:pass%2Fword@no-such-host.invalid/none",
        "postgresql://ines:pass%2Fword@127.0.0.1:port/none",
        "postgresql://ines:pass%2Fword@/none?host=/nowhere",
        "postgresql://ines:pass%ZZword@127.0.0.1/none",
        "mysql://ines:pass%2Fword@127.0.0.1/none",
        "nonsense",
    ],
)
def test_a_wrong_database_url_is_said_in_one_line_without_the_password(tmp_path: Path, url: str) -> None:
    line = line_of(tmp_path / "var", DATABASE_URL=url, PORT=str(free_port()))
    assert "DATABASE_URL" in line
    assert "word" not in line.replace("password", "")


def test_a_full_disk_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / ".database-password.unfinished").symlink_to("/dev/full")
    assert line_of(tmp_path) == "Cannot keep a secret: the disk is full."
    EmbeddedPostgres(tmp_path).remove()


def test_a_data_directory_that_is_none_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert line_of(tmp_path / "file" / "var").startswith("Cannot make the data directory: ")


def test_with_a_database_of_its_own_it_starts_none(data: Path, kept_running: RunningPaper, tmp_path: Path) -> None:
    kept_running.stop()
    shutil.copytree(data / "static", tmp_path / "var" / "static")  # it need not be collected for this once more
    shutil.copy(data / "static-collected", tmp_path / "var")
    with EmbeddedPostgres(data) as server:
        paper = RunningPaper(tmp_path / "var", PORT=str(free_port()), DATABASE_URL=server.url)
        paper.wait_until_running()
        assert paper.readiness()[0] == 200
        assert paper.children(DATABASE) == []
        paper.stop()
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT count(*) FROM auth_user").fetchone() == (1,)
