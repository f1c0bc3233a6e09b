"""Build the front page: stories placed by editors first, then those chosen by rules; no story appears twice."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, Self

from django.utils import timezone

from fastpath.child_rows import child_rows_of

from ..models import Article, NewsImage, Section
from ..models.story.states import schedules
from ..selection.blocks import Charts
from ..selection.teasers import Found
from . import candidates
from .arranging import in_force, placements_of
from .choice import Choice, Strip
from .slots import Placement


@dataclass
class Candidates:
    """The placements and rows of the candidates, and what was chosen from them."""

    placements: list[Placement]
    found: tuple[Found, ...]
    _chosen: dict[Hashable, tuple[Choice, list[Found]]] = field(default_factory=dict)

    @classmethod
    def load(cls, sections: list[Section]) -> Self:
        """Query the database."""
        placements = placements_of(in_force())
        return cls(placements, tuple(candidates.found(sections, placements)))

    def chosen(
        self, sections: tuple[Section, ...], holding: tuple[Placement, ...], charts: Charts
    ) -> tuple[Choice, list[Found]]:
        """Return the choice, and the rows of the chosen stories with their bylines."""
        known = self._chosen.get((holding, charts))
        if known is None:
            choice = _choice(self.found, sections, holding, charts)
            known = choice, candidates.with_bylines([self.found[at] for at in choice.places])
            self._chosen[holding, charts] = known
        return known


class FrontPage:
    """The front page at a time; `blocks` is the context of its template.

    For a time in the future it has the stories scheduled by then, and not those that will have expired.
    """

    def __init__(
        self,
        moment: datetime | None = None,
        sections: list[Section] | None = None,
        known: dict[Hashable, Any] | None = None,
    ) -> None:
        """Choose the stories.

        `sections` are those in the masthead, if the caller has them; `known` is a snapshot of a process cache.
        """
        now = timezone.now()
        self.moment = moment or now
        self.sections = list(Section.objects.in_navigation()) if sections is None else sections
        known = {} if known is None else known
        keys = tuple([section.pk for section in self.sections])
        found: Candidates = known.get(keys) or Candidates.load(self.sections)
        known[keys] = found
        self.placements = found.placements
        holding = tuple([placed for placed in self.placements if placed.holds_at(self.moment)])
        charts = Charts.load()
        if self.moment > now:
            stories = self._ahead(candidates.stories(candidates.with_bylines(found.found)))
            choice = Choice(stories, self.sections, holding, charts)
        else:
            choice, chosen = found.chosen(tuple(self.sections), holding, charts)
            stories = candidates.stories(chosen)
            candidates.note(found.found)
        self._show(choice, {story.pk: story for story in stories})

    def images(self) -> list[NewsImage | None]:
        """Return the pictures that the page may show."""
        return [*[story.lead_image for story in self.stories], *self.faces]

    @cached_property
    def faces(self) -> list[NewsImage | None]:
        """Return the portraits of the authors of the opinion pieces."""
        authors = [line.profile for story in self.blocks["voices"] for line in child_rows_of(story, "bylines")[:1]]
        return [author and author.portrait for author in authors]

    @property
    def shown(self) -> set[int]:
        """Return the keys of the stories on the page."""
        return set(self.reasons)

    def _show(self, choice: Choice, known: dict[int, Article]) -> None:
        """Replace the candidates in the choice by the stories in `known`, by key."""
        blocks, sections = choice.blocks, {section.pk: section for section in self.sections}

        def story_for(one: Any) -> Article:
            return known[one.pk]

        def all_for(some: list[Any]) -> list[Article]:
            return [known[one.pk] for one in some]

        self.reasons = choice.reasons
        self.stories = [story for story in known.values() if story.pk in choice.taken]
        self.by_hand = {slot: all_for(placed) for slot, placed in choice.by_hand.items()}
        self.blocks = blocks | {
            "lead": blocks["lead"] and story_for(blocks["lead"]),
            "long_read": blocks["long_read"] and story_for(blocks["long_read"]),
            "seconds": blocks["seconds"] and blocks["seconds"].with_stories(story_for),
            "strips": [
                Strip(sections[strip.section.pk], strip.package.with_stories(story_for), strip.tags)
                for strip in blocks["strips"]
            ],
            **{name: all_for(blocks[name]) for name in ("related", "voices", "briefs")},
        }

    def _ahead(self, stories: list[Article]) -> list[Article]:
        """Add the stories that will be live by then, and remove those that will have expired. For the preview only."""
        due = schedules().filter(approved_go_live_at__lte=self.moment)
        times = dict(due.values_list("story", "approved_go_live_at"))
        coming = list(Article.objects.filter(pk__in=times, live=False).for_teasers().with_words())
        for story in coming:
            story.live, story.first_published_at = True, story.first_published_at or times[story.pk]
        lasting = [story for story in stories + coming if not (story.expire_at and story.expire_at <= self.moment)]
        return sorted(lasting, key=lambda story: (story.first_published_at, story.pk), reverse=True)


@lru_cache(maxsize=4)
def _choice(
    found: tuple[Found, ...], sections: tuple[Section, ...], holding: tuple[Placement, ...], charts: Charts
) -> Choice:
    """Return the choice, cached by everything it depends on."""
    return Choice(candidates.candidates(found), sections, holding, charts)
