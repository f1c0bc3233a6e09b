"""Tune how a process allocates memory, shares it with its children and returns it to the system."""

import ctypes
import gc
import sys
from contextlib import suppress

# From <malloc.h> of glibc.
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
LARGE = 1024 * 1024  # bytes


def use_one_arena() -> None:
    """Let all threads that start later share one malloc arena, and return large blocks to the system.

    glibc gives each thread an arena of its own and keeps freed memory in each: 7 MB of a worker. Our threads wait for
    the database and the network, not for the allocator. After a large block was freed, glibc raises its threshold and
    takes the next one from the heap, where a small block behind it keeps it: 50 MB after a few pictures. With a fixed
    threshold, large blocks are mapped and unmapped. Linux with glibc only.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            libc = ctypes.CDLL(None)
            libc.mallopt(_M_ARENA_MAX, 1)
            libc.mallopt(_M_MMAP_THRESHOLD, LARGE)
            libc.mallopt(_M_TRIM_THRESHOLD, LARGE)


def prepare_to_fork() -> None:
    """Collect garbage and freeze what is left, so that forked processes share it until they write to it.

    The garbage collector writes into the objects that it visits, so it should visit only those made later. It runs a
    full collection when the number of objects has grown by a quarter since the last one: the second `collect` finds
    almost nothing and so resets that number.
    """
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()
    gc.collect()
