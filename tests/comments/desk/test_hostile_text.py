"""What readers send comes out of every page of the desk as text, and as nothing else."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from comments import reasons
from comments.models import Comment, Commenter, Flag
from comments.moderation_queues import QUEUES
from comments.services import appeals, changes, commenters, moderation, responses, submission, word_lists
from comments.services.commenters import commenter_of
from tests.comments.desk.test_rights import addresses
from tests.comments.writing import say, trust

EVIL = (
    "<script>hostile()</script>",
    '"><img src=x onerror=hostile()>',
    "'><svg/onload=hostile()>",
    "<a href=javascript:hostile()>x</a>",
    "</textarea><iframe srcdoc='<script>hostile()</script>'>",
    '{{ 7|add:7 }}{% debug %}<noscript><p title="</noscript><img src=x onerror=hostile()>">',
    "&lt;script&gt;hostile()&lt;/script&gt;",
    "//evil.example\u2028javascript:hostile()",
)


@pytest.fixture
def poisoned(story: Any, ada: Any, ben: Any, lena: Any) -> Comment:
    """A comment with hostile words wherever anybody can put words."""
    evil, staff = " ".join(EVIL), changes.staff(lena)
    trust(ada)
    first = say(story, ada, f"The quay. {evil}")
    comment = say(
        story, ben, f"The mole. {evil}", parent=Comment.objects.filter(pk=first.pk, status="published").first()
    )
    submission.edit(comment.pk, commenter_of(ben), f"The mole, edited. {evil} and more")
    Commenter.objects.update(display_name='"><img src=x onerror=hostile()>')  # past the check of names
    for one in (first, comment):
        moderation.approve(one.pk, None, staff)
        for key in "abc":
            responses.flag(one.pk, key, Flag.Reason.ABUSE, evil[:500])
    moderation.reject(comment.pk, None, staff, "other", note=evil[:500])
    decision = comment.decisions.latest("pk")
    reasons.add_word(decision, evil, lena)
    appeals.appeal(comment.pk, comment.author, evil)
    commenters.watch(comment.author, staff, note=evil[:500])
    commenters.note_about(comment.author, evil, lena)
    word_lists.add_phrases("suspect", EVIL)
    return Comment.objects.get(pk=comment.pk)


def hostile(page: str) -> list[str]:
    """Return what in the page would run."""
    soup = BeautifulSoup(page, "html.parser")
    found = [
        str(tag)
        for tag in soup.find_all(True)
        if any("hostile" in str(value) for name, value in tag.attrs.items() if name.startswith("on"))
    ]
    found += [
        str(tag) for tag in soup.find_all("script") if "hostile()" in tag.text and tag.get("type") != "application/json"
    ]
    found += [str(tag) for tag in soup.find_all(["img", "iframe", "svg"]) if tag.get("src") == "x" or tag.get("srcdoc")]
    return found + [str(tag) for tag in soup.find_all(href=True) if tag["href"].lower().startswith("javascript")]


def test_hostile_words_run_on_no_page_of_the_desk(poisoned: Comment, client: Any, board: Any, lena: Any) -> None:
    client.force_login(board)
    there = [address for name, address in addresses(poisoned).items() if name not in {"desk", "words_try"}]
    there += [reverse("comments_queue", args=[name]) for name in QUEUES]
    there += [
        "/admin/",
        reverse("comments_words") + "?kind=suspect&q=%3Cscript%3Ehostile()",
        reverse("comments_people") + "?q=%22%3E%3Cimg",
        reverse("comments_log") + "?who=all",
        reverse("comments_domains") + "?domain=%22%3E%3Cimg src=x onerror=hostile()%3E",
    ]
    shown = 0
    for address in there:
        answer = client.get(address)
        if answer.status_code == 405:
            continue
        page = answer.content.decode()
        assert not hostile(page), address
        shown += "&lt;script&gt;hostile()&lt;/script&gt;" in page
    assert shown >= 6  # the words were really there to be seen
    tried = client.post(reverse("comments_words_try"), {"text": " ".join(EVIL), "name": EVIL[1]}).content.decode()
    assert not hostile(tried)
    assert "{{ 7|add:7 }}" in tried


def test_hostile_words_run_in_no_answer_to_our_script(poisoned: Comment, client: Any, lena: Any) -> None:
    client.force_login(lena)
    data = {"version": poisoned.version, "queue": "appealed", "next": '"><script>hostile()</script>'}
    address = reverse("comments_decide", args=[poisoned.public_id])
    for action in ("approve", "refuse"):  # the second one comes too late
        answer = client.post(address, data | {"action": action}, HTTP_ACCEPT="application/json")
        assert not hostile(answer.json()["html"])
