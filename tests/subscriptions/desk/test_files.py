"""Subscribers as a file, out and in: nothing is lost, nobody is brought in who should not be, bad lines are named."""

import csv
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from outbox import suppression
from outbox.addresses import address_hash
from readers.models import Reader
from subscriptions.models import ConsentEvent, Subscription, Topic
from subscriptions.services import unsubscribing
from subscriptions.services.consent import Origin

pytestmark = pytest.mark.django_db

BRING, TAKE = "/admin/subscriptions/bring-in/", "/admin/subscriptions/take-out/"


@pytest.fixture
def audience(client: Any, make_user: Any) -> Any:
    """A browser in which somebody of the audience's desk is logged in."""
    client.force_login(make_user("cosmo", "Audience"))
    return client


def look_at(audience: Any, text: str, **fields: Any) -> str:
    """Upload a file and return the page that says what would happen."""
    given = {"topics": ["all"], "cadence": "instant", "basis": "Folder 12"} | fields
    answer = audience.post(BRING, given | {"file": SimpleUploadedFile("people.csv", text.encode())})
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def be_sure(audience: Any, text: str) -> str:
    """Bring the people of a file in, and return the page that follows."""
    given = {"topics": ["all"], "cadence": "instant", "basis": "Folder 12", "text": text, "sure": "1"}
    return audience.post(BRING, given, follow=True).content.decode()


def taken_out(audience: Any) -> list[dict[str, str]]:
    answer = audience.post(TAKE)
    assert "no-store" in answer["Cache-Control"]
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode(), newline="")))


def active() -> set[str]:
    return set(Subscription.objects.active().values_list("reader__email", flat=True))


def test_bad_lines_are_told_by_their_number_and_the_good_ones_come_in(audience: Any) -> None:
    text = (
        'name;email\r\n"Ada\r\nof two lines";ada@example.org\r\nBob;bob@@example.org\r\n\r\n;eve@example.org\r\n'
        "Gil\r\nZoë;<zoe@example.org>\r\nÅse;Åse@example.org\r\nEve;EVE@example.org\r\n"
    )
    page = look_at(audience, text)
    assert re.findall(r"Line (\d+):", page) == ["4", "7", "8", "9"]
    assert "2 addresses are brought in" in page
    assert "4 lines cannot be read" in page
    assert "One line repeats an address" in page
    assert active() == set(), "nothing happens before somebody has seen what would"
    assert "2 subscribers brought in." in be_sure(audience, text)
    assert active() == {"ada@example.org", "eve@example.org"}
    assert set(ConsentEvent.objects.values_list("kind", "basis", "form_id")) == {
        ("imported", "Folder 12", "file by cosmo")
    }


def test_without_a_basis_nobody_comes_in(audience: Any) -> None:
    page = look_at(audience, "email\nada@example.org\n", basis=" ")
    assert "What would happen" not in page
    audience.post(BRING, {"topics": ["all"], "cadence": "instant", "text": "ada@example.org", "sure": "1"})
    assert active() == set()


def test_who_left_and_who_must_not_be_mailed_stays_out(
    audience: Any,
    subscribe: Any,
) -> None:
    unsubscribing.unsubscribe(subscribe("left@example.org"), Origin("test"))
    suppression.suppress(address_hash("never@example.org"), "all", "complaint")
    text = "left@example.org\nnever@example.org\nnew@example.org\n"
    assert "One must not be mailed and stays out" in look_at(audience, text)
    be_sure(audience, text)
    assert active() == {"new@example.org"}


@pytest.mark.parametrize("text", ["", "   \n\n", "email\n", '"open quote', "x" * 500_001])
def test_a_file_that_holds_nobody_brings_nobody_in_and_says_so(text: str, audience: Any) -> None:
    page = look_at(audience, text)
    assert "Bring in 1" not in page
    assert not Reader.objects.exists()


def test_the_file_of_all_holds_each_subscription_as_it_is_and_no_formula(
    audience: Any,
    subscribe: Any,
    everything: Any,
    world: Any,
) -> None:
    world.name = 'World, "far" away'
    world.save()
    subscribe("jane@example.org", everything, Topic.objects.about(world))
    unsubscribing.unsubscribe(subscribe("gone@example.org", cadence="daily"), Origin("test"))
    Reader.objects.filter(email="gone@example.org").update(name='=HYPERLINK("https://evil.test")')
    rows = taken_out(audience)
    assert [(row["email"], row["topic"], row["cadence"], row["state"]) for row in rows] == [
        ("jane@example.org", "All stories", "instant", "active"),
        ("jane@example.org", 'World, "far" away', "instant", "active"),
        ("gone@example.org", "All stories", "daily", "unsubscribed"),
    ]
    assert rows[2]["name"] == '\'=HYPERLINK("https://evil.test")'
    assert all(row["confirmed"] for row in rows)
    assert [bool(row["unsubscribed"]) for row in rows] == [False, False, True]


def test_our_own_file_brings_back_all_who_stand_and_nobody_who_left(
    audience: Any,
    subscribe: Any,
) -> None:
    standing = {f"reader{n}@example.org" for n in range(20)} | {"+plus@example.org", "o'hara@example.org"}
    for address in standing:
        subscribe(address)
    unsubscribing.unsubscribe(subscribe("gone@example.org"), Origin("test"))
    text = b"".join(audience.post(TAKE).streaming_content).decode()
    Reader.objects.all().delete()
    page = look_at(audience, text)
    assert "22 addresses are brought in" in page
    assert "One line is of somebody who did not confirm or has unsubscribed" in page
    be_sure(audience, text)
    assert active() == standing
