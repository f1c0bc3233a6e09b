"""The figures of the audience's desk are those of the rows."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.utils import timezone

from subscriptions.models import DeliveryEvent, Subscription, Topic
from subscriptions.services import unsubscribing
from subscriptions.services.consent import Origin
from subscriptions.services.events import delivery_events

pytestmark = pytest.mark.django_db


@pytest.fixture
def audience(client: Any, make_user: Any) -> Any:
    """A browser in which somebody of the audience's desk is logged in."""
    cache.clear()
    client.force_login(make_user("cosmo", "Audience"))
    return client


def tables(page: Any) -> dict[str, list[list[str]]]:
    """Return the rows of each chart's table, or the names and numbers of its bars, by its heading."""
    found = {}
    for section in BeautifulSoup(page.content, "html5lib").select("section:has(> h2)"):
        rows = [[cell.text.strip() for cell in row.select("td")] for row in section.select("tbody tr")]
        bars = [[bar.span.text.strip(), bar.b.text.strip()] for bar in section.select(".newsroom-bars li")]
        found[section.h2.text.strip()] = rows or bars
    return found


def test_who_came_who_went_what_they_follow_what_brought_them_and_what_came_back(
    audience: Any,
    subscribe: Any,
    everything: Any,
    make_story: Any,
    mail_story: Any,
    send_all: Any,
    world: Any,
) -> None:
    story, section = make_story("The harbour opens"), Topic.objects.about(world)
    for number in range(3):
        subscribe(f"early{number}@example.org", everything, source_article=story)
    Subscription.objects.update(confirmed_at=timezone.now() - timedelta(weeks=2))
    send_all(mail_story("Seven countries share winter gas"))
    subscribe("late@example.org", section)
    unsubscribing.unsubscribe(subscribe("left@example.org", section), Origin("test"))
    sent = list(Subscription.objects.get(reader__email="early0@example.org").reader.deliveries.all())
    for number, type_ in enumerate(("bounce_soft", "bounce_soft", "complaint")):
        delivery_events.record_event("loop", f"{number}", type_, message_id=sent[0].message_id, at=timezone.now())
    DeliveryEvent.objects.filter(provider_event_id="1").update(forgiven=True)

    page = audience.get("/admin/subscriptions/figures/")
    shown = tables(page)
    weeks = shown["Begun and ended, by week"]
    assert (len(weeks), weeks[0], weeks[2]) == (26, ["2", "1"], ["3", "0"]), "the newest first"
    assert all(week == ["0", "0"] for week in (weeks[1], *weeks[3:]))
    assert shown["What came back"][0] == ["1", "1"], "what staff forgave is no bounce"
    assert shown["By topic"] == [["All stories", "3"], ["World", "1"]]
    assert shown["By the story under which they subscribed"] == [["The harbour opens", "3"]]
    assert "<b>4</b> subscriptions stand" in page.content.decode()
    assert "<b>1</b> complaint about 3 mails" in page.content.decode()


def test_topics_are_counted_by_how_often_people_want_them(
    audience: Any,
    subscribe: Any,
    everything: Any,
) -> None:
    subscribe("a@example.org")
    subscribe("b@example.org", cadence="daily")
    subscribe("c@example.org", cadence="weekly")
    unsubscribing.unsubscribe(subscribe("d@example.org"), Origin("test"))
    soup = BeautifulSoup(audience.get("/admin/subscriptions/topics/").content, "html5lib")
    [row] = soup.select(".newsroom-ledger tbody tr")
    assert [cell.text.strip() for cell in row.select("td")] == ["All stories", "Everything", "3", "1", "1", "1"]
