"""C8: after erasure no name, address, network or text of the person is anywhere in the database."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from comments.models import Comment
from comments.services import appeals, commenters, moderation, notices, responses, submission
from comments.services.counts import Drift, recount
from comments.services.word_lists import add_phrases
from newsroom.runtime.postgres.clients import client
from readers import erasure
from tests.comments.writing import guards, make_reader, say

MARKS = ("zanzibarname", "zanzibaraddress", "198.51.100", "zanzibartext", "zanzibaragent")


def dump() -> str:
    """Return a dump of the whole database."""
    name, url = connection.settings_dict["NAME"], settings_url()
    with client("pg_dump", "--no-owner", f"--dbname={name}", url=url) as output:
        return output.read().decode().lower()


def settings_url() -> str:
    """Return the URL of the test database."""
    import os
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{settings.DATABASES['default']['NAME']}"))


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_c8_no_trace_is_left_in_a_dump_and_the_thread_still_makes_sense(make_story: Any, make_user: Any) -> None:
    """C8, by marker words in everything a person can leave."""
    from comments.services.changes import staff

    story, moderator = make_story(), staff(make_user("lena", "Moderator"))
    gone, stays = make_reader("Zanzibarname Smith", "zanzibaraddress@readers.example"), make_reader("Ben Osei")
    add_phrases("suspect", ["something suspect"])
    sent = {"guards": guards(network="198.51.100.0/24", user_agent="ZanzibarAgent")}
    first = say(story, gone, "A zanzibartext to begin with.", **sent)
    submission.edit(first.pk, first.author, "Another zanzibartext, with something suspect in it.")
    moderation.approve(first.pk, None, moderator, note="The zanzibarname again.")
    reply = say(story, stays, "What nobody minds, in answer to it.", parent=first)
    moderation.approve(reply.pk, None, moderator)
    notices.choose(commenters.commenter_of(stays), "instant")
    answer = say(story, gone, "The zanzibartext that goes by mail.", parent=reply, guards=guards())
    notices.send_instant()
    refused = say(story, gone, "A zanzibartext that is refused here.", guards=guards(network="198.51.100.0/24"))
    moderation.reject(refused.pk, None, moderator, "abusive", note="zanzibartext")
    appeals.appeal(refused.pk, refused.author, "But zanzibartext is no insult!")
    responses.flag(reply.pk, responses.reader_key(gone), "abuse", "zanzibartext", commenters.commenter_of(gone))
    responses.flag(first.pk, "v:x", "abuse", "He wrote zanzibartext")
    responses.react(reply.pk, responses.reader_key(gone))
    commenters.watch(commenters.commenter_of(gone), moderator, note="zanzibarname")
    before = dump()
    assert [mark for mark in MARKS[:4] if mark not in before] == []

    erasure.erase(gone)

    after = dump()
    assert [mark for mark in MARKS if mark in after] == []
    assert str(gone.public_id) not in "".join(responding_keys())
    assert recount() == Drift()
    standing = Comment.objects.on_page(first.thread)
    assert [(comment.status, comment.published_revision) for comment in standing] == [("erased", None)]
    assert [comment.pk for comment in Comment.objects.replies_to(standing)] == [reply.pk]
    assert Comment.objects.get(pk=answer.pk).status == "erased"


def responding_keys() -> list[str]:
    """Return the keys of people in reports and likes."""
    from comments.models import Flag, Reaction

    return [*Flag.objects.values_list("reporter_key", flat=True), *Reaction.objects.values_list("actor_key", flat=True)]
