"""Run the whole paper on this machine until Ctrl-C: `make run`.

In order: data directory, port, database, migrations and first content, web server and worker, and then the
addresses and passwords to begin with. Whatever the operator can put right is said in one line.
"""

import signal
import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from . import environment, processes, terminal
from .data_directory import CHECKOUT, data_directory, exclusive_use, make_private_directory
from .listen_address import FIRST_PORT, Address, free_address
from .postgres import connection as postgres
from .postgres.embedded import ENVIRONMENT, EmbeddedPostgres
from .problem import Problem, last_words
from .process.supervisor import Ended, Program, Supervisor

DATABASE_PATIENCE = 300.0  # seconds; after a crash it repairs itself first
STARTS_TRIED = 3
SITE_PATIENCE = 60.0  # seconds


def main() -> int:
    """Run the paper; return the exit code: 0 after Ctrl-C, 1 if something stood in the way."""
    data = data_directory()
    try:
        make_private_directory(data)
        with exclusive_use(data, "make run") as tell:
            address = free_address()
            tell(address.url)
            if address.port != FIRST_PORT and environment.given("PORT") is None:
                terminal.step(f"Port {FIRST_PORT} is taken; using {address.port}")
            run(data, address)
    except Problem as problem:
        terminal.complain(problem)
        return 1
    except Ended:
        pass
    return 0


def run(data: Path, address: Address) -> None:
    """Run the paper of the data directory `data` at `address` until a signal ends it.

    Raises Problem if it cannot start, Ended if it was told to end before it had.
    """
    with Supervisor(terminal.say) as supervisor:
        url = environment.given("DATABASE_URL")
        if url is None:
            url = start_database(supervisor, data)
        else:
            postgres.check(url)
        env = environment.for_processes(data, url) | {
            "HOST": address.host,
            "PORT": str(address.port),
            "SITE_URL": environment.given("SITE_URL") or address.url,
        }
        if supervisor.run([sys.executable, str(CHECKOUT / "manage.py"), "prepare"], env, CHECKOUT) != 0:
            raise Problem("The paper could not be prepared; the reason stands above.")
        terminal.step("Starting")
        processes.start(supervisor, env)
        if supervisor.wait_until(lambda: is_ready(address), SITE_PATIENCE):
            terminal.welcome(env["SITE_URL"], data, mailbox="EMAIL_URL" not in env)
        else:
            terminal.say(
                "newsroom", f"not ready after {SITE_PATIENCE:.0f} s; {address.url}/readyz tells what is missing"
            )
        supervisor.serve()
        terminal.step("Stopping")


def start_database(supervisor: Supervisor, data: Path) -> str:
    """Start the embedded database of `data`, wait until it accepts connections and return its DATABASE_URL."""
    database = EmbeddedPostgres(data)
    database.prepare()
    if account := database.account:
        terminal.step(f"The database lies in {database.folder} and runs as the account {account.pw_name}")
    child = supervisor.start(
        Program(
            "database",
            database.command(),
            ENVIRONMENT,
            database.folder,
            account=account,
            ending=signal.SIGINT,
            others_need_it=True,
            before=database.end_left_behind,
        )
    )
    if not supervisor.wait_until(
        lambda: database.accepts_connections() or child.failures >= STARTS_TRIED, DATABASE_PATIENCE
    ):
        raise Problem(f"The database does not answer after {DATABASE_PATIENCE:.0f} seconds.")
    if child.failures >= STARTS_TRIED:
        said = "\n".join(child.said)
        raise Problem(f"The database does not start: {last_words(said)}")
    return database.url


def is_ready(address: Address) -> bool:
    """Tell whether the site at `address` says that database, migrations and worker are all well."""
    connection = HTTPConnection(address.nearby_host, address.port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
