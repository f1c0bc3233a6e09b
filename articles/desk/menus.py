"""Remove what the paper does not use from Wagtail's menus, and search stories from the sidebar."""

from typing import Any

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.search import SearchArea

from ..models import Article

# There is no page tree, no document library, and Wagtail's reports are about pages.
NOT_OURS = {"explorer", "documents", "reports"}
# The workflow is made by a migration; all pictures are in one collection.
NOT_SETTINGS = {"workflows", "workflow-tasks", "collections"}
STORY_RIGHTS = ("articles.view_article", "articles.change_article")


@hooks.register("construct_main_menu")
def main_menu(request: Any, menu_items: list[Any]) -> None:
    """Remove items that a newspaper has no use for."""
    menu_items[:] = [item for item in menu_items if item.name not in NOT_OURS]


@hooks.register("construct_settings_menu")
def settings_menu(request: Any, menu_items: list[Any]) -> None:
    """Remove workflows and collections."""
    menu_items[:] = [item for item in menu_items if item.name not in NOT_SETTINGS]


@hooks.register("construct_help_menu")
def help_menu(request: Any, menu_items: list[Any]) -> None:
    """Remove the links to Wagtail's own site, with their badges."""
    menu_items[:] = [item for item in menu_items if not item.name.startswith(("whats-new", "editor-guide"))]


class StorySearchArea(SearchArea):
    """The search area of stories."""

    def is_shown(self, request: Any) -> bool:
        """Return whether the user may list stories."""
        return any(request.user.has_perm(right) for right in STORY_RIGHTS)


@hooks.register("register_admin_search_area")
def story_search() -> SearchArea:
    """Return the search area of stories, before Wagtail's areas."""
    address = reverse(Article.snippet_viewset.get_url_name("list"))
    return StorySearchArea("Stories", address, name="stories", icon_name="doc-full", order=10)


@hooks.register("construct_search")
def search_areas(request: Any, areas: list[Any]) -> None:
    """Remove the search of the page tree."""
    areas[:] = [area for area in areas if area.name != "pages"]
