"""Time limits for calls of any code."""

import ctypes
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NoReturn

from django.db import connections


class OverrunError(Exception):
    """Report that the call took too long."""


class _Stop(BaseException):
    """Stop a call that takes too long. Not an Exception, so that the called code does not swallow it."""


class _NoDatabase:
    """Refuse database access: a thread would open a connection of its own."""

    def __getattr__(self, name: str) -> NoReturn:
        raise RuntimeError("check() must not ask the database; gather() may.")


def call_within(seconds: float, function: Callable[..., Any], *arguments: Any) -> Any:
    """Return the result of `function`, or raise its error, or OverrunError after so many seconds.

    It runs in a thread without database access. A call that takes too long is told to stop, and not waited for.
    """
    answers: SimpleQueue[tuple[bool, Any]] = SimpleQueue()

    def call() -> None:
        try:
            for alias in connections:
                connections[alias] = _NoDatabase()
            answers.put((True, function(*arguments)))
        except _Stop:
            pass
        except Exception as error:
            answers.put((False, error))
        except BaseException as error:  # SystemExit, for example: it must not end the caller
            answers.put((False, RuntimeError(repr(error))))

    thread = Thread(target=call, name="rule", daemon=True)
    thread.start()
    try:
        went_well, answer = answers.get(timeout=seconds)
    except Empty:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(_Stop))
        raise OverrunError from None
    if not went_well:
        raise answer
    return answer
