"""The list of pictures without credit, with which no story can be published."""

from typing import Any

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.permissions import policy_registry

from ...models import NewsImage


def _policy() -> Any:
    # Looked up late: Wagtail registers it once its apps are ready.
    return policy_registry.get_by_type(NewsImage)


def _form(picture: NewsImage) -> str:
    return reverse("wagtailimages:edit", args=[picture.pk])


class UncreditedListView(IndexView):
    """Pictures without credit, newest first."""

    model = NewsImage
    any_permission_required = ["change"]
    page_title = "Pictures without credit"
    header_icon = "image"
    index_url_name = "newsroom_uncredited"
    default_ordering = "-created_at"
    paginate_by = 50
    is_searchable = False
    columns = [
        TitleColumn("title", label="Picture", get_url=_form),
        Column("alt_text", label="What is in it"),
        Column("uploaded_by_user", label="Uploaded by"),
        DateColumn("created_at", label="Uploaded", sort_key="created_at"),
    ]

    @property
    def permission_policy(self) -> Any:
        """Return the permission policy of pictures."""
        return _policy()

    def get_base_queryset(self) -> Any:
        """Return the pictures without credit that the user may change."""
        mine = _policy().instances_user_has_any_permission_for(self.request.user, ["change"])
        return mine.filter(credit="").select_related("uploaded_by_user")


class UncreditedMenuItem(MenuItem):
    """A menu item for editors; reporters are told by the forms of their stories."""

    def is_shown(self, request: Any) -> bool:
        """Return whether to show the item."""
        return bool(request.user.has_perm("articles.publish_article"))


@hooks.register("register_the_paper_menu_item")
def uncredited_menu_item() -> MenuItem:
    """Return the menu item."""
    return UncreditedMenuItem(
        "Pictures without credit", reverse("newsroom_uncredited"), icon_name="image", name="uncredited", order=950
    )


urlpatterns = [path("pictures/without-credit/", UncreditedListView.as_view(), name="newsroom_uncredited")]
