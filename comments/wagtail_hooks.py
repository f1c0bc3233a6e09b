"""Wagtail hooks of the app."""

from typing import Any

from wagtail import hooks

from .desk import dashboard, story_panel, urls  # noqa: F401 - some register themselves


@hooks.register("register_admin_urls")
def comment_urls() -> list[Any]:
    """Return the URL patterns of the moderators' pages."""
    return urls.urlpatterns
