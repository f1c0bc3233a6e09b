"""What a process takes of the machine's memory, and gives back."""

import ctypes
import gc
import sys
from contextlib import suppress

# From <malloc.h> of glibc.
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
LARGE = 1024 * 1024  # bytes


def share_one() -> None:
    """Let all threads, those that start from now on, take memory from one heap, and give back what is large.

    glibc gives each thread a heap of its own, and keeps what was freed in each: 7 MB of a worker. Our threads wait for
    the database and for other machines, not for one another's memory. And once something large was freed, glibc takes
    the next of that size from the heap, where whatever small lies behind it keeps it: 50 MB after a few pictures. With
    the threshold set, what is large comes from the system and goes back to it. Elsewhere than on Linux nothing happens.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            libc = ctypes.CDLL(None)
            libc.mallopt(_M_ARENA_MAX, 1)
            libc.mallopt(_M_MMAP_THRESHOLD, LARGE)
            libc.mallopt(_M_TRIM_THRESHOLD, LARGE)


def settle() -> None:
    """Tidy up before processes part from ours: what is there now is there to stay, and shared as long as none writes.

    The collector writes into whatever it looks at, so it is to look at what comes later only. It looks again whenever
    there is a quarter more than it found the last time: the second look finds next to nothing, and lets it begin anew.
    """
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()
    gc.collect()
