"""Template tags of the desk."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..models import Paper
from ..theme.colours import accent

register = template.Library()
HEX = re.compile(r"#[0-9a-fA-F]{6}")


@register.simple_tag(takes_context=True)
def accent_style(context: template.Context) -> SafeString:
    """Return a style element with the paper's accent colours as CSS variables, for static/desk/desk.css."""
    colour = context.get("paper", Paper()).accent
    if not HEX.fullmatch(colour):  # the settings page, shown again with an invalid value
        colour = Paper().accent
    colours = accent(colour)
    return format_html(
        "<style>:root {{ --newsroom-fill: {}; --newsroom-dark: {}; }}</style>", colours.fill, colours.dark_ink
    )
