"""Figures of the page cache for operators, and their protection."""

from typing import Any

import pytest

from fastpath.page_cache import counters
from tests.fastpath.page_cache.site import Site


def figures(client: Any, **given: Any) -> dict[str, float]:
    text = client.get("/metrics", **given).content.decode()
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


def test_every_answer_is_counted_by_where_it_came_from(site: Site, client: Any, make_story: Any) -> None:
    path = make_story().get_absolute_url()
    before = figures(client)
    tag = site.get(path).headers["etag"]
    site.get(path)
    site.get(path, if_none_match=tag)
    site.get("/nothing-here/")
    after = figures(client)
    grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert grown['newsroom_pages_total{from="miss"}'] == 1
    assert grown['newsroom_pages_total{from="hit"}'] == 2
    assert grown["newsroom_pages_not_modified_total"] == 1
    assert after["newsroom_pages_kept"] == len(site.cache.pages)
    assert after["newsroom_pages_bytes"] == site.cache.pages.bytes


def test_pages_that_are_dropped_are_no_longer_told_of(site: Site, client: Any, make_story: Any) -> None:
    site.get(make_story().get_absolute_url())
    assert figures(client)["newsroom_pages_kept"] == 1
    site.cache.pages.clear()
    assert (figures(client)["newsroom_pages_kept"], figures(client)["newsroom_pages_bytes"]) == (0, 0)


def test_what_a_process_counted_stays_counted_when_it_is_gone() -> None:
    ours = counters.Counters()
    before = counters.totals()["hit"]
    ours.add("hit")
    assert counters.totals()["hit"] == before + 1


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "203.0.113.7"}, 404),
        ({"headers": {"X-Forwarded-For": "203.0.113.7"}}, 404),
        ({"REMOTE_ADDR": "nonsense"}, 404),
    ],
)
def test_without_a_key_only_this_machine_is_told(db: None, client: Any, given: dict[str, Any], status: int) -> None:
    assert client.get("/metrics", **given).status_code == status


def test_with_a_key_only_who_shows_it_is_told(db: None, client: Any, settings: Any) -> None:
    settings.METRICS_KEY = "a-long-key"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer a-long-key"}).status_code == 200
