"""Comments: the rules over a long word list, threads and queues as long as they are, a thousand decisions at once."""

import random
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from comments import text
from comments.models import Comment, CommentThread
from comments.models.querysets import PAGE, Sort
from comments.moderation_queues import QUEUES
from comments.policy import in_force
from comments.rules import Case as Look
from comments.rules import SubmissionGuards, run
from comments.services import bulk, changes, commenters
from comments.services.threads import thread_of
from comments.services.word_lists import add_phrases
from readers.guards.form_token import FormToken
from readers.identity import reader_for, verify
from readers.models import RateBucket

from .measuring import Case, Cases, browser

TITLE = "Comments"
PHRASES = 10_000
MOST_MS_RULES, MOST_MS_THREAD, MOST_MS_QUEUE, MOST_MS_PAGE, MOST_MS_BULK = 60, 50, 80, 500, 3_000


def cases() -> Cases:
    """Yield what is measured; queues and threads are those of the present database."""
    story = Article.objects.published().newest_first().first()
    if story is None:
        return
    yield from _rules(story)
    thread = CommentThread.objects.order_by("-published_count").first()
    if thread is None or not thread.published_count:
        return
    for sort in Sort.values:
        name = f"thread of {thread.published_count:,}, {sort}"
        yield Case(name, partial(_first_page, thread, sort), MOST_MS_THREAD, 2)
    for queue in QUEUES.values():
        number = queue.count()
        yield Case(
            f"queue {queue.name}, {'1,000+' if number > 1_000 else number}", partial(queue.page, None), MOST_MS_QUEUE, 5
        )
    moderator = get_user_model().objects.create_user("bench-moderator")
    moderator.groups.set(Group.objects.filter(name="Moderator"))
    client = browser(moderator)
    for name in ("held", "published"):
        page = reverse("comments_queue", args=[name])
        yield Case(f"page of the queue {name}", partial(client.get, page), MOST_MS_PAGE)
    held = list(Comment.objects.held().values_list("pk", flat=True)[:1_000])
    turn = iter(("published", "rejected") * 100_000)
    actor = changes.staff(get_user_model().objects.create_user("bench-comments"))
    yield Case(f"{len(held):,} decided at once", lambda: bulk.moderate(held, next(turn), actor) and None, MOST_MS_BULK)


def _rules(story: Article) -> Cases:
    """Yield all rules on a text of 64 KB and on one of ordinary length, with 10,000 phrases on the lists."""
    words = random.Random(1)  # noqa: S311 - the same list each time
    letters = "abcdefghijklmnoprstuvw"
    phrases = {
        " ".join("".join(words.choices(letters, k=words.randint(4, 9))) for _ in range(words.randint(1, 3)))
        for _ in range(PHRASES)
    }
    add_phrases("suspect", phrases)
    reader = reader_for("bench@readers.example", "Bench")
    verify(reader)
    thread = thread_of(story)
    thread.article = story
    author, policy = commenters.commenter_of(reader), in_force(thread)
    ordinary = "The ferry was late again, and nobody on the quay could say why. " * 8
    for name, source in (("ordinary", ordinary), ("64 KB", (ordinary * 200)[: 64 * 1024])):
        look = Look(
            text.read(source), author, thread, policy, SubmissionGuards(token=FormToken("bench", timezone.now()))
        )
        yield Case(f"rules, {PHRASES:,} phrases, {name}", partial(_look, look), MOST_MS_RULES)


def _look(look: Look) -> None:
    RateBucket.objects.all().delete()
    run(look)


def _first_page(thread: CommentThread, sort: str) -> Any:
    roots = list(Comment.objects.on_page(thread, sort)[:PAGE])
    list(Comment.objects.replies_to(roots))
