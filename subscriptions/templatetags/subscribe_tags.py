"""“Subscribe via Email”, for the public templates."""

from typing import Any
from urllib.parse import quote

from django import template
from django.utils.safestring import SafeString

from fastpath.compiled_templates import CompiledTemplate

from ..page_extensions import form
from ..services.followable import Offered

register = template.Library()

_follow = CompiledTemplate("subscriptions/parts/follow_item.html", "value", "name")


@register.simple_tag
def follow_links(offers: list[Offered]) -> SafeString:
    """Show what can be followed, each a link to the form that asks for it."""
    values = [{"value": quote(one.value, safe="/:"), "name": one.name} for one in offers]
    fill = _follow.bind()
    made = [fill({"is_story": one.is_story}, said) for one, said in zip(offers, values, strict=True)]
    return SafeString("".join(made))


@register.inclusion_tag("subscriptions/parts/subscribe.html")
def subscribe_form(place: str) -> dict[str, Any]:
    """Show the form as it stands on a page that a cache keeps: nothing of who asks for it."""
    return form(place)
