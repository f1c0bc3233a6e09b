"""Template tags and filters of the public pages."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from fastpath.fragments import cached_fragment
from fastpath.template_tags import cached_tag, compiled_tag

from .. import page_extensions
from ..addresses import full_address, path_about
from ..feeds import structured_data
from ..feeds.feed import FORMATS
from ..formatting.credits import Credit, credits_of
from ..formatting.times import time_formatter
from ..images import renditions
from ..languages import is_right_to_left
from ..theme.style_sheet import theme_of

register = template.Library()

NOTHING = SafeString("")
_FIGURE = re.compile(r"<p([^>]*)>\s*<b>(.*?)</b>[,:]?\s*")

register.tag("cached", cached_tag("paper", "sections"))
register.tag("compiled", compiled_tag)


@register.simple_tag(takes_context=True)
def style_sheet(context: Any) -> str:
    """Return the address of the paper's style sheet."""
    return reverse("articles:theme", args=[theme_of(context["paper"]).name])


@register.filter
def direction(language: str) -> str:
    """Return which way text in this language runs, as HTML says it."""
    return "rtl" if is_right_to_left(language) else "ltr"


@register.filter
def figures(html: Any) -> SafeString:
    """Set the bold beginning of a paragraph as a figure over it: “**72 hours** from a request to the first gas”."""
    return mark_safe(_FIGURE.sub(r'<p\1 class="n"><b>\2</b> ', str(html)))  # noqa: S308 - rich text is cleaned by its block


@register.simple_tag(takes_context=True)
def language_of(context: Any, story: Any) -> SafeString:
    """Return the `lang` and `dir` attributes of a story that is not in the paper's own language."""
    return other_language(story.language, context["paper"].language)


def other_language(language: str, own: str) -> SafeString:
    """Return the `lang` and `dir` attributes of what is in `language` and stands where all else is in `own`."""
    if not language or language == own:
        return NOTHING
    return format_html(' lang="{}" dir="{}"', language, direction(language))


@register.simple_tag
def picture(image: Any, sizes: str, alt: str | None = None, *, eager: bool = False) -> SafeString:
    """Show a picture in the best format the browser knows. `sizes` is the HTML attribute."""
    return picture_of(*renditions.made_from(image, alt=alt), sizes, bool(eager))


@cached_fragment(4096)
def picture_of(*made_from: Any) -> SafeString:
    """Show a picture: what `pictures.made_from()` says of it, its sizes, and whether it is fetched at once."""
    *shown, sizes, eager = made_from
    context = {"picture": renditions.made(*shown), "sizes": sizes, "eager": eager}
    return SafeString(render_to_string("articles/parts/picture.html", context))


@register.simple_tag
def preload_picture(image: Any, sizes: str) -> SafeString:
    """Ask for the page's first picture before the browser has seen it, in the best format."""
    return _preload(sizes, *renditions.made_from(image))


@cached_fragment(1000)
def _preload(sizes: str, *made_from: Any) -> SafeString:
    shown = renditions.made(*made_from)
    if not shown.sources:
        return NOTHING
    type_, srcset = shown.sources[0]
    return format_html(
        '<link rel="preload" as="image" type="{}" imagesrcset="{}" imagesizes="{}" fetchpriority="high">',
        type_,
        srcset,
        sizes,
    )


@register.simple_tag(takes_context=True)
def site_data(context: Any) -> SafeString:
    """Say for search engines what the site is."""
    return structured_data.script(structured_data.site(context["paper"]))


@register.simple_tag(takes_context=True)
def list_data(context: Any, name: str, profile: Any = None) -> SafeString:
    """Say for search engines where a list stands, and who it is about."""
    trail = structured_data.trail(context["paper"], (name, context["request"].path))
    return structured_data.script(trail, *([structured_data.profile_page(profile)] if profile else []))


@register.simple_tag
def feed_links(title: str, thing: Any = None) -> SafeString:
    """Name the feeds of `thing`, or of everything, in the head of a page."""
    from ..views.feeds import address

    row = '<link rel="alternate" type="{}" title="{}" href="{}">'
    kinds = [(written.content_type, title, address(name, thing)) for name, written in FORMATS.items()]
    return format_html_join("\n", row, kinds)


@register.simple_tag
def about(view: str, story: Any) -> str:
    """Return the path of what `view` shows about `story`, such as its comments."""
    return path_about(view, story.address)


@register.filter
def full(path: str) -> str:
    """Return a path with the site's scheme and host."""
    return full_address(path)


@register.simple_tag(takes_context=True)
def page_parts(context: Any, place: str, about: Any = None) -> SafeString:
    """Return what other apps add to a page at `place`, about a story or another subject; see page_extensions.py."""
    html = ""
    for part in page_extensions.extensions_at(place):
        added = part.context(about, context.get("paper"))
        if added is not None:
            with context.push({"story": about, **added}):
                html += context.template.engine.get_template(part.template).render(context)
    return SafeString(html)  # templates of our own


@register.simple_tag
def byline(story: Any) -> SafeString:
    """Show who made the story, each name a link."""
    return byline_of(credits_of(story))


def byline_of(credited: list[Credit]) -> SafeString:
    """Show these credits, each name a link."""
    people = [tuple((profile.get_absolute_url(), profile.name) for profile in one.profiles) for one in credited]
    return _byline(tuple(zip([one.lead for one in credited], people, strict=True)))


@cached_fragment(1000)
def _byline(credited: Any) -> SafeString:
    return SafeString(render_to_string("articles/parts/byline.html", {"credits": credited}).strip())


@register.simple_tag
def tag_links(tags: Iterable[Any], label: str) -> SafeString:
    """Show tags as links to their pages; `label` says for those who cannot see what tags they are."""
    links = tuple([(tag.get_absolute_url(), tag.name) for tag in tags])
    return _tag_links(label, links) if links else NOTHING


@cached_fragment(1000)
def _tag_links(label: str, tags: tuple[tuple[str, str], ...]) -> SafeString:
    return SafeString(render_to_string("articles/parts/tags.html", {"label": label, "tags": tags}))


@register.simple_tag
def kicker(story: Any, section: Any = None) -> Any:
    """Return what stands over a headline: the story's first tag, or its section where that is not the page's own."""
    tags = story.tag_list
    if tags:
        return tags[0]
    return story.section if story.section_id and getattr(section, "pk", None) != story.section_id else None


@register.simple_tag
def moment(value: datetime | None, pattern: str) -> SafeString | str:
    """Show a time in the paper's zone, in `pattern`, with the exact moment and offset for machines."""
    if value is None:
        return ""
    return time_formatter(str(pattern))(value)


@register.simple_tag
def today(pattern: str) -> SafeString:
    """Show today's date in the paper's zone."""
    now = timezone.localdate()
    return format_html('<time datetime="{}">{}</time>', now.isoformat(), format_date(now, pattern))


@register.simple_tag
def lately(value: datetime) -> SafeString | str:
    """Show when something was published in few letters: the time if it was today, else the weekday or the date."""
    age = (timezone.localdate() - timezone.localdate(value)).days
    return moment(value, _("H:i") if age <= 0 else "D" if age < 7 else _("j M"))


@register.simple_tag
def paragraph(value: Any, story: Any, dateline: Any = "") -> SafeString:
    """Show a paragraph block; the story's first one carries its dateline."""
    html = str(value)
    if dateline and story.dateline and html.startswith("<p"):
        opening, rest = html.split(">", 1)
        html = f'{opening}><span class="dl">{conditional_escape(story.dateline.upper())}</span> {rest}'
    return mark_safe(html)  # noqa: S308 - rich text is cleaned by its block


@register.simple_tag
def course(values: list[float], width: int, height: int) -> str:
    """Return the path of a line through `values` in a picture of this size; its line is two units thick."""
    most = max(values, default=0) or 1
    step = width / max(1, len(values) - 1)
    points = (f"{step * at:.1f} {height - 2 - (height - 4) * value / most:.1f}" for at, value in enumerate(values))
    return f"M{' '.join(points)}" if len(values) > 1 else ""


@register.filter
def urlhost(url: str) -> str:
    """Return the host of an address, for a reader to see where a link goes."""
    return urlsplit(url).hostname or ""
