"""Pages of a thread and of a conversation, with a number of queries that does not grow with the comments."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, Exists, F, Func, OuterRef, Subquery, TextField, Value, When, Window
from django.db.models.functions import Cast, RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Byline
from articles.paging import take_page
from fastpath import cache_tags
from fastpath.queries import PreparedQuery, Row

from .. import policy
from ..models import Comment, CommentThread, SiteCommentSettings
from ..models.querysets import Sort, ThreadPosition
from ..services import threads
from .rows import FIELDS, OF_THE_PAPER, CommentRow, comment_rows

ROOTS = 20  # top-level comments on a page
REPLIES = 8  # shown below each of them; the conversation page has the rest
CONVERSATION = 100  # replies on a page of a conversation
BEFORE = 20  # replies shown before the linked one
PICKS = 4  # pinned comments at the top
KEPT = 20  # thread pages cached in each process, with what is rendered from them

SORTS = {Sort.NEWEST: _("Newest"), Sort.OLDEST: _("Oldest"), Sort.LIKED: _("Most liked")}


@dataclass
class CommentNode:
    """A comment with the replies shown below it, and `more`, the number of those not shown."""

    comment: Comment | CommentRow
    replies: "list[CommentNode]" = field(default_factory=list)
    more: int = 0

    def count(self) -> int:
        """Return the number of replies shown below it, at any depth."""
        return sum(1 + node.count() for node in self.replies)


@dataclass(eq=False)
class ThreadPage:
    """A page of a thread: picks, comments, and the position of the next page (None on the last page).

    Equal rows give the same object. Requests share it and must not change it, so that what is rendered from it can be
    cached.
    """

    nodes: list[CommentNode]
    picks: list[CommentRow]
    sort: str
    next: ThreadPosition | None = None

    def comments(self) -> list[Any]:
        """Return all published comments on the page, in its order."""
        return [node.comment for node in _walk(self.nodes) if node.comment.published_revision_id]


def thread_page(thread: CommentThread, sort: str = Sort.NEWEST, after: ThreadPosition | None = None) -> ThreadPage:
    """Return a page of `thread`, in one query: top-level comments, picks, and the first replies to each."""
    if not thread.pk or not thread.published_count:
        rows = []
    elif after is None:
        rows = _first_page[Sort(sort).value].rows(thread.pk, thread.article_id)
    else:
        rows = list(_page(sort, thread.pk, thread.article_id, after))
    return _made_of(tuple(rows), sort, after)


@lru_cache(maxsize=KEPT)
def _made_of(lines: tuple[Row, ...], sort: str, after: ThreadPosition | None) -> ThreadPage:
    rows = comment_rows(lines)
    picks = sorted((row for row in rows if row.picked), key=lambda row: -row.sort_seq)
    found = sorted((row for row in rows if row.root_id is None and not row.picked), key=_order(sort))
    page, following = take_page(found, ROOTS, partial(_place, sort), after)
    replies = sorted((row for row in rows if row.root_id and not row.picked), key=lambda row: row.sort_seq)
    return ThreadPage(_tree(page, replies), picks, sort, following)


def with_thread(stories: Any) -> Any:
    """Return the queryset `stories` with each story's thread, and the message if the whole site is closed."""
    closed = SiteCommentSettings.objects.filter(closed=True).values("closed_message")[:1]
    return stories.select_related("comment_thread", "section__comment_settings").annotate(
        comments_closed_message=Subquery(closed)
    )


def with_count(stories: Any) -> Any:
    """Return the queryset `stories` with the number of comments on each."""
    return stories.annotate(comment_count=F("comment_thread__published_count"))


def depend_on_count(story: Any, _paper: Any) -> dict[str, Any]:
    """Mark the page as depending on the number of comments on `story`."""
    cache_tags.mentions(f"article-{story.pk}-comments")
    return {}


def under_story(story: Any, paper: Any) -> dict[str, Any] | None:
    """Return the context of the comments below a story, computed once; `story` comes from `with_thread()`."""
    if "comments_shown" not in story.__dict__:
        message = story.comments_closed_message
        site = SiteCommentSettings(closed=message is not None, closed_message=message or "")
        thread = getattr(story, "comment_thread", None) or threads.thread_to_be(story, paper)
        story.comments_shown = thread_context(story, thread, site)
    shown: dict[str, Any] | None = story.comments_shown
    return shown


def thread_context(
    story: Any,
    thread: CommentThread,
    site: SiteCommentSettings,
    *,
    sort: str = Sort.NEWEST,
    after: ThreadPosition | None = None,
) -> dict[str, Any] | None:
    """Return the template context of a thread; None if the thread is hidden, or empty and unwanted."""
    thread.article = story
    cache_tags.depends_on(f"thread-{story.pk}")
    unwanted = thread.why_closed == CommentThread.WhyClosed.STORY and not thread.published_count
    if unwanted or thread.state == CommentThread.State.HIDDEN:
        return None
    page = thread_page(thread, sort, after)
    closed = policy.closed_because(thread, site, timezone.now())
    return {
        "story": story,
        "thread": thread,
        "page": page,
        "closed": closed,
        "open_until": None if closed or thread.manual_override else thread.close_at,
    }


@dataclass
class Conversation:
    """A top-level comment and a page of all its replies, oldest first."""

    node: CommentNode
    start: int | None = None  # publication number of the first reply shown, if there are earlier ones
    next: ThreadPosition | None = None


def conversation(comment: Comment, after: ThreadPosition | None = None) -> Conversation | None:
    """Return the conversation with `comment`, the page that holds it or that after the position `after`.

    None if readers do not see it.
    """
    thread = comment.thread
    root_id = comment.root_id or comment.pk
    root = _badged(Comment.objects.standing().with_text(), thread.article_id).filter(pk=root_id).first()
    if root is None:
        return None
    replies = _badged(Comment.objects.replies_to([root]), thread.article_id).order_by("sort_seq")
    earlier: list[Any] = []
    if after is not None:
        replies = replies.filter(sort_seq__gte=after.seq)
    elif comment.root_id:
        earlier = list(replies.filter(sort_seq__lt=comment.sort_seq).order_by("-sort_seq")[: BEFORE + 1])
        replies = replies.filter(sort_seq__gte=comment.sort_seq)
    page, following = take_page(replies, CONVERSATION, partial(_place, Sort.OLDEST), after)
    shown = [*reversed(earlier[:BEFORE]), *page]
    cut = after is not None or len(earlier) > BEFORE
    return Conversation(
        _tree([root], shown, whole=True)[0],
        start=shown[0].sort_seq if shown and cut else None,
        next=following,
    )


def _page(sort: str, thread: int, story: int, after: ThreadPosition | None = None) -> Any:
    """Return the rows of a page with FIELDS, unordered; one more top-level comment if there is a next page.

    A page after another also has the last top-level comment of that one, if it is still there.
    """
    roots = Comment.objects.on_page(thread, sort, after)
    replies = Comment.objects.having_a_place().filter(_is_one_of("root", roots[:ROOTS]), thread=thread, depth__gt=0)
    replies = _badged(replies.with_text(), story)
    nth = Window(RowNumber(), partition_by="root", order_by="sort_seq")
    parts = [
        _rows(_badged(roots, story), False)[: ROOTS + 1],
        _rows(replies.annotate(nth=nth).filter(nth__lte=REPLIES), False),
    ]
    if after is None:
        parts.append(_rows(_badged(Comment.objects.pinned(thread), story), True)[:PICKS])
    else:
        likes = {"like_count": after.likes} if sort == Sort.LIKED else {}
        last = Comment.objects.on_page(thread, sort).filter(sort_seq=after.seq, **likes).order_by()
        parts.append(_rows(_badged(last, story), False))
    return parts[0].union(*parts[1:], all=True)


def _is_one_of(field: str, comments: Any) -> Any:
    """Return a condition that `field` is the primary key of one of `comments`.

    It uses an array: PostgreSQL may read all comments for a join.
    """
    keys = ArraySubquery(comments.values("pk"))
    return Func(F(field), keys, arg_joiner=" = ANY (", template="(%(expressions)s))", output_field=BooleanField())


def _rows(comments: Any, picked: bool) -> Any:
    return comments.annotate(key=Cast("public_id", TextField()), picked=Value(picked)).values_list(*FIELDS)


def _badged(comments: Any, story: int) -> Any:
    """Annotate `is_by_author`: whether the comment is by a person credited with the story."""
    credited = Byline.objects.filter(article=story, profile__user__reader__commenter=OuterRef("author")).order_by()
    return comments.annotate(
        is_by_author=Case(When(author__role__in=sorted(OF_THE_PAPER), then=Exists(credited)), default=Value(False))
    )


_first_page = {sort: PreparedQuery(partial(_page, sort), int, int) for sort in Sort.values}


def _place(sort: str, comment: Comment | CommentRow) -> ThreadPosition:
    return ThreadPosition(comment.sort_seq, comment.like_count if sort == Sort.LIKED else 0)


def _order(sort: str) -> Callable[[CommentRow], Any]:
    if sort == Sort.OLDEST:
        return lambda row: row.sort_seq
    if sort == Sort.LIKED:
        return lambda row: (-row.like_count, -row.sort_seq)
    return lambda row: -row.sort_seq


def _tree(roots: Iterable[Any], replies: Iterable[Any], *, whole: bool = False) -> list[CommentNode]:
    """Nest each reply below its parent, and set `answered` if the nesting does not show it.

    A reply whose parent is on an earlier page is nested below the top-level comment. Unless this is the `whole`
    conversation, `more` of each top-level comment is the number of replies left out.
    """
    nodes = {root.pk: CommentNode(root) for root in roots}
    tops = list(nodes.values())
    for reply in replies:
        node = nodes[reply.pk] = CommentNode(reply)
        above = nodes.get(reply.parent_id) or nodes[reply.root_id]
        above.replies.append(node)
        answered = reply.in_reply_to_id or (reply.parent_id if above.comment.pk != reply.parent_id else None)
        reply.answered = nodes[answered].comment if answered in nodes else None
    if not whole:
        for node in tops:
            shown = sum(1 for one in _walk(node.replies) if one.comment.published_revision_id)
            node.more = max(0, node.comment.reply_count - shown)
    return tops


def _walk(nodes: Iterable[CommentNode]) -> Iterable[CommentNode]:
    for node in nodes:
        yield node
        yield from _walk(node.replies)
