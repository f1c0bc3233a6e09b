"""The blocks that a page picks for itself from what the worker has chosen. None of them asks more than one query."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from fastpath import cache_tags
from fastpath.process_cache import ProcessCache
from fastpath.queries import PreparedQuery, Row
from fastpath.translations import gettext as _

from ..models import Article, ChartEntry, Recommendation
from .pick import Pick

RECOMMENDED, MORE = 4, 5
POPULAR, FEWEST_POPULAR = 5, 3
TRENDS, FEWEST_TRENDS = 5, 2
UNDER_STORY = 20  # places of each chart: a story's page shows ten stories besides, and some may have been withdrawn

Chart = ChartEntry.Chart

_charts = PreparedQuery(ChartEntry.objects.to_show)
_charts_under_story = PreparedQuery(lambda: ChartEntry.objects.in_short(UNDER_STORY, TRENDS).to_show())
_recommended = PreparedQuery(
    lambda under: Recommendation.objects.filter(under=under).to_show()[: RECOMMENDED + MORE],
    int,
)
_newest = PreparedQuery(
    lambda section: Article.objects.published().filter(section=section).for_cards()[: 1 + 2 * RECOMMENDED + MORE],
    int,
)

_remembered = ProcessCache(50)  # charts, and the newest of sections


@dataclass(frozen=True)
class Recommended:
    """A story and why it is recommended."""

    story: Article
    why: str


@dataclass(eq=False)
class Charts:
    """The charts as they were last made; one query. Made of the same rows, they are the same object."""

    entries: dict[str, list[ChartEntry]] = field(default_factory=dict)
    noted: set[str] = field(default_factory=set)  # what a page with them shows

    @classmethod
    def load(cls, *, under_story: bool = False) -> "Charts":
        """Fetch them, or as much of each as a story's page looks at."""
        asked, remembered = _charts_under_story if under_story else _charts, _remembered.snapshot()
        charts: Charts | None = remembered.get(asked)
        if charts is None:
            charts = remembered[asked] = _made_of(tuple(asked.rows()))
        cache_tags.mentions("charts", *charts.noted)
        return charts

    def popular(self, pick: Pick, chart: str, most: int, least: int = 1) -> list[ChartEntry]:
        """Claim the stories of a chart that are free."""
        return pick.claim(self.entries.get(chart, []), most, least=least, story=lambda entry: entry.article)

    @property
    def trends(self) -> list[ChartEntry]:
        """The tags that rise; none if there are too few for a heading."""
        found = self.entries.get(Chart.TRENDS, [])[:TRENDS]
        return found if len(found) >= FEWEST_TRENDS else []


@lru_cache(maxsize=8)
def _made_of(rows: tuple[Row, ...]) -> Charts:
    charts = Charts()
    with cache_tags.collecting() as tags:
        for entry in _charts.objects(rows):
            charts.entries.setdefault(entry.chart, []).append(entry)
    charts.noted = tags.mentions
    return charts


def readers(pick: Pick, *, under_story: bool = False, charts: Charts | None = None) -> dict[str, Any]:
    """Return what stands at the foot of a page, for its template: popular of the day, else of the week, and trends."""
    charts = charts or Charts.load(under_story=under_story)
    day = charts.popular(pick, Chart.DAY, POPULAR, FEWEST_POPULAR)
    week = [] if day else charts.popular(pick, Chart.WEEK, POPULAR, FEWEST_POPULAR)
    popular = tuple(day or week)
    return {"charts": charts, "popular": popular, "popular_of_week": bool(week), "trends": charts.trends}


def under_story(pick: Pick, story: Article) -> dict[str, Any]:
    """Return what stands under `story`, for its template: recommended, and more of its section.

    What is recommended was chosen when something was published. Where that is too little, the newest of the
    section fill up what its own block leaves.
    """
    cache_tags.mentions(f"article-{story.pk}-recommended")
    chosen = _recommended.each(story.pk) if story.pk else iter(())
    recommended = [
        Recommended(row.story, row.why) for row in pick.claim(chosen, RECOMMENDED, story=lambda row: row.story)
    ]
    newest = _newest_of_section(story)
    more = pick.claim(newest, MORE)
    if missing := RECOMMENDED - len(recommended):
        why = _("Also in {section}").format(section=story.section)
        recommended += [Recommended(found, why) for found in pick.claim(newest, missing)]
    return {"recommended": recommended, "more": more}


def _newest_of_section(story: Article) -> Iterator[Article]:
    if not story.section_id:
        return iter(())
    cache_tags.mentions(f"section-{story.section_id}-stories")
    remembered = _remembered.snapshot()
    rows: list[Row] | None = remembered.get(story.section_id)
    if rows is None:
        rows = remembered[story.section_id] = _newest.rows(story.section_id)
    return _newest.made(rows)


def shown_in_body(story: Article) -> Iterable[int]:
    """Return the keys of the stories that the text of `story` shows as a card."""
    related: list[int | None] | None = story.__dict__.get("related_in_body")  # as fetched for its page
    if related is None:
        related = [block["value"] for block in story.body.raw_data if block["type"] == "related_story"]
    return [key for key in related if key]
