"""What the templates of the desk ask for."""

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
    """Write the paper's accent, as a fill and for dark paper, where static/desk/desk.css finds it."""
    colour = context.get("paper", Paper()).accent
    if not HEX.fullmatch(colour):  # the settings page, sent back with what was wrong in it
        colour = Paper().accent
    colours = accent(colour)
    return format_html(
        "<style>:root {{ --newsroom-fill: {}; --newsroom-dark: {}; }}</style>", colours.fill, colours.dark_ink
    )
