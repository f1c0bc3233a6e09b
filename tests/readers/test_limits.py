"""Rate limits count exactly under concurrency."""

from datetime import timedelta
from typing import Any

import pytest

from readers.guards import limits
from readers.guards.limits import Limit, TooOften
from readers.models import RateBucket

HOURLY = Limit("test", 2, timedelta(hours=1))


def test_a_limit_holds_from_the_first_time_on_and_ends_with_its_window(db: Any) -> None:
    limits.take([(HOURLY, "a")])
    limits.take([(HOURLY, "a")])
    with pytest.raises(TooOften) as refused:
        limits.take([(HOURLY, "a")])
    assert refused.value.until == RateBucket.objects.get().window_start + HOURLY.per
    limits.take([(HOURLY, "b")])  # somebody else
    RateBucket.objects.update(ends_at="2020-01-01T00:00Z")
    limits.take([(HOURLY, "a")])
    assert limits.count(HOURLY, "a") == 1


def test_what_is_refused_by_one_limit_counts_in_all(db: Any) -> None:
    small = Limit("small", 0, timedelta(hours=1))
    with pytest.raises(TooOften) as refused:
        limits.take([(small, "x"), (HOURLY, "x")])
    assert refused.value.limit == small
    assert limits.count(HOURLY, "x") == 1
