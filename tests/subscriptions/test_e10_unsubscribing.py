"""E10: unsubscribing by the links in a mail."""

import re
from typing import Any

import pytest
from django.test import Client

from readers import tokens
from subscriptions.models import Delivery, Subscription, Topic
from subscriptions.services import unsubscribing

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def mailed(subscribe: Any, mail_story: Any, world: Any, business: Any) -> Delivery:
    """Return a delivery that World caused, to a reader who also follows Business."""
    subscribe("jane@example.org", Topic.objects.about(world), Topic.objects.about(business))
    mail_story()
    return Delivery.objects.get()


def url(delivery: Delivery) -> str:
    return f"/subscribe/leave/{unsubscribing.unsubscribe_token(delivery)}/"


def standing() -> set[str]:
    return {row.topic.name for row in Subscription.objects.active().with_names()}


def test_one_click_of_a_mail_program_ends_what_caused_the_mail_and_again_does_no_harm(mailed: Delivery) -> None:
    """RFC 8058: no cookie, no page before, no redirect."""
    program = Client(enforce_csrf_checks=True)
    for _ in range(2):
        response = program.post(url(mailed), ONE_CLICK)
        assert (response.status_code, response.cookies) == (200, {})
    assert standing() == {"Business"}


def test_a_mail_program_may_send_it_as_multipart_or_urlencoded(mailed: Delivery) -> None:
    body = "List-Unsubscribe=One-Click"
    kind = "application/x-www-form-urlencoded"
    assert Client(enforce_csrf_checks=True).post(url(mailed), body, content_type=kind).status_code == 200
    assert standing() == {"Business"}


def test_a_link_scanner_changes_nothing(mailed: Delivery) -> None:
    scanner = Client(enforce_csrf_checks=True)
    assert scanner.head(url(mailed)).status_code == 200
    for _ in range(7):
        assert scanner.get(url(mailed)).status_code == 200
    assert scanner.options(url(mailed)).status_code in {200, 405}
    assert scanner.post(url(mailed), {}).status_code == 403
    assert scanner.post(url(mailed), {"everything": "1"}).status_code == 403
    assert standing() == {"World", "Business"}


def test_a_person_presses_a_button_and_may_leave_everything(mailed: Delivery) -> None:
    person = Client(enforce_csrf_checks=True)
    page = person.get(url(mailed))
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page.text).group(1)
    assert person.post(url(mailed), {"everything": "1", "csrfmiddlewaretoken": token}).status_code == 200
    assert standing() == set()


def test_the_page_tells_nobody_the_address_and_no_other_site_the_link(mailed: Delivery, client: Client) -> None:
    page = client.get(url(mailed))
    assert "jane@example.org" not in page.text
    assert page["Referrer-Policy"] in {"no-referrer", "same-origin"}
    assert page["Cache-Control"] == "private, no-store"


def test_every_flipped_bit_every_cut_and_every_other_purpose_makes_the_link_dead(
    mailed: Delivery, client: Client
) -> None:
    """E10."""
    token = unsubscribing.unsubscribe_token(mailed)
    forged = {token[:at] + chr(ord(token[at]) ^ 1) + token[at + 1 :] for at in range(len(token))}
    forged |= {token[:at] for at in range(0, len(token), 7)} | {token + "A", token * 30}
    data = {"r": mailed.reader.public_id.hex}
    forged |= {tokens.make(purpose, mailed.public_id.hex, **data) for purpose in (tokens.CONFIRM, tokens.MANAGE)}
    for one in forged - {token}:
        with pytest.raises(tokens.BadToken):
            unsubscribing.resolve_token(one)
    assert client.post(f"/subscribe/leave/{token[:-1]}/", ONE_CLICK).status_code == 410
    assert standing() == {"World", "Business"}


def test_an_old_link_works_after_a_rotation_of_keys_and_one_of_another_site_does_not(
    mailed: Delivery, settings: Any
) -> None:
    """E10."""
    token = unsubscribing.unsubscribe_token(mailed)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"
    assert unsubscribing.resolve_token(token)[0] == mailed.reader
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(tokens.BadToken):
        unsubscribing.resolve_token(token)


def test_the_link_of_one_person_never_touches_another(mailed: Delivery, subscribe: Any, client: Client) -> None:
    other = subscribe("joe@example.org")
    client.post(url(mailed), ONE_CLICK)
    assert other.subscriptions.get().state == "active"


def test_a_link_whose_delivery_is_forgotten_still_ends_everything(mailed: Delivery, client: Client) -> None:
    path = url(mailed)
    Delivery.objects.all().delete()
    assert client.post(path, ONE_CLICK).status_code == 200
    assert standing() == set()


def test_the_link_of_somebody_erased_says_ok_and_does_nothing(mailed: Delivery, client: Client) -> None:
    from readers.erasure import erase

    path = url(mailed)
    erase(mailed.reader)
    assert client.post(path, ONE_CLICK).status_code == 200
