"""The process cache: entries last until the next change, and there are none without a listener."""

import pytest

from fastpath import process_cache
from fastpath.process_cache import ProcessCache


@pytest.fixture
def heard(monkeypatch):
    """The version of the data, in a list so that a test can change it."""
    last = [object()]
    monkeypatch.setattr(process_cache, "_version", lambda: last[0])
    return last


def test_it_is_remembered_until_a_change_is_heard_of(heard):
    ours = ProcessCache(10)
    ours.snapshot()["paper"] = "The Courier"
    assert ours.snapshot() == {"paper": "The Courier"}
    heard[0] = object()
    assert ours.snapshot() == {}


def test_what_was_asked_before_a_change_is_not_remembered_after_it(heard):
    ours = ProcessCache(10)
    before = ours.snapshot()
    heard[0] = object()
    ours.snapshot()
    before["paper"] = "The Courier"
    assert ours.snapshot() == {}


def test_nothing_is_remembered_while_nobody_listens(heard):
    ours = ProcessCache(10)
    ours.snapshot()["paper"] = "The Courier"
    last, heard[0] = heard[0], None
    ours.snapshot()["paper"] = "The Herald"
    assert ours.snapshot() == {}
    heard[0] = last
    assert ours.snapshot() == {"paper": "The Courier"}


def test_what_is_too_old_and_what_is_too_much_is_forgotten(heard, monkeypatch):
    ours = ProcessCache(2)
    ours.snapshot().update(a=1, b=2)
    assert ours.snapshot() == {}
    ours.snapshot()["paper"] = "The Courier"
    now = process_cache.time.monotonic()
    monkeypatch.setattr(process_cache.time, "monotonic", lambda: now + process_cache.MAX_AGE + 1)
    assert ours.snapshot() == {}
