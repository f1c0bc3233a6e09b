"""The running server of a cluster, known from the file `postmaster.pid` that PostgreSQL keeps in it."""

import signal
from dataclasses import dataclass
from pathlib import Path

import psutil

from ..problem import Problem


@dataclass(frozen=True)
class Postmaster:
    """The server of the cluster in the directory `cluster`, if one runs."""

    cluster: Path

    def is_ready(self) -> bool:
        """Tell whether the server says that it is ready. What a killed one said may still stand there."""
        lines = self._lines()
        return len(lines) >= 8 and lines[7].strip() == "ready"

    def end(self, timeout: float = 60) -> None:
        """End the server if it runs, and remove a pid file that it left behind.

        PostgreSQL refuses to start while the number in that file is some process of ours, which after a crash
        may be any process at all. A server's working directory is its cluster; only that tells whose it is.
        Raises Problem if the server does not end within `timeout` seconds.
        """
        process = self._process()
        if process is not None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout)
            except psutil.TimeoutExpired:
                raise Problem(f"The database server {process.pid} runs already and does not stop.") from None
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    def _process(self) -> psutil.Process | None:
        try:
            process = psutil.Process(int(self._lines()[0]))
            return process if process.cwd() == str(self.cluster) else None
        except (IndexError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
            return None

    def _lines(self) -> list[str]:
        try:
            return (self.cluster / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []
