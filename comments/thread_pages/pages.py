"""What readers see of a thread: a page of it, or a conversation, asking no more for many than for few."""

from collections.abc import Iterable
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
from ..models.querysets import Place, Sort
from ..services import threads
from .rows import FIELDS, OF_THE_PAPER, light

ROOTS = 20  # comments without parent on a page
REPLIES = 8  # shown below each of them; the rest is one click away, in the conversation
CONVERSATION = 100  # replies on a page of a conversation
BEFORE = 20  # replies shown before the one that a link led to
PICKS = 4  # at the top
KEPT = 20  # pages of threads that a process keeps, with what is made of them

SORTS = {Sort.NEWEST: _("Newest"), Sort.OLDEST: _("Oldest"), Sort.LIKED: _("Most liked")}


@dataclass
class Node:
    """A comment and what is shown below it. `more` replies are not shown."""

    comment: Any
    replies: "list[Node]" = field(default_factory=list)
    more: int = 0

    def count(self) -> int:
        """Return how many replies are shown below it, at any depth."""
        return sum(1 + node.count() for node in self.replies)


@dataclass(eq=False)
class ThreadPage:
    """A page of a thread: the picks at its top, its comments, and where the next page starts (None: nowhere).

    Made of the same rows it is the same object, which requests share and only read: what is made of it can be kept.
    """

    nodes: list[Node]
    picks: list[Any]
    sort: str
    next: Place | None = None

    def comments(self) -> list[Any]:
        """Return all published comments on it, as they stand."""
        return [node.comment for node in _walk(self.nodes) if node.comment.published_revision_id]


def thread_page(thread: CommentThread, sort: str = Sort.NEWEST, after: Place | None = None) -> ThreadPage:
    """Return a page of `thread`, in one query: the comments without parent, the picks, the first replies to each."""
    if not thread.pk or not thread.published_count:
        rows = []
    elif after is None:
        rows = _first_page[Sort(sort).value].rows(thread.pk, thread.article_id)
    else:
        rows = list(_page(sort, thread.pk, thread.article_id, after))
    return _made_of(tuple(rows), sort, after)


@lru_cache(maxsize=KEPT)
def _made_of(lines: tuple[Row, ...], sort: str, after: Place | None) -> ThreadPage:
    rows = light(lines)
    picks = sorted((row for row in rows if row.picked), key=lambda row: -row.sort_seq)
    found = sorted((row for row in rows if row.root_id is None and not row.picked), key=_order(sort))
    page, following = take_page(found, ROOTS, partial(_place, sort), after)
    replies = sorted((row for row in rows if row.root_id and not row.picked), key=lambda row: row.sort_seq)
    return ThreadPage(_tree(page, replies), picks, sort, following)


def bring_thread(stories: Any) -> Any:
    """Return the queryset `stories` with the thread of each, and what the whole site says if it takes no comments."""
    closed = SiteCommentSettings.objects.filter(closed=True).values("closed_message")[:1]
    return stories.select_related("comment_thread", "section__comment_settings").annotate(
        comments_closed_message=Subquery(closed)
    )


def bring_count(stories: Any) -> Any:
    """Return the queryset `stories` with the number of comments on each."""
    return stories.annotate(comment_count=F("comment_thread__published_count"))


def note_count(story: Any, _paper: Any) -> dict[str, Any]:
    """Note that a teaser shows how many comments `story` has."""
    cache_tags.mentions(f"article-{story.pk}-comments")
    return {}


def under_story(story: Any, paper: Any) -> dict[str, Any] | None:
    """Return what the part of a story's page shows, worked out once a page: `story` as `bring_thread()` fetched it."""
    if "comments_shown" not in story.__dict__:
        message = story.comments_closed_message
        site = SiteCommentSettings(closed=message is not None, closed_message=message or "")
        thread = getattr(story, "comment_thread", None) or threads.thread_to_be(story, paper)
        story.comments_shown = thread_context(story, thread, site)
    shown: dict[str, Any] | None = story.comments_shown
    return shown


def thread_context(
    story: Any, thread: CommentThread, site: SiteCommentSettings, *, sort: str = Sort.NEWEST, after: Place | None = None
) -> dict[str, Any] | None:
    """Return what templates show of a thread; None where there is none to show: it is hidden, or empty and unwanted."""
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
    """A comment without parent and a page of all replies to it, oldest first."""

    node: Node
    start: int | None = None  # the place of the first reply shown, if there are earlier ones
    next: Place | None = None


def conversation(comment: Comment, after: Place | None = None) -> Conversation | None:
    """Return the conversation that `comment` is part of, the page of it on which it is (or that after `after`).

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


def _page(sort: str, thread: int, story: int, after: Place | None = None) -> Any:
    """What is on a page, as rows of FIELDS in no order; one comment without parent more if there is another page.

    A page after another has the last comment without parent of that one, too, if it is still there.
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
    """Whether `field` is the key of one of `comments`: an array is looked up, where a join may read them all."""
    keys = ArraySubquery(comments.values("pk"))
    return Func(F(field), keys, arg_joiner=" = ANY (", template="(%(expressions)s))", output_field=BooleanField())


def _rows(comments: Any, picked: bool) -> Any:
    return comments.annotate(key=Cast("public_id", TextField()), picked=Value(picked)).values_list(*FIELDS)


def _badged(comments: Any, story: int) -> Any:
    """With `is_by_author`: whether it is by one of those whom the story with this key is credited to."""
    credited = Byline.objects.filter(article=story, profile__user__reader__commenter=OuterRef("author")).order_by()
    return comments.annotate(
        is_by_author=Case(When(author__role__in=sorted(OF_THE_PAPER), then=Exists(credited)), default=Value(False))
    )


_first_page = {sort: PreparedQuery(partial(_page, sort), int, int) for sort in Sort.values}


def _place(sort: str, comment: Any) -> Place:
    return Place(comment.sort_seq, comment.like_count if sort == Sort.LIKED else 0)


def _order(sort: str) -> Any:
    if sort == Sort.OLDEST:
        return lambda row: row.sort_seq
    if sort == Sort.LIKED:
        return lambda row: (-row.like_count, -row.sort_seq)
    return lambda row: -row.sort_seq


def _tree(roots: Iterable[Any], replies: Iterable[Any], *, whole: bool = False) -> list[Node]:
    """Hang each reply below what it answers, and say of each whom it answers if that cannot be seen from its place.

    A reply whose parent is on an earlier page hangs below the comment without parent. Unless this is the `whole`
    conversation, `more` of each root says how many replies are left out.
    """
    nodes = {root.pk: Node(root) for root in roots}
    tops = list(nodes.values())
    for reply in replies:
        node = nodes[reply.pk] = Node(reply)
        above = nodes.get(reply.parent_id) or nodes[reply.root_id]
        above.replies.append(node)
        answered = reply.in_reply_to_id or (reply.parent_id if above.comment.pk != reply.parent_id else None)
        reply.answered = nodes[answered].comment if answered in nodes else None
    if not whole:
        for node in tops:
            shown = sum(1 for one in _walk(node.replies) if one.comment.published_revision_id)
            node.more = max(0, node.comment.reply_count - shown)
    return tops


def _walk(nodes: Iterable[Node]) -> Iterable[Node]:
    for node in nodes:
        yield node
        yield from _walk(node.replies)
