"""Extensions of pages of other apps: stories, listings, a reader's own page."""

from typing import Any

from django.http import HttpRequest

from articles import page_extensions
from articles.page_extensions import PageExtension
from readers import account_sections
from readers.models import Reader

from . import receipts
from .models import Comment, Commenter
from .reasons import statement_of
from .services import erasure
from .thread_pages import pages, structured_data

SHOWN = 50  # comments on the reader's own page


def register() -> None:
    """Register the page extensions and the account section."""
    page_extensions.register(PageExtension("comments.feed", page_extensions.HEAD, "comments/parts/feed_link.html"))
    page_extensions.register(
        PageExtension(
            "comments",
            page_extensions.UNDER_STORY,
            "comments/parts/under_story.html",
            context=pages.under_story,
            bring=pages.with_thread,
        )
    )
    page_extensions.register(PageExtension("comments.data", page_extensions.STRUCTURED, "", context=structured_data.of))
    page_extensions.register(
        PageExtension(
            "comments.count",
            page_extensions.TEASER,
            "comments/parts/count.html",
            context=pages.depend_on_count,
            bring=pages.with_count,
        )
    )
    account_sections.register(
        account_sections.AccountSection(
            "comments",
            order=10,
            template="comments/parts/my_page.html",
            context=of_reader,
            export=erasure.export,
            erase=erasure.erase,
        )
    )


def of_reader(request: HttpRequest, reader: Reader) -> dict[str, Any]:
    """Return the template context of a reader's own comments: state, receipt, and the choice of notices."""
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
