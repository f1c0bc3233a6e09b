"""C1: public output shows only the `published_revision` of `published` comments on a visible story."""

import re
from typing import Any

from hypothesis.stateful import invariant, rule

from articles.models import Article
from comments.models import Comment, CommentRevision
from comments.services import notices
from outbox.models import OutgoingMail

from .machine import Comments, explore
from .outputs import everything

MARKER = re.compile(r"marker\d{4}x")


class OnlyWhatIsPublished(Comments):
    """Read all public output after every step, and search it for the unique word of every revision."""

    @invariant()
    def nothing_else_is_seen(self) -> None:
        for story in self.stories:
            article = Article.objects.get(pk=story.pk)
            seen = set(MARKER.findall(everything(article)))
            assert seen == public_markers(article)

    @rule()
    def mail(self) -> None:
        OutgoingMail.objects.filter(kind="comments.reply").delete()
        notices.send_instant()
        mailed = OutgoingMail.objects.filter(kind="comments.reply").values_list("subject", "text", "html")
        seen = set(MARKER.findall(" ".join(part for mail in mailed for part in mail)))
        assert seen <= {marker for story in self.stories for marker in public_markers(Article.objects.get(pk=story.pk))}


def public_markers(article: Article) -> set[str]:
    """Return the words that may be seen, read from the database rows."""
    if not article.live:
        return set()
    shown = Comment.objects.filter(thread__article=article, status="published").values("published_revision")
    return {
        word
        for text in CommentRevision.objects.filter(pk__in=shown).values_list("text", flat=True)
        for word in MARKER.findall(text)
    }


def test_c1_readers_see_published_texts_and_no_other(make_story: Any, make_user: Any) -> None:
    """C1, after random steps in random order."""
    explore(OnlyWhatIsPublished, make_story, make_user("lena", "Moderator"), examples=6, steps=20)
