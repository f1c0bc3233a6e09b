"""Readers who all write at once: twenty comments a second for a minute, while others read, and none may be lost.

Each comment is a whole POST with its own person, network, form and rules, begun on the second whether or not those
before it are done; what it takes is counted from then. It writes for real, on stories of its own from long ago that
nobody is mailed about, and deletes them after: cases that are taken back cannot be seen by other connections.
"""

import random
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Byline, Profile
from articles.services import publishing
from comments.models import Comment, Commenter, CommentThread
from comments.services import changes, commenters, threads
from readers import identity
from readers.guards import form_token
from readers.models import Reader

from .measuring import Figure, browser

TITLE = "Comments coming in"
A_SECOND = 20
STORIES = 5  # more than so many a minute on one story, and the rules hold them
AT_ONCE = 6  # of our threads that write; the pool has two connections left for who reads
DOMAIN, SLUG = "posting.invalid", "posting-measured-"
WORDS = ("ferry", "quay", "crane", "tide", "radar", "harbour", "audit", "winter", "storm", "pump", "parish")


def figures(seconds: int) -> Iterator[Figure]:
    """Have readers write for so long; yield what it took and what became of it. Nothing in a paper without stories."""
    model = Article.objects.published().newest_first().first()
    if model is None:
        return
    _remove()  # what a run that was killed has left
    try:
        stories = [_story(model, number) for number in range(STORIES)]
        site = browser().handler  # one for all: each would look through all static files first
        posts = [_post(stories[number % STORIES], number, site) for number in range(A_SECOND * seconds)]
        time.sleep(form_token.YOUNGEST.total_seconds())  # a form sent sooner is a machine's
        written, read = _run(posts, [story.get_absolute_url() for story in stories])
        yield from _of(f"POST of {len(posts):,} comments, {A_SECOND} a second", written)
        yield from _of("story's page meanwhile", read)
        sent = Comment.objects.filter(thread__article__in=stories)
        yield Figure("comments lost", len(posts) - sent.count(), "", "0")
        yield Figure("of them published at once", sent.filter(status="published").count(), "")
        counted = sum(thread.published_count for thread in CommentThread.objects.filter(article__in=stories))
        yield Figure("counted wrong", abs(counted - sent.filter(status="published").count()), "", "0")
    finally:
        _remove()


def _of(name: str, times: Sequence[float]) -> Iterator[Figure]:
    yield Figure(f"{name}: p50", statistics.median(times) * 1000, "ms")
    yield Figure(f"{name}: p95", sorted(times)[int(len(times) * 0.95)] * 1000, "ms")


def _story(model: Article, number: int) -> Article:
    """Publish a story as if a year ago, and open its thread by hand."""
    story = Article(headline=f"Measured {number}", slug=f"{SLUG}{number}", section=model.section, body=model.body)
    story.bylines = [Byline(profile=Profile.objects.order_by("pk").first(), role=Byline.Role.WORDS)]
    story.save()
    publishing.publish(story.save_revision(), at=timezone.now() - timedelta(days=365))
    story = Article.objects.get(pk=story.pk)
    threads.open_thread(threads.thread_of(story), changes.CLOCK)
    return story


def _post(story: Article, number: int, site: Any) -> tuple[Any, str, dict[str, str]]:
    """Return somebody's browser, where they send their comment, and what they send."""
    reader = identity.reader_for(f"reader{number}@{DOMAIN}", f"Reader {_letters(number)}")
    identity.verify(reader)
    known = commenters.commenter_of(reader)
    Commenter.objects.filter(pk=known.pk).update(approved_n=20, trust=3)
    client = browser()
    client.handler = site
    client.defaults["REMOTE_ADDR"] = f"10.{number >> 8 & 255}.{number & 255}.1"
    cookie = HttpResponse()
    identity.remember(cookie, reader)
    client.cookies[identity.COOKIE] = cookie.cookies[identity.COOKIE].value
    words = random.Random(number)  # noqa: S311 - the same each time
    text = " ".join(words.choice(WORDS) + _letters(words.randrange(100_000)) for _ in range(24))
    given = {"text": text, form_token.FIELD: form_token.make("comment", story.pk)}
    return client, reverse("comments:write", args=[story.address]), given


def _letters(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in f"{number:05d}")


def _run(posts: Sequence[tuple[Any, str, dict[str, str]]], pages: Sequence[str]) -> tuple[list[float], list[float]]:
    """Send each post when its time has come, and read the pages all the while; return the seconds of each."""
    began, done, read = time.perf_counter() + 0.5, threading.Event(), list[float]()

    def send(number: int) -> float:
        due = began + number / A_SECOND
        time.sleep(max(0, due - time.perf_counter()))
        client, address, given = posts[number]
        with closing(connection):  # back into the pool, as after any request
            answer = client.post(address, given)
        if answer.status_code != 302:
            raise RuntimeError(f"A comment was answered {answer.status_code}.")
        return time.perf_counter() - due

    def look() -> None:
        client, number = browser(), 0
        with closing(connection):
            while not done.is_set():
                started = time.perf_counter()
                client.get(pages[number % len(pages)])
                read.append(time.perf_counter() - started)
                number += 1
                done.wait(0.5)  # all of us share one interpreter, which a site of several processes does not

    reader = threading.Thread(target=look)
    reader.start()
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            written = list(pool.map(send, range(len(posts))))
    finally:
        done.set()
        reader.join()
    return written, read


def _remove() -> None:
    for story in Article.objects.filter(slug__startswith=SLUG):
        publishing.unpublish(story)
        Article.objects.get(pk=story.pk).delete()
    readers = Reader.objects.filter(email__endswith=f"@{DOMAIN}")
    Commenter.objects.filter(reader__in=readers).delete()
    readers.delete()
