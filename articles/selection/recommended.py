"""Choose the stories under "Recommended for you" when something is published, and save editors' pins and bans.

The score of a story is made of the tags it shares with the one above it (rare tags count more), the similarity of
their headlines and standfirsts, and its age. Editors' pins come first; banned stories never appear.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import Func, TextField
from django.utils import timezone

from ..models import Article, ArticleSearch, Recommendation, RecommendationRule, TagListing

KEPT = 12  # per story; a page shows four, and some may be shown elsewhere or be unpublished by then
OF_A_TAG, OF_THE_SECTION = 60, 60  # the newest that are considered
COMMON = 5_000  # stories of a tag; beyond, all tags count as equally common
WEIGHT_OF_TEXT = 4.0  # relative to tags: a tag of one in a hundred stories scores about two
LEAST_ALIKE = 0.12  # headlines and standfirsts less similar than this are not related
HALF_LIFE = timedelta(days=30)
OLD = 0.4  # the share of its score that the oldest story keeps

Reason, Verdict = Recommendation.Reason, RecommendationRule.Verdict


@dataclass
class Candidate:
    """A story that may be recommended, with the parts of its score."""

    key: int
    published_at: datetime
    tags: dict[int, float] = field(default_factory=dict)
    by_text: float = 0.0
    freshness: float = 0.0

    @property
    def by_tags(self) -> float:
        """Return the score of the shared tags."""
        return sum(self.tags.values())

    @property
    def score(self) -> float:
        """Return the total score."""
        return (self.by_tags + WEIGHT_OF_TEXT * self.by_text) * (OLD + (1 - OLD) * self.freshness)


def choose(article: int, now: datetime | None = None) -> list[int]:
    """Choose and save the recommendations of the story with this key, and return the keys of the chosen stories.

    A story that is not live gets none.
    """
    with transaction.atomic():
        live = Article.objects.published().select_for_update(of=("self",)).filter(pk=article).only("section")
        story = live.first()
        Recommendation.objects.filter(under=article).delete()
        if story is None:
            return []
        pins, bans = _rules(article)
        ranked = [found for found in rank(story, now or timezone.now()) if found.key not in {*pins, *bans}]
        rows = [Recommendation(under=story, story_id=pin, reason=Reason.PINNED) for pin in pins if pin not in bans]
        rows += [_as_row(story, found) for found in ranked]
        for position, row in enumerate(rows[:KEPT]):
            row.position = position
        Recommendation.objects.bulk_create(rows[:KEPT])
        return [row.story_id for row in rows[:KEPT]]


def rank(story: Article, now: datetime) -> list[Candidate]:
    """Return the live stories that have something in common with `story`, best first."""
    candidates = _candidates(story)
    _compare_texts(story.pk, candidates)
    for found in candidates.values():
        age = max(now - found.published_at, timedelta(0))  # a clock may have been ahead
        found.freshness = 0.5 ** (age / HALF_LIFE)
    related = [found for found in candidates.values() if found.by_tags > 0 or found.by_text >= LEAST_ALIKE]
    return sorted(related, key=lambda found: (-found.score, -found.key))


def _as_row(story: Article, found: Candidate) -> Recommendation:
    tag = max(found.tags, key=lambda tag: (found.tags[tag], -tag), default=None)
    return Recommendation(
        under=story,
        story_id=found.key,
        reason=Reason.TEXT if tag is None else Reason.TAG,
        tag_id=tag,
        by_tags=round(found.by_tags, 3),
        by_text=round(found.by_text, 3),
        freshness=round(found.freshness, 3),
        score=round(found.score, 3),
    )


def _candidates(story: Article) -> dict[int, Candidate]:
    """Return the newest live stories that share a tag or the section with `story`, by key."""
    found: dict[int, Candidate] = {}
    total = 1 + min(COMMON, Article.objects.published().order_by()[:COMMON].count())
    for tag in TagListing.objects.filter(article=story).values_list("tag", flat=True):
        listings = TagListing.objects.filter(tag=tag)
        weight = math.log(total / min(total, listings.order_by()[:COMMON].count())) + 0.1
        newest = listings.exclude(article=story).order_by("-published_at", "-article_id")
        for key, at in newest.values_list("article", "published_at")[:OF_A_TAG]:
            found.setdefault(key, Candidate(key, at)).tags[tag] = weight
    live = Article.objects.published().exclude(pk=story.pk).newest_first()
    for stories in (live.filter(section=story.section_id), live):
        for key, at in stories.values_list("pk", "first_published_at")[:OF_THE_SECTION]:
            found.setdefault(key, Candidate(key, at))
    return found


def _compare_texts(article: int, candidates: dict[int, Candidate]) -> None:
    """Set `by_text` of the candidates: the similarity of headline and standfirst, from 0 to 1 (equal).

    A word weighs more, the fewer of these stories have it.
    """
    words = _words([article, *candidates])
    mine = words.pop(article, set())
    if not mine:
        return
    number = 1 + len(words)
    frequency: dict[str, int] = {}
    for theirs in (mine, *words.values()):
        for word in theirs:
            frequency[word] = frequency.get(word, 0) + 1

    def length(some: Iterable[str]) -> float:
        return math.sqrt(sum(math.log(1 + number / frequency[word]) ** 2 for word in some))

    for key, theirs in words.items():
        if shared := mine & theirs:
            candidates[key].by_text = length(shared) ** 2 / (length(mine) * length(theirs))


def _words(articles: list[int]) -> dict[int, set[str]]:
    """Return the stems in headline and standfirst of each story, from the search index."""
    stems: Any = Func(
        "public",
        template="tsvector_to_array(ts_filter(%(expressions)s, '{a,b}'))",
        output_field=ArrayField(TextField()),
    )
    rows = ArticleSearch.objects.filter(article__in=articles, public__isnull=False).annotate(stems=stems)
    return {key: set(found) for key, found in rows.values_list("article", "stems")}


def _rules(article: int) -> tuple[list[int], set[int]]:
    """Return the live stories pinned under this one, the first pinned first, and those banned here or everywhere."""
    here = RecommendationRule.objects.filter(under=article).order_by("at", "pk")
    pins = here.filter(verdict=Verdict.PIN, story__live=True).values_list("story", flat=True)
    everywhere = RecommendationRule.objects.filter(under=None, verdict=Verdict.BAN).values_list("story", flat=True)
    return list(pins), {*here.filter(verdict=Verdict.BAN).values_list("story", flat=True), *everywhere}


def pin(story: Article, *, under: Article, user: Any = None) -> None:
    """Recommend `story` under `under` before all others, at once."""
    _set(story, under, Verdict.PIN, user)


def ban(story: Article, *, under: Article | None, user: Any = None) -> None:
    """Never recommend `story` under `under`, or under any story if that is None; at once. Stronger than a pin."""
    _set(story, under, Verdict.BAN, user)


def lift(story: Article, *, under: Article | None) -> None:
    """Remove the pin or ban of `story`; after a ban everywhere it reappears when recommendations are next chosen."""
    with transaction.atomic():
        RecommendationRule.objects.filter(story=story, under=under).delete()
        if under:
            choose(under.pk)


def _set(story: Article, under: Article | None, verdict: Any, user: Any) -> None:
    said = {"verdict": verdict, "by": user, "at": timezone.now()}
    with transaction.atomic():
        RecommendationRule.objects.update_or_create(story=story, under=under, defaults=said)
        if under:
            choose(under.pk)
        else:
            Recommendation.objects.filter(story=story).delete()
