"""Template tags of a story's page. Each renders a component in one call, because this page is rendered most often."""

from html import escape
from typing import Any
from urllib.parse import quote

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from fastpath.compiled_templates import CompiledTemplate
from fastpath.fragments import cached_fragment
from fastpath.translations import gettext as _

from ..feeds import social_metadata, structured_data
from ..formatting.credits import credits_of
from ..images import renditions
from .newsroom_tags import byline_of, moment, other_language, picture, picture_of

register = template.Library()

LONG = 110  # characters; longer headlines are set smaller
PAIR = 2  # writers whose portraits stand beside the byline

_links = CompiledTemplate("articles/parts/story_links.html", "url", "language", "markdown")
_head = CompiledTemplate("articles/parts/story_head.html", "path", "section", "kind", "headline", "standfirst")
_hit = CompiledTemplate(
    "articles/parts/search_hit.html",
    *("time", "section_path", "section", "language", "path", "headline", "standfirst", "excerpt", "byline"),
)
_meta = CompiledTemplate(
    "articles/parts/story_meta.html",
    *("portraits", "byline", "role", "published", "updated", "minutes", "mail", "path", "address"),
)


@register.simple_tag(takes_context=True)
def story_links(context: Any, story: Any) -> SafeString:
    """Return the links to the story's canonical URL and its Markdown version, with its language."""
    language = story.language or context["paper"].language
    return _links.fill({}, {"url": story.full_url, "language": language, "markdown": story.markdown_path})


@register.simple_tag(takes_context=True)
def story_head(context: Any, story: Any) -> SafeString:
    """Render the section, the headline and the standfirst."""
    section = context.get("section")
    kind = "" if story.kind == "news" else story.get_kind_display()
    flags = {
        "in_section": section is not None,
        "of_kind": bool(kind) and (section is None or kind != section.name),
        "voice": story.is_voice or story.kind == "feature",
        "long": len(story.headline) > LONG,
        "stands": bool(story.standfirst),
    }
    values = {
        "path": section.get_absolute_url() if section else "",
        "section": section.name if section else "",
        "kind": kind,
        "headline": story.headline,
        "standfirst": story.standfirst,
    }
    return _head.fill(flags, values)


@register.simple_tag
def story_meta(story: Any, authors: list[Any], credited: list[Any], minutes: int) -> SafeString:
    """Render the byline, the times of publication and update, the reading time, and the links to share the story."""
    few = len(authors) <= PAIR
    portraits = [one.portrait for one in authors if one.portrait] if few else []
    role = authors[0].role if len(authors) == 1 else ""
    published, updated = moment(story.published_at, _("D j M Y, H:i")), moment(story.updated_at, _("D j M, H:i"))
    flags = {
        "few": few,
        "has_role": bool(role),
        "is_published": bool(published),
        "is_updated": bool(updated),
    }
    values = {
        "portraits": SafeString("".join([picture(one, "72px", "") for one in portraits])),
        "byline": byline_of(credited),
        "role": role,
        "published": published,
        "updated": updated,
        "minutes": minutes,
        "mail": f"mailto:?subject={quote(story.headline)}&body={quote(story.full_url, safe='/:')}",
        "path": story.get_absolute_url(),
        "address": story.full_url,
    }
    return _meta.fill(flags, values)


@register.simple_tag(takes_context=True)
def search_hit(context: Any, hit: Any) -> SafeString:
    """Show a story that was found, with the words that were looked for."""
    story = hit.story
    section = story.section
    flags = {
        "in_section": section is not None,
        "voice": story.is_voice,
        "stands": bool(hit.standfirst),
        "excerpted": bool(hit.excerpt),
    }
    values = {
        "time": moment(story.published_at, _("j M Y")),
        "section_path": section.get_absolute_url() if section else "",
        "section": section.name if section else "",
        "language": other_language(story.language, context["paper"].language),
        "path": story.get_absolute_url(),
        "headline": hit.headline,
        "standfirst": hit.standfirst,
        "excerpt": hit.excerpt,
        "byline": byline_of(credits_of(story)),
    }
    return _hit.fill(flags, values)


@register.simple_tag
def byline_boxes(authors: list[Any]) -> SafeString:
    """Render a box for each author who has a biography."""
    people = [one for one in authors if one.bio]
    faces = [renditions.made_from(one.portrait, alt="") if one.portrait else None for one in people]
    said = [(one.get_absolute_url(), one.name, one.bio) for one in people]
    return _boxes(tuple(zip(said, faces, strict=True)), len(authors))


@cached_fragment(500)
def _boxes(people: Any, number: int) -> SafeString:
    boxes = [
        {"path": path, "name": name, "bio": bio, "picture": picture_of(*face, "88px", False) if face else ""}
        for (path, name, bio), face in people
    ]
    return SafeString(render_to_string("articles/parts/byline_boxes.html", {"boxes": boxes, "number": number}))


@register.simple_tag(takes_context=True)
def cards(context: Any, kind: str, found: list[Any], *, pictured: bool = False, sizes: str = "") -> SafeString:
    """Render stories as a list of cards, with their lead images if `pictured`.

    `found` are stories, or objects with a `story` and the reason `why` it is recommended.
    """
    own, card = context["paper"].language, _card.bind()
    made = []
    for one in found:
        story = getattr(one, "story", one)
        shown = renditions.made_from(story.lead_image, alt="") if pictured and story.lead_image else None
        about = story.get_absolute_url(), story.headline, story.standfirst, getattr(one, "why", "")
        made.append(card(kind, pictured, story.is_voice, (story.language, own), shown, sizes, *about))
    return SafeString("".join(made))


@cached_fragment(1000)
def _card(kind: str, large: bool, voice: bool, languages: Any, shown: Any, sizes: str, *about: str) -> SafeString:
    path, headline, standfirst, why = about
    card = {
        "large": large,
        "voice": voice,
        "language": other_language(*languages),
        "picture": picture_of(*shown, sizes, False) if shown else "",
        "path": path,
        "headline": headline,
        "standfirst": standfirst,
        "why": why,
    }
    return SafeString(render_to_string(f"articles/parts/{kind}_item.html", card))


@register.simple_tag(takes_context=True)
def social_card(context: Any, story: Any) -> SafeString:
    """Return the meta tags for links to the story on other sites."""
    lines = social_metadata.meta_tags(story, context["paper"])
    return SafeString("\n".join([f'<meta {kind}="{name}" content="{escape(value)}">' for kind, name, value in lines]))


@register.simple_tag(takes_context=True)
def story_data(context: Any, story: Any) -> SafeString:
    """Return the structured data of the story and its breadcrumbs, for search engines."""
    paper = context["paper"]
    steps = [(thing.name, thing.get_absolute_url()) for thing in [story.section] if thing]
    trail = structured_data.trail(paper, *steps, (story.headline, story.get_absolute_url()))
    return structured_data.script(structured_data.story(story, paper), trail)
