"""The mail panel beside the form of a story, and its actions."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.log_actions import log

from articles.models import Article

from ..models import Mailing, MailingChoice
from ..sending import sample
from ..services import mailing_control, planning
from .fragments import fragment
from .rights import SCRIPT, SEND, MailDeskAction, parse_key, safe_next_url

MAX_CORRECTIONS = 20  # shown beside the form


def story_mail_context(story: Article) -> dict[str, Any]:
    """Return the template context of the mail of `story`: choice, mailing and corrections."""
    mailings = {
        (row.kind, row.correction_id): row
        for row in Mailing.objects.filter(article=story.pk).exclude(kind="digest").without_words()
    }
    return {
        "story": story,
        "mailing": mailings.get((Mailing.Kind.ARTICLE, None)),
        "choice": MailingChoice.objects.filter(article=story.pk).first(),
        "choices": MailingChoice.Choice.choices,
        "corrections": [
            (correction, mailings.get((Mailing.Kind.CORRECTION, correction.pk)))
            for correction in (story.corrections.all()[:MAX_CORRECTIONS] if story.live else ())
        ],
    }


class MailSidePanel(BaseSidePanel):
    """The panel: choice, audience and progress of the mailing."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """The button that opens the panel."""

        aria_label = gettext_lazy("Toggle mail")
        icon_name = "mail"

    name = "mail"
    title = gettext_lazy("Mail")
    template_name = "subscriptions/desk/story_panel.html"
    order = 155

    @property
    def media(self) -> Media:
        """Return the script that loads the counts when the panel is opened."""
        return Media(js=[SCRIPT])

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add the context of the story's mail."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        if not self.object.pk:
            return context
        here = reverse("wagtailsnippets_articles_article:edit", args=[self.object.pk])
        return context | story_mail_context(self.object) | {"csrf_token": get_token(self.request), "here": here}


@hooks.register("newsroom_story_side_panels")
def story_side_panels(request: HttpRequest, story: Any, panels: list[Any]) -> None:
    """Add the panel for users who may mail stories, also before the story is saved.

    Wagtail updates the panels of a new story after its first automatic save, but adds none.
    """
    if request.user.has_perm(SEND):
        panels.append(MailSidePanel(story, request))


@require_safe
@permission_required(SEND)
def story_audience(request: HttpRequest, number: int) -> HttpResponse:
    """Return a fragment with the number of readers who would get the present draft, by topic."""
    story = get_object_or_404(Article, pk=number).get_latest_revision_as_object()
    people, topics = planning.audience(story)
    return render(request, "subscriptions/desk/parts/audience.html", {"people": people, "topics": topics})


@require_safe
@permission_required(SEND)
def story_mail(request: HttpRequest, number: int) -> HttpResponse:
    """Return a fragment with the progress of the story's mailing, which reloads."""
    context = story_mail_context(get_object_or_404(Article.objects.defer("body"), pk=number))
    return fragment(request, "subscriptions/desk/parts/story_mail.html", context, context["mailing"])


class StoryMailAction(MailDeskAction):
    """An action on the mail of a story: POST with `action`."""

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        """Perform the action, report the result, and redirect to the form."""
        story = get_object_or_404(Article.objects.defer("body"), pk=number)
        act = getattr(self, f"act_{request.POST.get('action', '')}", None)
        if act is None:
            return HttpResponseBadRequest()
        try:
            act(story)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        otherwise = reverse("wagtailsnippets_articles_article:edit", args=[story.pk])
        return redirect(safe_next_url(request, otherwise))

    @property
    def _breaking(self) -> bool:
        return self.request.POST.get("breaking") == "on"

    def act_choose(self, story: Article) -> None:
        """Store the choice for the publication."""
        choice = self.request.POST.get("choice", "")
        if choice not in MailingChoice.Choice.values:
            raise ValidationError(_("Choose one of the three."))
        if story.first_published_at:
            raise ValidationError(_("It is published already. Have it mailed now, or not at all."))
        chosen = planning.choose(story, choice, breaking=self._breaking, user=self.request.user)
        words = {
            "mail": _("It is mailed when it is first published."),
            "later": _("It is not mailed until somebody says so here."),
            "not": _("It is not mailed."),
        }
        messages.success(self.request, words[chosen.choice])

    def act_mail(self, story: Article) -> None:
        """Plan to mail a live story."""
        mailing = planning.plan_mailing(story, breaking=self._breaking, user=self.request.user)
        if mailing.is_frozen:
            messages.warning(self.request, _("It was mailed already. No story is mailed twice."))
        else:
            messages.success(self.request, _("It is mailed when its hold is over."))

    def act_at_once(self, story: Article) -> None:
        """End the hold, so that the mailing is sent at once."""
        mailing = self._mailing(story)
        if mailing.hold_until and mailing_control.hold_longer(mailing, planning.NO_HOLD):
            log(instance=mailing, action="newsroom.mailing_at_once", user=self.request.user)
            messages.success(self.request, _("It is mailed now."))
        else:
            messages.warning(self.request, _("It is not held any more."))

    def act_cancel(self, story: Article) -> None:
        """Cancel the mailing."""
        mailing = self._mailing(story)
        if mailing_control.cancel(mailing):
            log(instance=mailing, action="newsroom.mailing_cancel", user=self.request.user)
            messages.success(self.request, _("Cancelled. Nothing more of it goes out."))
        else:
            messages.warning(self.request, _("It was over already."))

    def act_test(self, story: Article) -> None:
        """Send the editor a test mail."""
        sample.send_test(story.get_latest_revision_as_object(), self.request.user)
        messages.success(self.request, _("A test is on its way to %(to)s.") % {"to": self.request.user.email})

    def act_correct(self, story: Article) -> None:
        """Plan to mail a correction."""
        correction = story.corrections.filter(pk=parse_key(self.request.POST.get("correction"))).first()
        if correction is None:
            raise ValidationError(_("There is no such correction."))
        if not story.is_published():
            raise ValidationError(_("Only a published story can be mailed."))
        planning.plan_correction(correction, user=self.request.user)
        messages.success(self.request, _("The correction is mailed when its hold is over."))

    def _mailing(self, story: Article) -> Mailing:
        return get_object_or_404(Mailing, article=story, kind=Mailing.Kind.ARTICLE)
