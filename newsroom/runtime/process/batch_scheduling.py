"""How the kernel shares the processors out among the threads of a process."""

import os
from contextlib import suppress


def let_finish() -> None:
    """Let whoever is at work finish before a thread of ours that has just been given something takes its place.

    A request goes through two threads of the web server and two sockets. By default each handing on wakes somebody
    who at once displaces whoever gave it, so that every request is answered alone, with five changes of threads
    around it. As a batch (sched(7), SCHED_BATCH) they do what is waiting in one go: a tenth to a quarter more pages a
    second from memory. Shares stay the same, and on an idle processor nobody waits. Elsewhere than on Linux nothing
    happens; what starts from now on inherits it.
    """
    with suppress(AttributeError, OSError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
