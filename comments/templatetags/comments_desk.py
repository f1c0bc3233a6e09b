"""What the templates of the moderators' pages ask for."""

from typing import Any

from django import template

from ..reasons import name_of

register = template.Library()


@register.filter
def reason_name(code: str) -> Any:
    """Return the name of a decision's reason on the moderators' screen."""
    return name_of(code)
