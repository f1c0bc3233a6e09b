"""What the templates of mail say with one word."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from ..sending import body

register = template.Library()


@register.filter
def rich(value: Any, dateline: str = "") -> SafeString:
    """Show rich text in a mail, behind its dateline if there is one."""
    return body.rich(value, dateline)
