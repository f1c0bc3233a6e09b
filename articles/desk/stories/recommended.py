"""The page on which editors see the recommendations of a story, and pin or ban stories."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.forms import Media
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from ...models import Article, Recommendation, RecommendationRule
from ...selection import recommended
from ...selection.blocks import RECOMMENDED
from ..rights import ANY_STORY

OFFERED = 10


class RecommendedView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """The recommendations of a story in their order, with scores, pins and bans."""

    permission_required = ANY_STORY
    raise_exception = True
    template_name = "articles/desk/recommended.html"
    page_title = gettext_lazy("Recommended under")
    header_icon = "link"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Load the story first."""
        self.story = get_object_or_404(Article.objects.defer("body"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Return the headline."""
        return str(self.story)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the breadcrumbs."""
        edit = reverse(Article.snippet_viewset.get_url_name("edit"), args=[self.story.pk])
        here = {"url": "", "label": _("Recommended")}
        return [*self.breadcrumbs_items, {"url": edit, "label": str(self.story)}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the recommendations, the pins and bans, and the stories that match the search."""
        words = self.request.GET.get("q", "").strip()[:200]
        rules = RecommendationRule.objects.select_related("story", "by").defer("story__body").order_by("at", "pk")
        here, everywhere = rules.filter(under=self.story), rules.filter(under=None, story=self.story)
        found = Article.objects.published().exclude(pk=self.story.pk).defer("body").newest_first()
        return super().get_context_data(
            story=self.story,
            chosen=list(Recommendation.objects.filter(under=self.story).to_show()),
            shown=RECOMMENDED,
            rules=list(here),
            banned_everywhere=everywhere.first(),
            words=words,
            found=list(found.matching(words)[:OFFERED]) if words else [],
            edit_name=Article.snippet_viewset.get_url_name("edit"),
            media=Media(css={"all": ["desk/lists.css", "desk/front.css"]}),
            **kwargs,
        )

    def post(self, request: Any, pk: int) -> HttpResponse:
        """Pin, ban or lift, by the button that was pressed; it takes effect at once."""
        action = request.POST.get("action", "")
        try:
            self._apply(action, request.POST.get("story", ""))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("Done."))
        return redirect("newsroom_story_recommended", pk=pk)

    def _apply(self, action: str, key: str) -> None:
        user, under = self.request.user, self.story
        if action == "ban-everywhere":
            return recommended.ban(under, under=None, user=user)
        if action == "lift-everywhere":
            return recommended.lift(under, under=None)
        named = key.isascii() and key.isdigit() and len(key) < 19
        story = Article.objects.filter(pk=int(key)).first() if named else None
        if story is None or story.pk == under.pk:
            raise ValidationError(_("Choose another story."))
        if action == "pin":
            return recommended.pin(story, under=under, user=user)
        if action == "ban":
            return recommended.ban(story, under=under, user=user)
        if action == "lift":
            return recommended.lift(story, under=under)
        raise ValidationError(_("Press one of the buttons."))


urlpatterns = [
    path("stories/<int:pk>/recommended/", RecommendedView.as_view(), name="newsroom_story_recommended"),
]
