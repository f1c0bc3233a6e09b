"""Loads the demo's subscribers and what they were mailed, and takes them away again. Nobody gets any mail by it."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from articles.models import Article, Correction
from outbox.addresses import address_hash
from outbox.models import Suppression
from outbox.suppression import Reason, Scope
from readers.models import Reader
from subscriptions.models import ConsentEvent, Delivery, DeliveryEvent, Mailing, Topic

from ..models import DemoItem
from ..roles import EDITOR
from .mailings import Replay
from .subscribers import PEOPLE, Subscribers

MAILED = 5  # stories, beside the one whose mailing is paused
TAGS, AUTHORS, STORIES = 6, 5, 2  # that are followed
COMPLAINED = 2  # the number of the mailing that somebody called spam
NEVER_AGAIN = 3  # asked never to be written to


def load(now: datetime, note: Callable[..., None]) -> int:
    """Write subscribers and mailings of the stories that are live, and return how many people; `note` what came."""
    live = Article.objects.published().newest_first().select_related("section")
    stories = list(live.prefetch_related("tags", "tagged_items", "bylines__profile", "corrections")[:60])
    everything, others = Topic.objects.everything(), _topics(stories)
    people = Subscribers(everything, others, stories, now)
    people.write()
    replay = Replay(people, get_user_model().objects.filter(groups__name=EDITOR).order_by("pk").first(), now)
    _never_again(people)
    _mail(replay, stories)
    note(everything, *others, *replay.mailings, *people.readers)
    return PEOPLE


def leave() -> int:
    """Take away what `load` brought, thousands of rows at a time; returns how many people and mailings went.

    A reader who has begun to comment stays, without mail.
    """
    readers = Reader.objects.filter(pk__in=_noted(Reader), commenter=None)
    mailings = Mailing.objects.filter(pk__in=_noted(Mailing))
    hashes = [address_hash(address) for address in readers.values_list("email_norm", flat=True) if address]
    Suppression.objects.filter(address_hash__in=hashes).delete()
    DeliveryEvent.objects.filter(address_hash__in=hashes).delete()
    ConsentEvent.objects.filter(subscription__reader__in=readers).delete()
    Delivery.objects.filter(mailing__in=mailings).delete()
    gone = mailings.count() + readers.count()
    mailings.delete()
    readers.delete()
    return gone


def _topics(stories: list[Article]) -> list[Topic]:
    """Return what people follow beside everything: sections, tags, authors, and what becomes of a story."""
    sections = {story.section for story in stories if story.section}
    tags = Counter(tag for story in stories for tag in story.tags.all()).most_common(TAGS)
    authors = Counter(byline.profile for story in stories for byline in story.bylines.all()).most_common(AUTHORS)
    things = [*sorted(sections, key=lambda section: section.pk), *(tag for tag, _n in tags)]
    things += [*(profile for profile, _n in authors), *stories[:STORIES]]
    return [Topic.objects.about(thing) for thing in things]


def _mail(replay: Replay, stories: list[Article]) -> None:
    """Mail some of the newest stories, oldest first, a correction, a digest, and half of the newest one."""
    newest, *older = stories
    correction = Correction.objects.filter(article__in=older).first()
    chosen = {story.pk for story in older[::3][:MAILED]} | ({correction.article_id} if correction else set())
    for number, story in enumerate(reversed([story for story in older if story.pk in chosen])):
        mailing = replay.story(story, strict=number == 1)
        if number == COMPLAINED:
            replay.complaint(mailing)
        if correction and story == correction.article:
            replay.correction(correction, mailing)
    replay.digest()
    replay.paused(newest)


def _never_again(people: Subscribers) -> None:
    """Let some who left have asked never to be written to again."""
    left = [one for one in people.subscriptions if one.state == "unsubscribed" and one.topic == people.everything]
    Suppression.objects.bulk_create(
        Suppression(
            address_hash=address_hash(one.reader.email_norm),
            scope=Scope.ALL,
            reason=Reason.UNSUB_ALL,
            source="leave page",
            created_at=one.unsubscribed_at,
        )
        for one in left[:NEVER_AGAIN]
    )


def _noted(model: Any) -> list[str]:
    return list(DemoItem.objects.filter(label=model._meta.label).values_list("item", flat=True))
