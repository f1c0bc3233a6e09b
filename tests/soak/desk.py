"""What is done inside the paper: its stories are made, its editor works, and at the end it is looked at.

Run there: `manage.py shell -c "from tests.soak import desk; desk.work()"`. What is printed is JSON, a line at a time;
a line that comes in is the end of the editor's day.
"""

import json
import sys
import threading
import time
from collections import Counter
from itertools import count
from typing import Any

from django.db import Error, connection, transaction
from django.db.models import Sum

from articles.models import Article, ArticleReads, Paper, Profile, Section
from articles.services import publishing
from comments.models import Comment, CommentRevision, SiteCommentSettings
from comments.models.thread import Premod
from comments.services.counts import recount
from subscriptions.models import Subscription
from tests import builders

STORIES = 12
PAUSE = 1.5  # seconds between two things that the editor does


def work() -> None:
    """Say what there is to read, then publish and correct until told to stop, and say what is there."""
    build()
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.readline(), ended.set()), daemon=True).start()
    edit(ended)
    look()


def build() -> None:
    """Publish two sections: of the one nothing changes, in the other people comment and the editor works."""
    Paper.load().save()
    settings = SiteCommentSettings.load()
    settings.premod = Premod.OFF
    settings.save()
    still, lively = builders.section("Still"), builders.section("Lively")
    mara, ada = builders.profile("Mara Lindqvist"), builders.profile("Ada Brekke")
    paths = {"still": [still.get_absolute_url(), mara.get_absolute_url(), "/tags/peat/"], "talked": []}
    for number in range(STORIES):
        is_still = number % 2 == 0
        story = builders.draft(
            f"Story number {number}",
            section=still if is_still else lively,
            bylines=[mara if is_still else ada],
            tags=["Peat" if is_still else "Gas"],
        )
        story = publishing.publish(story.latest_revision)
        paths["still" if is_still else "talked"].append(story.get_absolute_url())
    _say(places=paths)


def edit(ended: threading.Event) -> None:
    """Publish and correct until it has ended. What was left without an answer is looked for first."""
    for number in count():
        headline = f"Edited in the storm {number}"
        _do(lambda headline=headline: _publish(headline))
        if ended.wait(PAUSE):
            return
        if number % 2:
            _do(lambda headline=headline, number=number: _correct(headline, f"It was {number} days."))
            if ended.wait(PAUSE):
                return


def look() -> None:
    """Say what is there."""
    said = Counter(CommentRevision.objects.filter(n=1).values_list("source", flat=True))
    subscribed = Subscription.objects.filter(state=Subscription.State.ACTIVE)
    live = Article.objects.published()
    there = {
        "comments": dict(said),
        "visible": Comment.objects.visible().count(),
        "subscribed": list(subscribed.values_list("reader__email", flat=True)),
        "live": {story.get_absolute_url(): story.headline for story in live},
        "reads": ArticleReads.objects.aggregate(all=Sum("reads"))["all"] or 0,
        "drift": recount().total,
    }
    _say(there=there)


def _do(act: Any) -> None:
    while True:
        try:
            return act()
        except Error:
            connection.close()
            time.sleep(0.5)


def _publish(headline: str) -> None:
    story = Article.objects.filter(headline=headline).first()
    if story is None:
        section, ada = Section.objects.get(slug="lively"), Profile.objects.get(slug="ada-brekke")
        with transaction.atomic():
            story = builders.draft(headline, section=section, bylines=[ada], tags=["Gas"])
    if not story.live:
        story = publishing.publish(story.latest_revision)
    _say(published=story.get_absolute_url(), headline=headline)


def _correct(headline: str, text: str) -> None:
    story = Article.objects.get(headline=headline)
    if not story.corrections.filter(text=text).exists():
        publishing.correct(story, kind="correction", text=text)
    _say(corrected=story.get_absolute_url(), text=text)


def _say(**what: Any) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201 - the answer
