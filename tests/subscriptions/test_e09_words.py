"""E9, what a mail says: as a real mail server took it, and as mail programs read it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles.models import Article
from articles.services import publishing
from outbox.transports import from_url
from subscriptions.models import Mailing
from subscriptions.sending import digests, freezing
from subscriptions.sending.sender import MailingSender
from subscriptions.services import planning
from tests import builders
from tests.whole_paper import furniture

from .reading import mail_server, part

pytestmark = pytest.mark.django_db

LONG = "“Seven” countries 🌍 agree to share winter gas & to ration it together: " + "Ærøskøbing " * 12


@pytest.fixture
def deliver(settings: Any) -> Iterator[Callable[..., list[Any]]]:
    """Send what waits by a real server on loopback, and return what it took for somebody."""
    with mail_server() as (postbox, address):
        settings.EMAIL_URL = address

        def deliver(to: str = "jane@example.org") -> list[Any]:
            sender = MailingSender(from_url(address))
            while sender.send_some():
                pass
            return postbox.to(to)

        yield deliver


@pytest.fixture
def rich(make_story: Any, image: Any, paper: Any, settings: Any) -> Article:
    """A story with a block of each kind, a long headline and a lead image."""
    settings.SITE_URL = "https://paper.example"
    other = make_story("The last forty boats draw lots for the cod")
    return make_story(
        LONG[:200].strip(), body=furniture(image, other), lead_image=image, tags=["Gas"], standfirst="It is cold.",
        dateline="Averell",
    )  # fmt: skip


def mail(story: Article) -> Mailing:
    mailing = planning.plan_mailing(story, breaking=True)
    assert freezing.freeze(mailing)
    mailing.refresh_from_db()
    return mailing


def test_the_html_says_all_the_story_says_and_loads_nothing_but_its_pictures(
    deliver: Any, subscribe: Any, rich: Any
) -> None:
    """E9."""
    subscribe()
    mail(rich)
    [letter] = deliver()
    assert letter["Subject"] == rich.headline
    html = part(letter, "html")
    assert len(html.encode()) <= 90 * 1024
    page = BeautifulSoup(html, "html5lib")
    assert (page.html["lang"], page.html["dir"]) == ("en-GB", "ltr")
    assert " ".join(page.h1.text.split()) == rich.headline
    for words in ("By Mara Lindqvist", "AVERELL", "Bakeries first.", "Every vessel pays.", "Days of gas", "In figures"):
        assert words in " ".join(page.text.split())
    images = page.find_all("img")
    assert len(images) == 2
    for shown in images:
        assert shown["src"].startswith("https://paper.example/media/")
        assert (int(shown["width"]), shown["alt"]) == (560, "Three harbour cranes at dusk")
    assert not page.find_all(["script", "link", "form", "iframe", "svg", "picture"])
    assert "url(" not in html
    assert "@import" not in html
    assert page.find("meta", {"name": "color-scheme"})["content"] == "light dark"


def test_every_link_leads_where_the_story_says_and_none_counts_readers(deliver: Any, subscribe: Any, rich: Any) -> None:
    """E9: no tracking. Two recipients get the same links but those that are their own."""
    subscribe("jane@example.org")
    subscribe("joe@example.org")
    mailing = mail(rich)
    [jane], [joe] = deliver("jane@example.org"), deliver("joe@example.org")
    links = [{link["href"] for link in BeautifulSoup(part(one, "html"), "html5lib")("a")} for one in (jane, joe)]
    own = links[0] - links[1]
    assert {link.split("/")[4] for link in own} == {"leave", "manage"}
    page = f"https://paper.example/mail/{mailing.public_id}/"
    story = rich.full_url
    elsewhere = {"https://law.example/1", "https://video.example/7"}
    others = {other.full_url for other in Article.objects.exclude(pk=rich.pk)}
    assert links[0] & links[1] == {story, f"{story}#comments", page, f"{page}text/", *elsewhere, *others}


def test_the_text_says_the_same_in_lines_of_78_with_links_as_notes(deliver: Any, subscribe: Any, rich: Any) -> None:
    """E9."""
    subscribe()
    mail(rich)
    [letter] = deliver()
    text = part(letter, "plain")
    for words in (
        "AVERELL The night train",
        "- One",
        "> Bakeries first. (A baker)",
        "Corran. Days: 11",
        "| Seven countr",
    ):
        assert words in text
    assert "The session [2]" in text
    assert "[1] https://law.example/1\n[2] https://video.example/7\n" in text
    assert text.index("What happens next\n-----------------") < text.index("Bakeries first")
    too_long = [line for line in text.split("\n") if len(line) > 78 and "https://" not in line]
    assert too_long == []
    assert "<" not in text
    assert "&amp;" not in text


def test_a_story_too_long_for_a_mail_is_its_beginning_and_a_link(deliver: Any, subscribe: Any, make_story: Any) -> None:
    subscribe()
    mail(make_story(body=builders.paragraphs(*(f"Paragraph {number}. " + "ü" * 1_500 for number in range(60)))))
    [letter] = deliver()
    html = part(letter, "html")
    assert len(html.encode()) <= 90 * 1024
    assert "Paragraph 0" in html
    assert "Paragraph 59" not in html + part(letter, "plain")
    assert "Read the rest on the site" in html


def test_a_story_in_arabic_runs_from_the_right(deliver: Any, subscribe: Any, make_story: Any) -> None:
    subscribe()
    mail(make_story("الشتاء", slug="winter", language="ar"))
    [letter] = deliver()
    page = BeautifulSoup(part(letter, "html"), "html5lib")
    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    assert letter["Subject"] == "الشتاء"


def test_a_correction_is_mailed_in_its_own_words(deliver: Any, subscribe: Any, rich: Any) -> None:
    subscribe()
    mail(rich)
    deliver()
    publishing.correct(rich, kind="correction", text="It is 212 kilometres, not <miles>.")
    mailing = planning.plan_correction(rich.corrections.get())
    assert freezing.freeze(mailing)
    letter = deliver()[-1]
    assert letter["Subject"].startswith("Correction: “Seven”")
    assert "It is 212 kilometres, not <miles>." in part(letter, "plain")
    assert "not &lt;miles&gt;." in part(letter, "html")


def test_a_digest_shows_each_story_once(deliver: Any, subscribe: Any, make_story: Any, image: Any) -> None:
    from datetime import timedelta

    from django.utils import timezone

    subscribe(cadence="daily")
    make_story("The gas arrives", lead_image=image)
    make_story("The cod does not")
    digests.run_due(timezone.now() + timedelta(days=1, hours=1))
    [letter] = deliver()
    page = BeautifulSoup(part(letter, "html"), "html5lib")
    assert [one.text for one in page.select(".teaser")] == ["The cod does not", "The gas arrives"]
    assert page.img["width"] == "140"
    assert part(letter, "plain").count("The gas arrives") == 1


def test_a_mail_can_be_read_in_a_browser_while_its_story_can(subscribe: Any, rich: Any, client: Client) -> None:
    subscribe("jane@example.org")
    mailing = mail(rich)
    page, text = client.get(f"/mail/{mailing.public_id}/"), client.get(f"/mail/{mailing.public_id}/text/")
    for shown in (page, text):
        assert (shown.status_code, shown["X-Robots-Tag"]) == (200, "noindex")
        assert "AVERELL" in shown.text
        assert "jane" not in shown.text
        assert mailing.mark not in shown.text
    assert "default-src 'none'" in page["Content-Security-Policy"]
    publishing.unpublish(rich)
    assert client.get(f"/mail/{mailing.public_id}/").status_code == 404


def test_what_is_not_frozen_cannot_be_read(client: Client, make_story: Any) -> None:
    mailing = planning.plan_mailing(make_story())
    assert client.get(f"/mail/{mailing.public_id}/").status_code == 404


def test_a_test_goes_to_one_member_of_staff_and_names_the_sender(make_draft: Any, editor: Any, paper: Any) -> None:
    from subscriptions.sending import sample as sampling

    paper.letters_address = "letters@breakwater.example"
    paper.save()
    sample = sampling.send_test(make_draft("Not out yet"), editor)
    assert sample.to_email == editor.email
    for words in ("A test, sent to you alone", "letters@breakwater.example", "Not out yet"):
        assert words in " ".join(sample.text.split())
        assert words in " ".join(BeautifulSoup(sample.html, "html5lib").text.split())


def test_no_block_is_forgotten_by_either_part(image: Any, make_story: Any) -> None:
    from subscriptions.sending import body

    blocks = json.loads(furniture(image, make_story("Another")))
    for block in blocks:
        story = make_story(f"With {block['type']}", body=json.dumps([block]))
        assert body.html_of(story).strip(), block["type"]
        assert body.text_of(story).strip(), block["type"]
