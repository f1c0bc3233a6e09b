"""Stories in listings: the HTML of each is kept as long as nothing that it is made of changes."""

from collections.abc import Hashable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from .. import page_parts
from ..packages import Place
from ..pieces import KEPT

register = template.Library()


@register.simple_tag(takes_context=True)
def teaser(context: Any, place: Place, *, eager: bool = False) -> SafeString:
    """Show the story at `place` in a column; `eager`: its picture is fetched at once."""
    values = {
        "size": place.size,
        "shape": place.shape,
        "picture": place.picture,
        "standfirst": place.standfirst,
        "byline": place.byline,
        "sizes": place.sizes,
        "thumb": place.follows,
        "eager": bool(eager),
    }
    return _include(context, "articles/parts/teaser.html", place.story, values)


@register.simple_tag(takes_context=True)
def river_item(context: Any, story: Any, *, by_month: bool) -> SafeString:
    """Show a story in a list that runs down the page; `by_month`: with its day instead of its hour."""
    return _include(context, "articles/parts/river_item.html", story, {"by_month": bool(by_month)})


def _include(context: Any, name: str, story: Any, values: dict[str, Hashable]) -> SafeString:
    """Include the template `name` with `story`, the section whose page it is, and `values`.

    What it prints is kept for a story of `articles/teasers.py`, under all that the template is given.
    """
    paper, section, sheet = context["paper"], context.get("section") or None, context.get("sheet")

    def make() -> str:
        alone = {"paper": paper, "sections": context["sections"], "sheet": sheet, "story": story, "section": section}
        html: str = context.template.engine.get_template(name).render(context.new(alone | values))
        return html

    made_of = story.__dict__.get("made_of")
    if not KEPT or sheet is None or made_of is None:
        return SafeString(make())  # a template of our own
    image = story.lead_image if story.lead_image_id else None
    renditions = image.renditions_made() if image else ""
    added = tuple([tuple((part.context(story, paper) or {}).items()) for part in page_parts.parts_at("teaser")])
    key = (made_of, renditions, section and section.pk, tuple(values.values()), added)
    return SafeString(sheet.keep(name, key, make))
