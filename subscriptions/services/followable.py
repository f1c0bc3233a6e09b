"""Topics that readers can follow, and their values in forms and links: “all”, “tag:nato”.

The row of a topic is created by the first subscription to it, not by a request for a form.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from articles.formatting.credits import authors_of
from articles.models import Article, Profile, Section, Tag
from fastpath.translations import gettext as _

from ..models import Topic

RECENT_STORIES = 40  # stories whose tags and authors are suggested
MAX_SUGGESTED = 8  # tags, and authors


@dataclass(frozen=True)
class FollowableTopic:
    """A topic to follow. `value` is its value in forms, `name` the one readers see; `thing` is None for all stories."""

    value: str
    name: str
    kind: str
    thing: models.Model | None = None

    @property
    def is_story(self) -> bool:
        """Return whether it is a story, of which only corrections are mailed."""
        return self.kind == "article"


def all_stories() -> FollowableTopic:
    """Return the topic of all stories."""
    return FollowableTopic("all", _("All stories"), "all")


def for_object(thing: models.Model) -> FollowableTopic:
    """Return the topic of a section, tag, profile or story. Of a story only its corrections are mailed."""
    if isinstance(thing, Article):
        return FollowableTopic(f"article:{thing.address}", _("Corrections to this story"), "article", thing)
    kind = "byline" if isinstance(thing, Profile) else str(thing._meta.model_name)
    return FollowableTopic(f"{kind}:{thing.slug}", thing.name, kind, thing)


def for_story(story: Article) -> list[FollowableTopic]:
    """Return the topics of `story`, loaded as for its page: section, tags, authors and the story itself."""
    things = [*([story.section] if story.section else []), *story.tag_list, *authors_of(story), story]
    return [for_object(thing) for thing in things]


def suggested() -> list[FollowableTopic]:
    """Return all stories, all sections, and the most frequent tags and authors of the newest stories."""
    newest = Article.objects.published().newest_first().defer("body").prefetch_related("bylines__profile")
    stories = list(newest.prefetch_related("tagged_items__tag")[:RECENT_STORIES])
    tags: list[models.Model] = [item.tag for story in stories for item in story.tagged_items.all()]
    authors: list[models.Model] = [author for story in stories for author in authors_of(story)]
    return [all_stories(), *map(for_object, [*Section.objects.all(), *_most_frequent(tags), *_most_frequent(authors)])]


def from_values(values: Iterable[str]) -> list[FollowableTopic]:
    """Return the topics of the form values `values`; unknown and unpublished ones are left out."""
    wanted: dict[str, set[str]] = {}
    for value in values:
        kind, _colon, name = value.partition(":")
        if "\x00" not in name:
            wanted.setdefault(kind, set()).add(name)
    stories = Article.objects.published().defer("body").filter(address__in=wanted.get("article", ()))
    return [
        *([all_stories()] if "all" in wanted else []),
        *map(for_object, Section.objects.filter(slug__in=wanted.get("section", ()))),
        *map(for_object, Tag.objects.filter(slug__in=wanted.get("tag", ()))),
        *map(for_object, Profile.objects.filter(slug__in=wanted.get("byline", ()))),
        *map(for_object, stories),
    ]


def get_or_create_topics(followables: Iterable[FollowableTopic]) -> list[Topic]:
    """Return the rows of `followables`, created where necessary."""
    topics = Topic.objects
    return [topics.everything() if one.thing is None else topics.about(one.thing) for one in followables]


def _most_frequent(things: list[models.Model]) -> list[models.Model]:
    """Return the most frequent of `things`, by name."""
    counts: dict[models.Model, int] = {}
    for thing in things:
        counts[thing] = counts.get(thing, 0) + 1
    return sorted(sorted(counts, key=lambda thing: -counts[thing])[:MAX_SUGGESTED], key=lambda thing: thing.name)
