"""What comments add to pages that are not theirs: stories, listings, a reader's own page."""

from typing import Any

from django.http import HttpRequest

from articles import page_parts
from articles.page_parts import Part
from readers import my_page
from readers.models import Reader

from . import erasing, receipts, showing, structured_data
from .models import Comment, Commenter
from .reasons import statement_of

SHOWN = 50  # of one's own comments


def register() -> None:
    """Add them all."""
    page_parts.register(Part("comments.feed", page_parts.HEAD, "comments/parts/feed_link.html"))
    page_parts.register(
        Part(
            "comments",
            page_parts.UNDER_STORY,
            "comments/parts/under_story.html",
            context=showing.under_story,
            bring=showing.bring_thread,
        )
    )
    page_parts.register(Part("comments.data", page_parts.STRUCTURED, "", context=structured_data.of))
    page_parts.register(
        Part(
            "comments.count",
            page_parts.TEASER,
            "comments/parts/count.html",
            context=showing.note_count,
            bring=showing.bring_count,
        )
    )
    my_page.register(
        my_page.Part(
            "comments",
            order=10,
            template="comments/parts/my_page.html",
            context=of_reader,
            export=erasing.export,
            erase=erasing.erase,
        )
    )


def of_reader(request: HttpRequest, reader: Reader) -> dict[str, Any]:
    """Return a reader's newest comments with where they stand and their receipts, and the choice of notices."""
    commenter = Commenter.objects.filter(reader=reader).first()
    if commenter is None:
        return {"commenter": None}
    rows = Comment.objects.by(commenter).exclude(status__in=["deleted", "erased"])
    rows = rows.select_related("thread__article", "current_revision", "appeal").defer("thread__article__body")
    found = list(rows[: SHOWN + 1])
    return {
        "commenter": commenter,
        "more": len(found) > SHOWN,
        "notices": Commenter.Notices.choices,
        "comments": [
            {
                "comment": comment,
                "story": comment.thread.article,
                "statement": statement_of(comment),
                "receipt": receipts.address_of(comment, proven=True),
            }
            for comment in found[:SHOWN]
        ],
    }
