"""Add our style sheet to the admin, after Wagtail's."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def style_sheet() -> SafeString:
    """Return the link to the style sheet that sets Wagtail's CSS variables."""
    return format_html('<link rel="stylesheet" href="{}">', static("desk/desk.css"))
