"""The stories that show a picture. Replaces Wagtail's pages, which read every reference first."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.images.views.images import DeleteView
from wagtail.permissions import policy_registry

from ...models import Article, NewsImage
from ...models.story.states import words
from ..counts import Count
from .usage import MOST_COUNTED


def uses(picture: NewsImage) -> Count:
    """Count the stories, live or draft, that show `picture`."""
    keys = Article.objects.keys_showing(picture, MOST_COUNTED + 1)
    return Count(min(len(keys), MOST_COUNTED), more=len(keys) > MOST_COUNTED)


class PictureUsageView(IndexView):
    """The stories that show a picture, newest first."""

    model = Article
    any_permission_required = ["change"]
    page_title = "Stories with this picture"
    header_icon = "image"
    paginate_by = 50
    is_searchable = False
    columns = [
        TitleColumn(
            "headline",
            label="Story",
            get_url=lambda story: reverse(Article.snippet_viewset.get_url_name("edit"), args=[story.pk]),
        ),
        Column("section", label="Section"),
        Column("state", label="State", accessor=words),
    ]

    def get_base_queryset(self) -> Any:
        """Return the stories with the picture that the user may edit."""
        picture = get_object_or_404(NewsImage, pk=self.kwargs["image_id"])
        keys = Article.objects.keys_showing(picture, MOST_COUNTED)
        return Article.objects.touchable_by(self.request.user).filter(pk__in=keys).for_desk()

    def order_queryset(self, queryset: Any) -> Any:
        """Order the stories newest first."""
        return queryset.order_by("-created_at", "-id")

    def get_index_url(self) -> str:
        """Return the URL of this page, for the paginator."""
        return self.request.path

    def get_add_url(self) -> None:
        """Return None: nothing can be added here."""
        return


class PictureDeleteView(DeleteView):
    """Ask for confirmation before a picture is deleted, with the number of stories that show it."""

    usage_url_name = None
    template_name = "wagtailadmin/generic/confirm_delete.html"

    @property
    def permission_policy(self) -> Any:
        """Return the permission policy of pictures."""
        return policy_registry.get_by_type(NewsImage)

    @property
    def confirmation_message(self) -> str:
        """Return the question."""
        used = uses(self.object)
        if not used:
            return "No story shows this picture. Delete it?"
        noun = "story, live or draft, shows" if str(used) == "1" else "stories, live or draft, show"
        return (
            f"{str(used).capitalize()} {noun} this picture. Readers would see the text without it, and a draft whose "
            "text has it cannot be published until it is replaced. Delete it?"
        )


@hooks.register("register_admin_urls", order=-1)  # before Wagtail's, at their addresses
def urls() -> list[Any]:
    """Return the URL patterns of the two pages."""
    return [
        path("images/usage/<int:image_id>/", PictureUsageView.as_view(), name="newsroom_picture_usage"),
        path("images/<int:image_id>/delete/", PictureDeleteView.as_view(), name="newsroom_picture_delete"),
    ]
