"""The front page: what stands by hand first, then rules choose the rest, and no story stands on it twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from ..models import Article, NewsImage, Section, Tag
from ..models.story.querysets import fetch_bylines
from ..models.story.states import schedules
from ..selection.blocks import readers
from ..selection.common_tags import common_tags
from ..selection.pick import Pick
from .arranging import in_force, placements_of
from .packages import Column, Package, Place, balance, best_package
from .slots import FIXED, LEAD, LONG_READ, OPINION, SECONDS, slots, standing_in, strip_of

RELATED, BRIEFS = 3, 8
FEWEST = 3  # stories that make a strip
NEWEST = 40  # how far back lead, seconds and briefs are looked for
LONG_READ_WORDS = 900
ROOM = {slot.name: slot.room for slot in FIXED}
STRIP = 7
MANY = 24  # stories from which on what is popular need not be left to the strips

# Beside the lead's picture, which with the words under it is about this tall at 1440 pixels.
LEAD_COLUMN = 4
LEAD_HEIGHT, LEAD_HEIGHT_WITHOUT_PICTURE = 710.0, 300.0
SECOND_SIZES = "(width >= 1440px) 379px, (width >= 760px) 29vw, 116px"


@dataclass
class Strip:
    """A section's place on the front page."""

    section: Section
    package: Package
    tags: list[Tag]


class FrontPage:
    """What stands on the front page at a moment; `blocks` is for its template.

    For a moment to come it is what is known of it now: with what is scheduled by then, without what expires.
    """

    def __init__(self, moment: datetime | None = None) -> None:
        now = timezone.now()
        self.moment = moment or now
        self.sections = list(Section.objects.in_navigation())
        self.placements = placements_of(in_force())
        self.stories = self._find(ahead=self.moment > now)
        self.pick = Pick()
        self.by_hand = self._by_hand()
        self.blocks = self._fill()
        fetch_bylines([story for story in self.stories if story.pk in self.pick.taken])

    def images(self) -> list[NewsImage | None]:
        """Return the pictures that the page may show."""
        shown = [story for story in self.stories if story.pk in self.pick.taken]
        portraits = [author.profile.portrait for story in shown if story.is_voice for author in story.bylines.all()[:1]]
        return [story.lead_image for story in shown] + portraits

    @property
    def shown(self) -> set[int]:
        """The keys of the stories on it."""
        blocks = self.blocks
        alone = [story for story in (blocks["lead"], blocks["long_read"]) if story]
        listed = [*alone, *blocks["related"], *blocks["briefs"], *blocks["voices"]]
        listed += [entry.article for entry in blocks["popular"]]
        listed += [place.story for place in blocks["seconds"].places] if blocks["seconds"] else []
        listed += [story for strip in blocks["strips"] for story in strip.package.stories]
        return {story.pk for story in listed}

    # Which stories there are ---------------------------------------------------------------

    def _find(self, *, ahead: bool) -> list[Article]:
        """Return all stories that rules may choose and editors have placed, newest first."""
        live = Article.objects.published().newest_first()
        ids = live.values_list("pk", flat=True)
        wanted = ids[:NEWEST].union(
            *(ids.filter(section=section)[: STRIP + BRIEFS] for section in self.sections), all=False
        )
        keys = {*wanted, *(placed.story for placed in self.placements)}
        stories = list(Article.objects.published().filter(pk__in=keys).newest_first().for_choice().with_words())
        return self._ahead(stories) if ahead else stories

    def _ahead(self, stories: list[Article]) -> list[Article]:
        """Add what will have gone live by then, and leave out what will have expired. For the desk alone."""
        due = schedules().filter(approved_go_live_at__lte=self.moment)
        times = dict(due.values_list("story", "approved_go_live_at"))
        coming = list(Article.objects.filter(pk__in=times, live=False).for_choice().with_words())
        for story in coming:
            story.live, story.first_published_at = True, story.first_published_at or times[story.pk]
        lasting = [story for story in stories + coming if not (story.expire_at and story.expire_at <= self.moment)]
        return sorted(lasting, key=lambda story: (story.first_published_at, story.pk), reverse=True)

    def _by_hand(self) -> dict[str, list[Article]]:
        """Return what stands in each slot by hand. It is claimed first, so that no rule takes it elsewhere."""
        stories = {story.pk: story for story in self.stories}
        return {
            slot.name: self.pick.claim(standing_in(slot, self.placements, stories, self.moment), slot.room)
            for slot in slots(self.sections)
        }

    # Filling it ------------------------------------------------------------------------------

    def _fill(self) -> dict[str, Any]:
        lead = self._lead()
        blocks = {
            "lead": lead,
            "long_read": self._long_read(),
            "related": self._related(lead) if lead else [],
            "seconds": self._seconds(lead) if lead else None,
            "voices": self._voices(),
            **self._popular(),
            "briefs": self._briefs(),
            "strips": self._strips(),
        }
        return blocks if "popular" in blocks else blocks | readers(self.pick)

    def _news(self) -> list[Article]:
        return [story for story in self.stories if self.pick.is_free(story) and not story.is_voice]

    def _one(self, stories: Iterable[Article]) -> Article | None:
        return next(iter(self.pick.claim(stories, 1)), None)

    def _lead(self) -> Article | None:
        """The longest illustrated news of the newest day; else the newest story."""
        if placed := self.by_hand[LEAD]:
            return placed[0]
        news = [story for story in self._news() if story.kind != "feature"]
        if not news:
            return self._one(self.stories) or self._promoted()
        since = news[0].first_published_at - timedelta(hours=24)
        illustrated = [story for story in news if story.lead_image and story.first_published_at >= since]
        return self._one([max(illustrated, key=lambda story: story.words or 0) if illustrated else news[0]])

    def _promoted(self) -> Article | None:
        """Where every story there is was placed elsewhere, the first of them."""
        return next((placed.pop(0) for placed in self.by_hand.values() if placed), None)

    def _related(self, lead: Article) -> list[Article]:
        """The newest news that shares a tag with the lead."""
        tags = set(lead.tag_list)
        return self.pick.claim((story for story in self._news() if tags & set(story.tag_list)), RELATED)

    def _seconds(self, lead: Article) -> Column:
        """The newest other news, as many as stand beside the lead; the first illustrated one shows its picture."""
        placed = self.by_hand[SECONDS]
        news = self._news()[: ROOM[SECONDS] - len(placed)]
        candidates = placed + news
        first = next((story for story in candidates if story.lead_image), None)
        if not placed:
            candidates.sort(key=lambda story: story is not first)
        column = Column(LEAD_COLUMN)
        height = LEAD_HEIGHT if lead.lead_image else LEAD_HEIGHT_WITHOUT_PICTURE
        for story in candidates:
            place = Place(story, "" if column.places else "l", picture=story is first, sizes=SECOND_SIZES)
            column.places.append(place)
            if column.height() > height and len(column.places) > 1 and story not in placed:
                column.places.pop()
        balance([column, _Beside(height)])
        self.pick.claim((place.story for place in column.places), len(column.places))
        return column

    def _briefs(self) -> list[Article]:
        """The newest news without a picture, two full rows or one; what is illustrated is shown better further down."""
        news = self._news()[: 3 * BRIEFS]
        plain = [story for story in news if not story.lead_image][:BRIEFS]
        number = BRIEFS if len(plain) == BRIEFS else BRIEFS // 2
        shortest = sorted((story for story in news if story.lead_image), key=lambda story: story.words or 0)
        return self.pick.claim(sorted([*plain, *shortest][:number], key=news.index), number)

    def _long_read(self) -> Article | None:
        """The newest long illustrated feature."""
        if placed := self.by_hand[LONG_READ]:
            return placed[0]
        return self._one(
            story
            for story in self.stories
            if story.kind == "feature" and (story.words or 0) >= LONG_READ_WORDS and story.lead_image
        )

    def _popular(self) -> dict[str, Any]:
        """What is read most and does not stand higher up. It is asked before strips, which leave nothing."""
        return readers(self.pick) if len(self.stories) >= MANY else {}

    def _voices(self) -> list[Article]:
        """The newest opinion, editorials and letters."""
        placed = self.by_hand[OPINION]
        return placed + self.pick.claim((s for s in self.stories if s.is_voice), ROOM[OPINION] - len(placed))

    def _strips(self) -> list[Strip]:
        """A strip for each section that still has enough to fill one; its lead is illustrated if it can be."""
        strips: list[Strip] = []
        for section in self.sections:
            placed = self.by_hand[strip_of(section)]
            news = [story for story in self._news() if story.section_id == section.pk]
            mine = (placed + news)[:STRIP]
            if len(mine) < FEWEST:
                continue
            lead = placed[0] if placed else next((story for story in mine if story.lead_image), mine[0])
            rest = [story for story in mine if story is not lead]
            above = [strip.package.pattern for strip in strips]
            package = best_package(lead, rest, before=above, wanted=placed)
            self.pick.claim(package.stories, len(package.stories))
            strips.append(Strip(section, package, common_tags(package.stories, most=4)))
        return strips


class _Beside(Column):
    """What stands beside a column and cannot be lengthened."""

    def __init__(self, height: float) -> None:
        super().__init__(8)
        self._height = height

    def height(self) -> float:
        return self._height
