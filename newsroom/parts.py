"""Web server and worker of `make run`. Both part from one process that has loaded everything, and share its memory.

As programs of their own, which they are in production, each takes some 100 MB for what the other has, too.
"""

import os
import sys
from collections.abc import Mapping

from . import heap, part
from .data_directory import CHECKOUT
from .supervisor import Program, Supervisor


def start(supervisor: Supervisor, env: Mapping[str, str]) -> None:
    """Have `supervisor` run web server and worker with the environment `env`, which is ours from now on, too."""
    if part.POSSIBLE:
        os.environ.update(env)
        from . import web  # not before there is a paper to serve

        web.load()
        from . import worker  # its models want Django to be set up

        heap.settle()
        work = {"web": web.serve, "worker": worker.main}
    else:
        work = {}
    commands = {"web": ["-m", "newsroom.web"], "worker": [str(CHECKOUT / "manage.py"), "worker"]}
    for name, command in commands.items():
        supervisor.start(Program(name, [sys.executable, *command], env, CHECKOUT, work=work.get(name)))
