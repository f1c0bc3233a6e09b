"""What readers are offered to follow, and the words by which forms and links ask for it: “all”, “tag:nato”.

Asking for something changes nothing. Its topic is made when somebody really subscribes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from articles.credits import authors_of
from articles.models import Article, Profile, Section, Tag
from fastpath.translations import gettext as _

from ..models import Topic

RECENT = 40  # stories whose tags and authors are proposed
PROPOSED = 8  # tags, and authors


@dataclass(frozen=True)
class Offered:
    """One thing to follow. `value` is how forms ask for it, `name` what readers call it; `thing` is None for all."""

    value: str
    name: str
    kind: str
    thing: Any = None

    @property
    def is_story(self) -> bool:
        """Whether it is one story, of which only corrections are mailed."""
        return self.kind == "article"


def everything() -> Offered:
    """Return the offer of all stories."""
    return Offered("all", _("All stories"), "all")


def offer(thing: Any) -> Offered:
    """Return the offer of a section, tag, profile or story. Of a story only its corrections are mailed."""
    if isinstance(thing, Article):
        return Offered(f"article:{thing.address}", _("Corrections to this story"), "article", thing)
    kind = "byline" if isinstance(thing, Profile) else str(thing._meta.model_name)
    return Offered(f"{kind}:{thing.slug}", thing.name, kind, thing)


def of_story(story: Article) -> list[Offered]:
    """Return what `story`, fetched as for its page, is about and can be followed, and the story itself."""
    things = [*([story.section] if story.section else []), *story.tag_list, *authors_of(story), story]
    return [offer(thing) for thing in things]


def proposed() -> list[Offered]:
    """Return what the page proposes: everything, all sections, and the tags and authors of the newest stories."""
    newest = Article.objects.published().newest_first().defer("body").prefetch_related("bylines__profile")
    stories = list(newest.prefetch_related("tagged_items__tag")[:RECENT])
    tags: list[Any] = [item.tag for story in stories for item in story.tagged_items.all()]
    authors: list[Any] = [author for story in stories for author in authors_of(story)]
    return [everything(), *map(offer, [*Section.objects.all(), *_most(tags), *_most(authors)])]


def named(values: Iterable[str]) -> list[Offered]:
    """Return what `values` ask for; what there is not, or readers do not see, is left out."""
    wanted: dict[str, set[str]] = {}
    for value in values:
        kind, _colon, name = value.partition(":")
        if "\x00" not in name:
            wanted.setdefault(kind, set()).add(name)
    stories = Article.objects.published().defer("body").filter(address__in=wanted.get("article", ()))
    return [
        *([everything()] if "all" in wanted else []),
        *map(offer, Section.objects.filter(slug__in=wanted.get("section", ()))),
        *map(offer, Tag.objects.filter(slug__in=wanted.get("tag", ()))),
        *map(offer, Profile.objects.filter(slug__in=wanted.get("byline", ()))),
        *map(offer, stories),
    ]


def topics_of(offers: Iterable[Offered]) -> list[Topic]:
    """Return the topics of `offers`, made where nobody asked for them before."""
    topics = Topic.objects
    return [topics.everything() if one.thing is None else topics.about(one.thing) for one in offers]


def _most(things: list[Any]) -> list[Any]:
    """Return the most frequent of `things`, by name."""
    counts: dict[Any, int] = {}
    for thing in things:
        counts[thing] = counts.get(thing, 0) + 1
    return sorted(sorted(counts, key=lambda thing: -counts[thing])[:PROPOSED], key=lambda thing: thing.name)
