"""Arrange stories in packages of columns that end at nearly the same height.

The heights are estimates: what the type comes to at 1440 pixels. They choose the pattern, how many stories stand in
which column, and which of them print their standfirst; the browser still sets what it is given.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..models import Article

# Pixels at 1440: one of twelve columns, the gutter, and the parts of a teaser.
COLUMN, GUTTER = 76.7, 24
KICKER, BYLINE, BETWEEN, ALSO = 22, 26, 33, 40
STANDFIRST_LINE, STANDFIRST_CHARACTER = 22.7, 7.9
NARROWED = 0.92  # balanced lines are never quite full

# Font size, and height of a line, of a headline.
SIZES = {"": (21, 1.12), "l": (26.8, 1.07), "xl": (40, 1.03)}
CHARACTER = 0.455  # the width of one, in parts of the font size

# A picture's height in parts of its width.
SHAPES = {"": 2 / 3, "w": 9 / 16}

# How wide the browser shows a picture, by the columns it spans: what stands first, and what becomes a thumbnail.
LEADING = {
    4: "(width >= 1440px) 379px, (width >= 1080px) 27vw, (width >= 760px) 56vw, 100vw",
    6: "(width >= 1440px) 580px, (width >= 1080px) 41vw, (width >= 760px) 56vw, 100vw",
    7: "(width >= 1440px) 681px, (width >= 760px) 56vw, 100vw",
    8: "(width >= 1440px) 781px, (width >= 760px) 56vw, 100vw",
}
FOLLOWING = {
    3: "(width >= 1440px) 278px, (width >= 1080px) 20vw, (width >= 600px) 47vw, 116px",
    4: "(width >= 1440px) 379px, (width >= 1080px) 27vw, (width >= 600px) 47vw, 116px",
}

EVEN = 60  # columns that end this near each other need nothing more
NOTICED, A_HOLE = 110, 400  # a difference that a reader sees as a hole, and what it weighs
AGAIN = 100  # what it weighs that a pattern was used before


@dataclass
class PlacedStory:
    """A story in a column, and the parts of it that are shown."""

    story: "Article"
    size: str = ""
    shape: str = ""
    picture: bool = False
    standfirst: bool = False
    byline: bool = False
    leads: bool = False
    sizes: str = ""

    def with_story(self, story: Any) -> "PlacedStory":
        """Return the same layout for another story."""
        return PlacedStory(
            story, self.size, self.shape, self.picture, self.standfirst, self.byline, self.leads, self.sizes
        )

    @property
    def follows(self) -> bool:
        """Return whether its picture becomes a thumbnail on a phone."""
        return self.picture and not self.leads

    def height(self, width: float) -> float:
        """Return its height in pixels in a column of this width."""
        size, line = SIZES[self.size]
        lines = ceil(len(self.story.headline) * size * CHARACTER / (width * NARROWED))
        total = KICKER + lines * size * line
        if self.picture:
            total += width * SHAPES[self.shape] + 12
        if self.standfirst:
            total += self.standfirst_height(width)
        return total + (BYLINE if self.byline else 0)

    def standfirst_height(self, width: float) -> float:
        """Return what its standfirst adds, or would add."""
        length = len(self.story.standfirst) * STANDFIRST_CHARACTER
        return 8 + ceil(length / (width * NARROWED)) * STANDFIRST_LINE if length else 0


@dataclass
class Column:
    """Stories under each other. `also` are shown as a list of headlines."""

    span: int
    places: list[PlacedStory] = field(default_factory=list)
    also: list["Article"] = field(default_factory=list)
    picture_of: "Article | None" = None
    sizes: str = ""

    @property
    def width(self) -> float:
        """Return its width in pixels."""
        return self.span * COLUMN + (self.span - 1) * GUTTER

    def with_stories(self, story_for: Callable[[Any], Any]) -> "Column":
        """Return the column with what `story_for` returns for each of its stories."""
        pictured = story_for(self.picture_of) if self.picture_of else None
        places = [place.with_story(story_for(place.story)) for place in self.places]
        return Column(self.span, places, [story_for(story) for story in self.also], pictured, self.sizes)

    def height(self) -> float:
        """Return its height in pixels."""
        if self.picture_of:
            return self.width * SHAPES[""]
        stories = sum(place.height(self.width) for place in self.places)
        return stories + BETWEEN * (len(self.places) - 1) + ALSO * len(self.also)


@dataclass
class Package:
    """Columns beside each other, under the name of their pattern."""

    pattern: str
    columns: list[Column]

    def with_stories(self, story_for: Callable[[Any], Any]) -> "Package":
        """Return the package with what `story_for` returns for each of its stories."""
        return Package(self.pattern, [column.with_stories(story_for) for column in self.columns])

    @property
    def stories(self) -> list["Article"]:
        """Return every story in it."""
        return [s for column in self.columns for s in (*(place.story for place in column.places), *column.also)]

    @property
    def pictures(self) -> int:
        """Return the number of its pictures."""
        beside = sum(column.picture_of is not None for column in self.columns)
        return beside + sum(place.picture for column in self.columns for place in column.places)


def best_package(
    lead: "Article", rest: list["Article"], before: Sequence[str] = (), wanted: Sequence["Article"] = ()
) -> Package:
    """Return the package of `lead` with some of `rest` that comes out most even.

    `before` are the patterns of the packages above it: the last is not used again, the others rather not.
    Between patterns as good as each other, more stories, more pictures and a larger lead win. Stories `wanted` are
    left out only if no pattern has room for them all.
    """
    stories = [lead, *rest]
    outlines = tuple([Outline(len(one.headline), len(one.standfirst), one.lead_image is not None) for one in stories])
    places = frozenset([at for at, story in enumerate(stories) if story in wanted])
    return _best_of(outlines, tuple(before), places).with_stories(lambda numbered: stories[numbered.number])


@dataclass(frozen=True)
class Outline:
    """The values of a story that a package depends on: length of its texts, and whether it has a picture."""

    headline: int
    standfirst: int
    illustrated: bool


@dataclass(eq=False)
class _Numbered:
    """A story of which only the outline is known, and which of its package's it is."""

    number: int
    headline: str
    standfirst: str
    lead_image: object | None


@lru_cache(maxsize=500)
def _best_of(outlines: tuple[Outline, ...], before: tuple[str, ...], places: frozenset[int]) -> Package:
    """Return the best package of stories with these outlines; those at `places` are wanted.

    A package is chosen among some fifty, each of which is measured; stories that look alike make the same.
    """
    stories: list[Any] = [
        _Numbered(number, "x" * one.headline, "x" * one.standfirst, one if one.illustrated else None)
        for number, one in enumerate(outlines)
    ]
    lead, *rest = stories
    candidates = [package for package in arrangements(lead, rest) if package.pattern != next(iter(before[-1:]), "")]
    wanted = [stories[number] for number in places]
    candidates = [found for found in candidates if all(story in found.stories for story in wanted)] or candidates
    return min(candidates, key=lambda package: _weakness(package, before))


def _weakness(package: Package, before: Sequence[str]) -> float:
    uneven = balance(package.columns)
    widest = max(column.span for column in package.columns if not column.picture_of)
    gains = 14 * len(package.stories) + 30 * package.pictures + 8 * widest
    hides_its_picture = not package.pictures and any(story.lead_image for story in package.stories)
    return (
        uneven
        - gains
        + AGAIN * before.count(package.pattern)
        + (A_HOLE if uneven > NOTICED else 0)
        + (A_HOLE * 0.75 if hides_its_picture else 0)
    )


def balance(columns: list[Column]) -> float:
    """Print standfirsts and bylines in the shorter columns until they end near the tallest; return the rest."""
    heights = [column.height() for column in columns]
    while True:
        shortest = heights.index(min(heights))
        missing = max(heights) - heights[shortest]
        if missing <= EVEN or not (gained := _lengthen(columns[shortest], missing)):
            return max(heights) - min(heights)
        heights[shortest] += gained


def _lengthen(column: Column, missing: float) -> float:
    """Print one thing more in `column`, if it fits in `missing` and a little; return how much was gained."""
    for place in column.places:
        gained = 0 if place.standfirst else place.standfirst_height(column.width)
        if 0 < gained <= missing + EVEN:
            place.standfirst = True
            return gained
    for place in column.places:
        if not place.byline:
            place.byline = True
            return BYLINE
    return 0


def arrangements(lead: "Article", rest: list["Article"]) -> Iterator[Package]:
    """Yield the packages that these stories could make."""
    sizes = ("xl", "l") if lead.lead_image else ("xl", "xl")
    for pattern, span, following, size in (("6-3-3", 6, 3, sizes[0]), ("4-4-4", 4, 4, sizes[1])):
        for first, second in _splits(rest):
            for pictured, too in ((False, False), (True, False), (True, True)):
                columns = [_leading(lead, span, size), _following(first, following, pictured=pictured)]
                yield Package(pattern, [*columns, _following(second, following, pictured=too)])
    if lead.lead_image:
        for number in range(2, min(len(rest), 6) + 1):
            yield Package("8-4", [_leading(lead, 8, "xl", "w"), _following(rest[:number], 4, pictured=False)])
        words, picture = _words_beside_picture(lead, rest[:3])
        yield Package("5-7", [words, picture])
        yield Package("7-5", [picture, words])
    for number in {
        min(len(rest), 6),
        min(len(rest), 3),
    }:  # words alone, for short stories even where there is a picture
        words = Column(3, [PlacedStory(lead, "l", standfirst=True, byline=True, leads=True)])
        yield Package("3-3-3-3", [words, *_thirds(rest[:number])])


def _splits(rest: list["Article"]) -> Iterator[tuple[list["Article"], list["Article"]]]:
    """Yield ways of setting most of `rest` in two columns."""
    for number in range(max(2, min(len(rest), 6) - 2), min(len(rest), 6) + 1):
        for at in {number // 2, number - number // 2}:
            yield rest[:at], rest[at:number]


def _thirds(rest: list["Article"]) -> list[Column]:
    """Set `rest` in three columns, as evenly as their number allows."""
    return [_following(rest[at::3], 3, pictured=False) for at in range(3) if rest[at::3]]


def _leading(story: "Article", span: int, size: str, shape: str = "") -> Column:
    illustrated = story.lead_image is not None
    place = PlacedStory(story, size, shape, illustrated, True, True, leads=True, sizes=LEADING.get(span, ""))
    return Column(span, [place])


def _following(stories: list["Article"], span: int, *, pictured: bool) -> Column:
    """Set `stories` under each other; the first illustrated one comes first and shows its picture if `pictured`."""
    first = next((story for story in stories if story.lead_image), None) if pictured else None
    ordered = [first, *(story for story in stories if story is not first)] if first else stories
    size = "l" if span == 4 else ""
    places = [
        PlacedStory(story, size if number == 0 else "", picture=story is first, sizes=FOLLOWING[span])
        for number, story in enumerate(ordered)
    ]
    return Column(span, places)


def _words_beside_picture(lead: "Article", rest: list["Article"]) -> tuple[Column, Column]:
    """Set the words of `lead` in one column, the others under them as a list, and its picture in another."""
    words = PlacedStory(lead, "xl", standfirst=True, byline=True, leads=True)
    return Column(5, [words], also=rest), Column(7, picture_of=lead, sizes=LEADING[7])
