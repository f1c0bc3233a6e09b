"""The list of all corrections, read-only. Corrections are added from their story, and never changed."""

from typing import Any

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.permission_policies.base import ModelPermissionPolicy

from ...models import Article, Correction


def _story_form(correction: Correction) -> str:
    return reverse(Article.snippet_viewset.get_url_name("edit"), args=[correction.article_id])


class CorrectionListView(IndexView):
    """All corrections, newest first."""

    model = Correction
    permission_policy = ModelPermissionPolicy(Article)
    any_permission_required = ["correct"]
    page_title = "Corrections"
    header_icon = "history"
    index_url_name = "newsroom_corrections"
    default_ordering = "-at"
    paginate_by = 50
    columns = [
        TitleColumn("story", label="Story", accessor="article.headline", get_url=_story_form),
        Column("kind", label="Kind", accessor="get_kind_display"),
        Column("text", label="What readers are told"),
        Column("by", label="By"),
        DateColumn("at", label="Printed", sort_key="at"),
    ]

    def get_base_queryset(self) -> Any:
        """Return the corrections with their stories and authors."""
        return Correction.objects.select_related("article", "by").defer("article__body")


class CorrectionsMenuItem(MenuItem):
    """A menu item for users who may correct."""

    def is_shown(self, request: Any) -> bool:
        """Return whether to show the item."""
        return bool(request.user.has_perm("articles.correct_article"))


@hooks.register("register_the_paper_menu_item")
def corrections_menu_item() -> MenuItem:
    """Return the menu item."""
    return CorrectionsMenuItem("Corrections", reverse("newsroom_corrections"), icon_name="history", order=900)


urlpatterns = [path("corrections/", CorrectionListView.as_view(), name="newsroom_corrections")]
