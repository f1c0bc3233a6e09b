"""Template filters of the moderators' pages."""

from typing import Any

from django import template
from django.utils.functional import Promise
from wagtail.admin.utils import get_user_display_name

from ..reasons import name_of

register = template.Library()


@register.filter
def reason_name(code: str) -> str | Promise:
    """Return the name of a decision's reason for moderators."""
    return name_of(code)


@register.filter
def staff_name(user: Any) -> str:
    """Return the display name of a member of staff."""
    return str(get_user_display_name(user))
