"""“Subscribe via Email”, for the public templates."""

from typing import Any

from django import template

from ..parts import form

register = template.Library()


@register.inclusion_tag("subscriptions/parts/subscribe.html")
def subscribe_form(place: str) -> dict[str, Any]:
    """Show the form as it stands on a page that a cache keeps: nothing of who asks for it."""
    return form(place)
