"""What a process that runs many threads takes of the machine's memory."""

import ctypes
import sys
from contextlib import suppress

_M_ARENA_MAX = -8  # from <malloc.h> of glibc


def shared_by_threads() -> None:
    """Let all threads, those that start from now on, take memory from one heap.

    glibc gives each thread a heap of its own, and keeps what was freed in each: 7 MB of a worker. Our threads wait for
    the database and for other machines, not for one another's memory. Elsewhere than on Linux nothing happens.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
