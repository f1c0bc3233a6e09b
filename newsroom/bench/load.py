"""Our web processes and worker, nginx, and the programs that ask both: what a load from outside needs."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateJob

from ..runtime.process.child import spawn

TOOLS = ("wrk", "nginx")
CONNECTIONS = 32
PATIENCE = 120.0  # seconds in which a worker does what was left to do
NGINX = """
daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/errors;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 100000000; default_type "text/html; charset=utf-8";
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port}; root {folder}/www; gzip_static on; }}
}}
"""


def missing_tools() -> list[str]:
    """Return the programs that this machine lacks."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


@contextmanager
def our_stack() -> Iterator[tuple[str, psutil.Process]]:
    """Start web processes and a worker of our own, as `make run` does; yield the site's address and their processes."""
    port = free_port()
    env = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port)}
    parts = spawn([sys.executable, "-m", "newsroom.runtime.processes"], env=env, cwd=settings.BASE_DIR)
    site = f"http://127.0.0.1:{port}"
    try:
        wait_for(site + "/healthz")
        yield site, psutil.Process(parts.pid)
    finally:
        parts.terminate()
        parts.wait(30)


def jobs_left() -> int:
    """Wait until the worker has done what it was left, for a while; return how many jobs are left then."""
    is_due = Q(scheduled_at=None) | Q(scheduled_at__lte=Now())
    due = ProcrastinateJob.objects.filter(is_due, status__in=["todo", "doing"])
    deadline = time.monotonic() + PATIENCE
    while (left := due.count()) and time.monotonic() < deadline:
        time.sleep(0.5)
    return left


@contextmanager
def nginx(folder: Path) -> Iterator[str]:
    """Start nginx with two workers; yield the address of what is in `folder`/www."""
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    folder.chmod(0o755)  # its workers are somebody else
    command = ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/story")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def wrk(url: str, seconds: int, *options: str, connections: int = CONNECTIONS) -> tuple[float, float]:
    """Return requests a second, and the median in milliseconds. Raises RuntimeError if an answer was an error."""
    threads = min(2, connections)
    command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--latency", *options, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(f"{url} answered errors under load.")
    found = {line.split()[0]: line.split()[1] for line in said.splitlines() if len(line.split()) > 1}
    return float(found["Requests/sec:"]), _milliseconds(found["50%"])


def _milliseconds(text: str) -> float:
    for unit, factor in (("us", 0.001), ("ms", 1.0), ("s", 1000.0)):
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * factor
    raise ValueError(text)


def fetch(url: str, headers: dict[str, str] | None = None, missing: bytes | None = None) -> bytes:
    """Return the body at `url`, over a connection of its own; `missing` if there is no such page yet."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=30) as answer:  # noqa: S310
            body: bytes = answer.read()
            return body
    except urllib.error.HTTPError:
        if missing is None:
            raise
        return missing


def wait_for(url: str) -> None:
    """Wait until somebody answers at `url`. Raises OSError if nobody does for a minute."""
    deadline = time.monotonic() + 60
    while True:
        try:
            fetch(url)
        except OSError:  # URLError is one
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def memory(parts: psutil.Process) -> float:
    """Return the proportional memory of `parts`, its children, and the database if it is on this machine, in MiB.

    Our own connection is given up before: it is no part of the stack, and takes what all that we asked took.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    ours = psutil.Process(backend) if psutil.pid_exists(backend) else None
    programs = [parts, *([postmaster] if ours and (postmaster := ours.parent()) else [])]
    connection.close()
    connection.close_pool()
    psutil.wait_procs([ours] if ours else [], timeout=10)
    total = 0.0
    for process in {*programs, *(child for program in programs for child in program.children(recursive=True))}:
        with suppress(psutil.Error):
            total += process.memory_full_info().pss / 2**20
    return total


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
