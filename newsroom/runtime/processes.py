"""Fork web server and worker from one process that has loaded everything, so that they share its memory.

As separate programs each would take some 100 MB for the same code. `make run` starts them so. With a database of your
own: `python -m newsroom.runtime.processes`, with the environment that the two would have.
"""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress

from . import terminal
from .data_directory import CHECKOUT
from .process import forked, memory_tuning
from .process.supervisor import Ended, Program, Supervisor


def start(supervisor: Supervisor, env: Mapping[str, str]) -> None:
    """Let `supervisor` run web server and worker with the environment `env`, which this process takes as well."""
    if forked.POSSIBLE:
        os.environ.update(env)
        from . import web_server  # not before there is a paper to serve

        web_server.load()
        from . import worker  # its models want Django to be set up

        memory_tuning.prepare_to_fork()
        work = {"web": web_server.serve, "worker": worker.main}
    else:
        work = {}
    commands = {"web": ["-m", "newsroom.runtime.web_server"], "worker": [str(CHECKOUT / "manage.py"), "worker"]}
    for name, command in commands.items():
        supervisor.start(Program(name, [sys.executable, *command], env, CHECKOUT, work=work.get(name)))


def main() -> None:
    """Run both until SIGTERM or SIGINT."""
    with suppress(Ended), Supervisor(terminal.say) as supervisor:
        start(supervisor, dict(os.environ))
        supervisor.serve()


if __name__ == "__main__":
    main()
