"""Template filters of mail."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from ..sending import body

register = template.Library()


@register.filter
def rich(value: Any, dateline: str = "") -> SafeString:
    """Render rich text for a mail, after its dateline if there is one."""
    return body.rich(value, dateline)
