"""The front page, sensible by itself: simple rules choose, and no story stands on it twice."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..models import Article, Section, Tag
from ..packages import Column, Package, Place, balance, best_package
from ..pictures import load_renditions
from .lists import common_tags

SECONDS, RELATED, BRIEFS, STRIP, VOICES = 4, 3, 8, 7, 4
FEWEST = 3  # stories that make a strip
NEWEST = 40  # how far back lead, seconds and briefs are looked for
LONG_READ_WORDS = 900

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


def front(request: HttpRequest) -> HttpResponse:
    """Show the front page."""
    pool = _Pool()
    lead = pool.take_lead()
    context = {
        "front": True,
        "lead": lead,
        "long_read": pool.take_long_read(),
        "related": pool.take(RELATED, like=lead) if lead else [],
        "seconds": pool.take_seconds(lead) if lead else None,
        "briefs": pool.take_briefs(),
        "voices": pool.take_voices(),
        "strips": pool.take_strips(),
    }
    load_renditions(pool.images())
    return render(request, "articles/front.html", context)


class _Pool:
    """The stories the front page is made from; what is taken is gone."""

    def __init__(self) -> None:
        live = Article.objects.published().newest_first()
        self.sections = list(Section.objects.in_navigation())
        ids = live.values_list("pk", flat=True)
        wanted = ids[:NEWEST].union(
            *(ids.filter(section=section)[: STRIP + BRIEFS] for section in self.sections), all=False
        )
        stories = live.model.objects.published().filter(pk__in=list(wanted)).newest_first()
        self.stories: list[Article] = list(stories.for_teasers().with_words())
        self.taken: set[int] = set()

    def free(self) -> list[Article]:
        return [story for story in self.stories if story.pk not in self.taken]

    def free_news(self) -> list[Article]:
        return [story for story in self.free() if not story.is_voice]

    def images(self) -> list[Any]:
        taken = [story for story in self.stories if story.pk in self.taken]
        portraits = [author.profile.portrait for story in taken if story.is_voice for author in story.bylines.all()[:1]]
        return [story.lead_image for story in taken] + portraits

    def _keep(self, stories: list[Article]) -> list[Article]:
        self.taken.update(story.pk for story in stories)
        return stories

    def take_lead(self) -> Article | None:
        """The longest illustrated news of the newest day; else the newest story."""
        news = [story for story in self.free_news() if story.kind != "feature"]
        if not news:
            return next(iter(self._keep(self.free()[:1])), None)
        since = news[0].first_published_at - timedelta(hours=24)
        illustrated = [story for story in news if story.lead_image and story.first_published_at >= since]
        chosen = max(illustrated, key=lambda story: story.words or 0) if illustrated else news[0]
        self._keep([chosen])
        return chosen

    def take(self, number: int, like: Article | None = None) -> list[Article]:
        """The newest news; with `like`, only what shares a tag with that story."""
        news = self.free_news()
        if like:
            tags = set(like.tag_list)
            news = [story for story in news if tags & set(story.tag_list)]
        return self._keep(news[:number])

    def take_seconds(self, lead: Article) -> Column:
        """The newest other news, as many as stand beside the lead; the first illustrated one shows its picture."""
        news = self.free_news()[:SECONDS]
        first = next((story for story in news if story.lead_image), None)
        news.sort(key=lambda story: story is not first)
        column = Column(LEAD_COLUMN)
        height = LEAD_HEIGHT if lead.lead_image else LEAD_HEIGHT_WITHOUT_PICTURE
        for story in news:
            place = Place(story, "" if column.places else "l", picture=story is first, sizes=SECOND_SIZES)
            column.places.append(place)
            if column.height() > height and len(column.places) > 1:
                column.places.pop()
        balance([column, _Beside(height)])
        self._keep([place.story for place in column.places])
        return column

    def take_briefs(self) -> list[Article]:
        """The newest news without a picture, two full rows or one; what is illustrated is shown better further down."""
        news = self.free_news()[: 3 * BRIEFS]
        plain = [story for story in news if not story.lead_image][:BRIEFS]
        number = BRIEFS if len(plain) == BRIEFS else BRIEFS // 2
        shortest = sorted((story for story in news if story.lead_image), key=lambda story: story.words or 0)
        return self._keep(sorted([*plain, *shortest][:number], key=news.index))

    def take_long_read(self) -> Article | None:
        """The newest long illustrated feature."""
        long = [s for s in self.free() if s.kind == "feature" and (s.words or 0) >= LONG_READ_WORDS and s.lead_image]
        return next(iter(self._keep(long[:1])), None)

    def take_voices(self) -> list[Article]:
        """The newest opinion, editorials and letters."""
        return self._keep([story for story in self.free() if story.is_voice][:VOICES])

    def take_strips(self) -> list[Strip]:
        """A strip for each section that still has enough to fill one; its lead is illustrated if it can be."""
        strips: list[Strip] = []
        for section in self.sections:
            mine = [story for story in self.free_news() if story.section_id == section.pk][:STRIP]
            if len(mine) < FEWEST:
                continue
            lead = next((story for story in mine if story.lead_image), mine[0])
            rest = [story for story in mine if story is not lead]
            package = best_package(lead, rest, before=[strip.package.pattern for strip in strips])
            self._keep(package.stories)
            strips.append(Strip(section, package, common_tags(package.stories, most=4)))
        return strips


class _Beside(Column):
    """What stands beside a column and cannot be lengthened."""

    def __init__(self, height: float) -> None:
        super().__init__(8)
        self._height = height

    def height(self) -> float:
        return self._height
