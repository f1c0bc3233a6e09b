"""Choose the stories of the front page from the candidates: placements first, then rules, no story twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ..models import Article, Section, Tag
from ..selection.blocks import Charts, readers
from ..selection.common_tags import common_tags
from ..selection.pick import Pick
from .packages import Column, Package, PlacedStory, balance, best_package
from .slots import FIXED, LEAD, LONG_READ, OPINION, SECONDS, Placement, slots, standing_in, strip_of

RELATED, BRIEFS = 3, 8
FEWEST = 3  # stories that make a strip
LONG_READ_WORDS = 900
ROOM = {slot.name: slot.room for slot in FIXED}
STRIP = 7
MANY = 24  # with fewer stories, the popular ones are chosen after the strips

# The height in pixels, at a width of 1440, of the lead's picture with the text under it.
LEAD_COLUMN = 4
LEAD_HEIGHT, LEAD_HEIGHT_WITHOUT_PICTURE = 710.0, 300.0
SECOND_SIZES = "(width >= 1440px) 379px, (width >= 760px) 29vw, 116px"


@dataclass
class Strip:
    """The strip of a section on the front page."""

    section: Section
    package: Package
    tags: list[Tag]


@dataclass(frozen=True)
class Reason:
    """The reason for a story on the page: an editor put it into this block, or the block's rule chose it."""

    block: str  # the name of a slot; or one of those that have none: related, briefs, popular
    by_hand: bool


class Choice:
    """The stories chosen for each block; `blocks` is the context of the page's template.

    `stories` are published, newest first: articles or candidates. `placements` are those in force.
    """

    def __init__(
        self,
        stories: Sequence[Any],
        sections: Sequence[Section],
        placements: Iterable[Placement],
        charts: Charts,
    ) -> None:
        self.stories, self.sections, self.charts = stories, sections, charts
        self.pick = Pick()
        self.by_hand = self._by_hand(placements)
        self.blocks = self._fill()
        self.reasons = self._reasons()
        self.taken = frozenset(self.pick.taken)
        self.places = [at for at, story in enumerate(stories) if story.pk in self.taken]

    def _by_hand(self, placements: Iterable[Placement]) -> dict[str, list[Any]]:
        """Return the placed stories by slot. They are claimed first, so that no rule uses them elsewhere."""
        stories = {story.pk: story for story in self.stories}
        return {
            slot.name: self.pick.claim(standing_in(slot, placements, stories), slot.room)
            for slot in slots(self.sections)
        }

    def _reasons(self) -> dict[int, Reason]:
        """Return why each story that is shown stands there, by its key."""
        blocks = self.blocks
        alone = ((LEAD, blocks["lead"]), (LONG_READ, blocks["long_read"]))
        shown: list[tuple[str, Iterable[Any]]] = [(block, [story]) for block, story in alone if story]
        shown += [("related", blocks["related"]), (OPINION, blocks["voices"]), ("briefs", blocks["briefs"])]
        shown += [("popular", [entry.article for entry in blocks["popular"]])]
        shown += [(SECONDS, [place.story for place in blocks["seconds"].places])] if blocks["seconds"] else []
        shown += [(strip_of(strip.section), strip.package.stories) for strip in blocks["strips"]]
        placed = {story.pk for stories in self.by_hand.values() for story in stories}
        return {story.pk: Reason(block, story.pk in placed) for block, stories in shown for story in stories}

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
        return blocks if "popular" in blocks else blocks | readers(self.pick, charts=self.charts)

    def _news(self) -> list[Article]:
        return [story for story in self.stories if self.pick.is_free(story) and not story.is_voice]

    def _one(self, stories: Iterable[Article]) -> Article | None:
        return next(iter(self.pick.claim(stories, 1)), None)

    def _lead(self) -> Article | None:
        """Return the longest illustrated news of the newest day; else the newest story."""
        if placed := self.by_hand[LEAD]:
            return placed[0]
        news = [story for story in self._news() if story.kind != "feature"]
        if not news:
            return self._one(self.stories) or self._promoted()
        since = news[0].first_published_at - timedelta(hours=24)
        illustrated = [story for story in news if story.lead_image and story.first_published_at >= since]
        return self._one([max(illustrated, key=lambda story: story.words or 0) if illustrated else news[0]])

    def _promoted(self) -> Article | None:
        """Return the first placed story, if every story was placed elsewhere."""
        return next((placed.pop(0) for placed in self.by_hand.values() if placed), None)

    def _related(self, lead: Article) -> list[Article]:
        """Return the newest news that shares a tag with the lead."""
        tags = set(lead.tag_list)
        return self.pick.claim((story for story in self._news() if tags & set(story.tag_list)), RELATED)

    def _seconds(self, lead: Article) -> Column:
        """Return the newest other news, as many as fit beside the lead; the first illustrated one shows its picture."""
        placed = self.by_hand[SECONDS]
        news = self._news()[: ROOM[SECONDS] - len(placed)]
        candidates = placed + news
        first = next((story for story in candidates if story.lead_image), None)
        if not placed:
            candidates.sort(key=lambda story: story is not first)
        column = Column(LEAD_COLUMN)
        height = LEAD_HEIGHT if lead.lead_image else LEAD_HEIGHT_WITHOUT_PICTURE
        for story in candidates:
            place = PlacedStory(story, "" if column.places else "l", picture=story is first, sizes=SECOND_SIZES)
            column.places.append(place)
            if column.height() > height and len(column.places) > 1 and story not in placed:
                column.places.pop()
        balance([column, _Beside(height)])
        self.pick.claim((place.story for place in column.places), len(column.places))
        return column

    def _briefs(self) -> list[Article]:
        """Return the newest news without a picture, in one or two full rows; the illustrated is for further down."""
        news = self._news()[: 3 * BRIEFS]
        plain = [story for story in news if not story.lead_image][:BRIEFS]
        number = BRIEFS if len(plain) == BRIEFS else BRIEFS // 2
        shortest = sorted((story for story in news if story.lead_image), key=lambda story: story.words or 0)
        return self.pick.claim(sorted([*plain, *shortest][:number], key=news.index), number)

    def _long_read(self) -> Article | None:
        """Return the newest long illustrated feature."""
        if placed := self.by_hand[LONG_READ]:
            return placed[0]
        return self._one(
            story
            for story in self.stories
            if story.kind == "feature" and (story.words or 0) >= LONG_READ_WORDS and story.lead_image
        )

    def _popular(self) -> dict[str, Any]:
        """Return the most-read stories that are not higher up; chosen before the strips, which would take them all."""
        return readers(self.pick, charts=self.charts) if len(self.stories) >= MANY else {}

    def _voices(self) -> list[Article]:
        """Return the newest opinion, editorials and letters."""
        placed = self.by_hand[OPINION]
        return placed + self.pick.claim((s for s in self.stories if s.is_voice), ROOM[OPINION] - len(placed))

    def _strips(self) -> list[Strip]:
        """Return a strip for each section with enough stories left, with an illustrated lead if possible."""
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
    """A column of fixed height, to balance another against."""

    def __init__(self, height: float) -> None:
        super().__init__(8)
        self._height = height

    def height(self) -> float:
        return self._height
