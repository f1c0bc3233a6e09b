"""What the templates of mail say with one word."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from .. import body

register = template.Library()


@register.filter
def rich(value: Any) -> SafeString:
    """Show rich text in a mail."""
    return body.rich(value)
