"""The side panel of a story's thread in the story editor, and its actions."""

from typing import Any

from django.http import HttpResponse, HttpResponseBadRequest
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.side_panels import BaseSidePanel

from articles.models import Article

from .. import policy
from ..models import CommentThread
from ..models.thread import Premod
from ..services import threads
from ..services.changes import staff
from .rights import MODERATE, DeskAction, back_to


class CommentsSidePanel(BaseSidePanel):
    """The state of the story's thread, and links to its comments."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """The button that opens the panel, with the number of waiting comments on this story."""

        aria_label = gettext_lazy("Toggle readers’ comments")
        icon_name = "comment"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            """Return the context with the number of waiting comments, up to a hundred."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["count"] = self.panel.waiting
            return context

    name = "readers-comments"
    title = gettext_lazy("Readers’ comments")
    template_name = "comments/desk/story_panel.html"
    order = 160

    def __init__(self, story: Any, request: Any) -> None:
        super().__init__(story, request)
        self.thread = CommentThread.objects.filter(article=story.pk).first() if story.pk else None
        waiting = self.thread.comments.held().values_list("pk")[:100] if self.thread else ()
        self.waiting = len(waiting)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the context with the thread and its policy."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        if self.thread:
            self.thread.article = self.object
        return context | {
            "thread": self.thread,
            "in_force": policy.in_force(self.thread) if self.thread else None,
            "waiting": self.waiting,
            "premods": Premod.choices,
            "inherited": _("As its section and the paper"),
            "csrf_token": get_token(self.request),
        }


@hooks.register("newsroom_story_side_panels")
def story_side_panels(request: Any, story: Any, panels: list[Any]) -> None:
    """Add the panel for moderators."""
    if request.user.has_perm(MODERATE):
        panels.append(CommentsSidePanel(story, request))


class StoryThreadView(DeskAction):
    """Open or close the thread of a story, or set its premoderation."""

    permission_required = MODERATE

    def post(self, request: Any, number: int) -> HttpResponse:
        """Apply the action, and redirect to the page with the form."""
        story = get_object_or_404(Article.objects.defer("body"), pk=number)
        action, premod, actor = request.POST.get("action", ""), request.POST.get("premod", ""), staff(request.user)
        thread = threads.thread_of(story)
        if action == "close":
            threads.close_thread(thread, actor)
            messages.success(request, _("Closed: no comments are taken under this story."))
        elif action == "open":
            threads.open_thread(thread, actor)
            messages.success(request, _("Open: the clock will not close it by itself."))
        elif action == "premod" and premod in Premod.values:
            threads.premoderate_thread(thread, premod, actor)
            messages.success(request, _("Saved."))
        else:
            return HttpResponseBadRequest()
        return redirect(back_to(request, f"{reverse('comments_queue', args=['new'])}?story={story.pk}"))
