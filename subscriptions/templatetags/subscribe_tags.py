"""Template tags of public pages: the subscription form and links to follow topics."""

from typing import Any
from urllib.parse import quote

from django import template
from django.utils.safestring import SafeString

from fastpath.compiled_templates import CompiledTemplate

from ..page_extensions import form
from ..services.followable import FollowableTopic

register = template.Library()

_follow = CompiledTemplate("subscriptions/parts/follow_item.html", "value", "name")


@register.simple_tag
def follow_links(offers: list[FollowableTopic]) -> SafeString:
    """Render a link to the subscription form for each topic."""
    values = [{"value": quote(one.value, safe="/:"), "name": one.name} for one in offers]
    fill = _follow.bind()
    made = [fill({"is_story": one.is_story}, said) for one, said in zip(offers, values, strict=True)]
    return SafeString("".join(made))


@register.inclusion_tag("subscriptions/parts/subscribe.html")
def subscribe_form(place: str) -> dict[str, Any]:
    """Render the form for cacheable pages: it holds nothing about the visitor."""
    return form(place)
