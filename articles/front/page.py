"""The front page: what stands by hand first, then rules choose the rest, and no story stands on it twice."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, Self

from django.utils import timezone

from ..lines import lines_of
from ..models import Article, NewsImage, Section
from ..selection.blocks import Charts
from ..states import schedules
from ..teasers import Found
from . import candidates
from .arranging import in_force, placements_of
from .choice import Choice, Strip
from .slots import Placement


@dataclass
class Said:
    """What the database said of the page, and what was chosen from that."""

    placements: list[Placement]
    found: tuple[Found, ...]
    _chosen: dict[Hashable, tuple[Choice, list[Found]]] = field(default_factory=dict)

    @classmethod
    def of_now(cls, sections: list[Section]) -> Self:
        """Ask."""
        placements = placements_of(in_force())
        return cls(placements, tuple(candidates.found(sections, placements)))

    def chosen(
        self, sections: tuple[Section, ...], holding: tuple[Placement, ...], charts: Charts
    ) -> tuple[Choice, list[Found]]:
        """Return the choice, and all that there is to know of the stories that were chosen."""
        known = self._chosen.get((holding, charts))
        if known is None:
            choice = _choice(self.found, sections, holding, charts)
            known = choice, candidates.with_bylines([self.found[at] for at in choice.places])
            self._chosen[holding, charts] = known
        return known


class FrontPage:
    """What stands on the front page at a moment; `blocks` is for its template.

    For a moment to come it is what is known of it now: with what is scheduled by then, without what expires.
    """

    def __init__(
        self,
        moment: datetime | None = None,
        sections: list[Section] | None = None,
        known: dict[Hashable, Any] | None = None,
    ) -> None:
        """Take the sections in the masthead, where they are at hand, and what is remembered of the page."""
        now = timezone.now()
        self.moment = moment or now
        self.sections = list(Section.objects.in_navigation()) if sections is None else sections
        known = {} if known is None else known
        keys = tuple([section.pk for section in self.sections])
        said: Said = known.get(keys) or Said.of_now(self.sections)
        known[keys] = said
        self.placements = said.placements
        holding = tuple([placed for placed in self.placements if placed.holds_at(self.moment)])
        charts = Charts.load()
        if self.moment > now:
            stories = self._ahead(candidates.stories(candidates.with_bylines(said.found)))
            choice = Choice(stories, self.sections, holding, charts)
        else:
            choice, chosen = said.chosen(tuple(self.sections), holding, charts)
            stories = candidates.stories(chosen)
            candidates.note(said.found)
        self._show(choice, {story.pk: story for story in stories})

    def images(self) -> list[NewsImage | None]:
        """Return the pictures that the page may show."""
        return [*[story.lead_image for story in self.stories], *self.faces]

    @cached_property
    def faces(self) -> list[NewsImage | None]:
        """The portraits of those whose views it shows."""
        authors = [line.profile for story in self.blocks["voices"] for line in lines_of(story, "bylines")[:1]]
        return [author and author.portrait for author in authors]

    @property
    def shown(self) -> set[int]:
        """The keys of the stories on it."""
        return set(self.reasons)

    def _show(self, choice: Choice, known: dict[int, Article]) -> None:
        """Put the stories in `known`, by key, where the choice has them."""
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
        """Add what will have gone live by then, and leave out what will have expired. For the desk alone."""
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
    """Choose: again only when something changed of what it is chosen from."""
    return Choice(candidates.candidates(found), sections, holding, charts)
