"""Attacks by strangers: forged requests, guessing known addresses, reading private pages."""

import json
import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from comments import receipts
from comments.models import Comment, Commenter
from readers.guards.client_address import network
from readers.models import Reader
from tests.comments.pages.forms import send

pytestmark = pytest.mark.django_db

EXEMPT = {"leave"}  # RFC 8058 §3.2; it can do nothing else


@pytest.fixture
def talk(story, say, make_reader, browser_of):
    """Return a published and a held comment, and the arguments of every URL about them."""
    oona = make_reader()
    shown, held = say(story, by=oona), say(story, by=oona, status="held")
    address = {"address": story.address}
    token = receipts.address_of(held, proven=True).rstrip("/").rpartition("/")[2]
    return {
        "public_id": {"public_id": shown.public_id},
        "address": address,
        "token": {"token": token},
        "": {},
    }


def addresses(talk):
    """Return every URL of the comments app by name."""
    patterns = next(
        one for one in get_resolver().url_patterns if getattr(one, "app_name", "") == "comments"
    ).url_patterns
    for pattern in patterns:
        wanted = "".join(pattern.pattern.converters)
        yield pattern, reverse(f"comments:{pattern.name}", kwargs=talk[wanted])


def state():
    return (
        list(Comment.objects.order_by("pk").values()),
        list(Commenter.objects.order_by("pk").values()),
        list(Reader.objects.order_by("pk").values()),
    )


def test_no_post_without_a_token_and_no_look_changes_anything(talk, browser_of):
    before = state()
    browser = browser_of(Reader.objects.get(), enforce_csrf_checks=True)
    typed = {
        "text": "Another text.",
        "reason": "abuse",
        "replies": "daily",
        "like": "1",
        "name": "X Y",
        "email": "x@y.example",
    }
    refused = set()
    for pattern, address in addresses(talk):
        for method in ("get", "head", "options"):
            getattr(browser, method)(address)
        for origin in (None, "null", "https://evil.example"):
            answer = browser.post(address, typed, headers={"Origin": origin} if origin else {})
            assert answer.status_code in {403, 405, 410}, address
            refused.add((pattern.name, answer.status_code))
    assert state() == before
    assert {name for name, status in refused if status == 410} == EXEMPT


def test_only_leaving_is_exempt_from_the_csrf_check(talk):
    exempt = {pattern.name for pattern, _ in addresses(talk) if getattr(pattern.callback, "csrf_exempt", False)}
    assert exempt == EXEMPT


def test_private_pages_are_kept_by_nobody_framed_by_nobody_and_tell_no_other_site_their_address(talk):
    for pattern, address in addresses(talk):
        answer = Client().get(address)
        if "token" in pattern.pattern.converters:
            assert answer["Cache-Control"] == "private, no-store"
            assert answer["Referrer-Policy"] == "same-origin"
            assert answer["X-Robots-Tag"] == "noindex, nofollow"
            assert answer["X-Frame-Options"] == "DENY"


def anonymous(answer, page):
    """Return a response body without parts that differ by chance between people: tokens and times."""
    said = re.sub(r'value="[^"]{20,}"|data-challenge="[^"]*"|/receipt/[^/"]+|\d\d:\d\d(:\d\d\S*)?', "", page)
    headers = {
        name: value
        for name, value in answer.headers.items()
        if name not in {"Location", "Content-Length", "Set-Cookie", "Expires"}
    }
    return answer.status_code, headers, said


def test_known_and_unknown_addresses_are_answered_alike(story, make_reader):
    known = make_reader("Somebody Else", "known@reader.example")
    banned = make_reader("Ruth A.", "banned@reader.example")
    for reader in (known, banned):
        send(Client(), story, f"Something by {reader.email} from long ago.", email=reader.email)
    Commenter.objects.filter(reader=banned).update(status="banned")
    answers = []
    for address in ("known@reader.example", "banned@reader.example", "unknown@reader.example"):
        browser = Client()
        answer = send(browser, story, "Tides wait for nobody, as was said before.", email=address)
        page = browser.get(answer.url)
        answers.append((anonymous(answer, ""), anonymous(page, page.content.decode())))
    assert answers[0] == answers[1] == answers[2]


def test_no_public_page_gives_away_an_address_a_network_or_a_hash(talk, story, make_reader):
    send(Client(), story, email="ruth@reader.example")
    secrets = set()
    for reader in Reader.objects.all():
        secrets |= {reader.email, reader.email_norm, str(reader.public_id)}
    for comment in Comment.objects.select_related("origin", "current_revision"):
        secrets |= {comment.current_revision.text_hash}
        if hasattr(comment, "origin"):
            secrets |= {comment.origin.ip_net, comment.origin.ua_hash}
    secrets |= {"127.0.0.1", network("127.0.0.1"), "gravatar"}
    walk = {address for pattern, address in addresses(talk) if "token" not in pattern.pattern.converters}
    walk |= {"/", "/world/", story.get_absolute_url(), story.bylines.first().profile.get_absolute_url()}
    for address in walk:
        page = Client().get(address).content.decode()
        assert {secret for secret in secrets - {""} if secret in page} == set(), address


def test_nothing_public_counts_comments_or_people_one_by_one(talk, story):
    keys = {
        str(number) for model in (Comment, Commenter, Reader) for number in model.objects.values_list("pk", flat=True)
    }
    fragment = Client().get(reverse("comments:fragment", args=[story.address])).json()
    assert keys.isdisjoint(re.findall(r"[\w-]+", json.dumps([fragment["likes"], fragment["liked"]])))
    page = Client().get(story.get_absolute_url()).content.decode()
    assert set(re.findall(r'id="c-([^"]+)"', page)) == {
        str(c.public_id) for c in Comment.objects.filter(status="published")
    }


@pytest.mark.parametrize("address", ["/comments/1/", "/comments/trackback/", "/trackback/", "/xmlrpc.php"])
def test_there_is_no_trackback_and_no_number_to_guess(client, address):
    assert client.post(address).status_code == 404
    assert client.get(address).status_code == 404
