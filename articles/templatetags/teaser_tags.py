"""The template tag `cached_stories`: cache the HTML of blocks of stories by everything it depends on."""

from collections.abc import Callable, Hashable
from typing import Any

from django import template
from django.template.base import NodeList, token_kwargs
from django.utils.safestring import SafeString

from fastpath import cache_tags
from fastpath.fragments import CACHING

from .. import page_extensions
from ..front.choice import Strip
from ..front.packages import Column, Package, PlacedStory
from ..images.renditions import renditions_made
from ..models import Article, Section, Tag

register = template.Library()


class UnknownContent(Exception):
    """A value for which no cache key can be made."""


def _of_story(story: Any, paper: Any) -> Hashable:
    made_of = story.__dict__.get("made_of")
    if made_of is None:  # it was not fetched by articles/selection/teasers.py
        raise UnknownContent
    image = story.lead_image if story.lead_image_id else None
    added = [
        tuple((extension.context(story, paper) or {}).items())
        for extension in page_extensions.extensions_at(page_extensions.TEASER)
    ]
    return made_of, image and renditions_made(image), tuple(added)


def _of_place(place: PlacedStory, paper: Any) -> Hashable:
    flags = place.size, place.shape, place.picture, place.standfirst, place.byline, place.leads, place.sizes
    return _of_story(place.story, paper), flags


def _of_column(column: Column, paper: Any) -> Hashable:
    places = tuple([_of_place(place, paper) for place in column.places])
    also = tuple([_of_story(story, paper) for story in column.also])
    return column.span, places, also, column.picture_of and _of_story(column.picture_of, paper), column.sizes


def _of_package(package: Package, paper: Any) -> Hashable:
    return package.pattern, tuple([_of_column(column, paper) for column in package.columns])


def _of_strip(strip: Strip, paper: Any) -> Hashable:
    return _of_named(strip.section, paper), _of_package(strip.package, paper), _of_some(strip.tags, paper)


def _of_some(some: Any, paper: Any) -> Hashable:
    return tuple([content_of(one, paper) for one in some])


def _of_named(thing: Any, _paper: Any) -> Hashable:
    return thing.pk, thing.name, thing.slug, thing.__dict__.get("stories")  # how many a tag has, in the index of tags


_KINDS: dict[type, Callable[[Any, Any], Hashable]] = {
    **dict.fromkeys((str, SafeString, int, bool, type(None)), lambda value, _paper: value),
    **dict.fromkeys((list, tuple), _of_some),
    **dict.fromkeys((Section, Tag), _of_named),
    Article: _of_story,
    PlacedStory: _of_place,
    Column: _of_column,
    Package: _of_package,
    Strip: _of_strip,
}


def content_of(value: Any, paper: Any) -> Hashable:
    """Return a cache key of all that a template can print of `value`; raise UnknownContent if that is not known."""
    kind = _KINDS.get(type(value))
    if kind is None:
        raise UnknownContent
    return kind(value, paper)


class CachedStoriesNode(template.Node):
    """See `cached_stories`."""

    child_nodelists = ()  # there are no blocks to override in it; Django would look for them at every rendering

    def __init__(self, name: str, values: dict[str, Any], nodelist: NodeList) -> None:
        self.name, self.values, self.nodelist = name, values, nodelist

    def render(self, context: Any) -> SafeString:
        """Return the cached HTML, or render it."""
        values = {name: value.resolve(context, ignore_failures=True) for name, value in self.values.items()}
        paper, fragments = context["paper"], context.get("fragments")

        def make() -> SafeString:
            alone = {"paper": paper, "sections": context["sections"], "fragments": fragments}
            return self.nodelist.render(context.new(alone | values))

        if not CACHING or fragments is None:
            return make()
        try:
            with cache_tags.collecting():  # the cache tags of what is printed are stored with the HTML
                key = content_of(tuple(values.values()), paper)
        except UnknownContent:
            return make()
        return SafeString(fragments.get_or_render(self.name, key, make))  # a template of our own


@register.tag
def cached_stories(parser: Any, token: Any) -> CachedStoriesNode:
    """Cache this part of the page by the stories in it and the paper.

    `{% cached_stories "briefs" briefs=briefs %}…{% endcached_stories %}`: its context is the paper, its sections and
    the values named here, and nothing else of the page. They are stories, packages, sections, tags, strings,
    numbers, and lists of these. The HTML may depend on the day, not on the hour.
    """
    _tag, name, *values = token.split_contents()
    nodelist = parser.parse(("endcached_stories",))
    parser.delete_first_token()
    return CachedStoriesNode(name, token_kwargs(values, parser), nodelist)
