"""The comment form: a page that works without scripts, and the same form as a fragment for scripts."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.models import Article
from readers import identity
from readers.guards import form_token, honeypot, limits, proof_of_work
from readers.guards.client_address import client_network
from readers.guards.csrf_failure import is_tokenless, shows_form_again
from readers.guards.form_token import FormToken, FormTokenError
from readers.guards.limits import Limit, TooOften
from readers.guards.proof_of_work import Proof, ProofError
from readers.models import Reader

from .. import offers, receipts
from ..errors import BadTextError, CommentingError, ThreadClosedError
from ..models import Comment, Reaction
from ..rules import SubmissionGuards
from ..services import submission, threads
from .forms import CommentForm
from .lookups import key_of, story_at, thread_or_none

ACTION = "comment"
# Each of these comments sends a mail to an address that we cannot verify.
BY_STRANGERS = [
    Limit("comment-strangers-network-hour", 10, timedelta(hours=1)),
    Limit("comment-strangers-network-day", 40, timedelta(days=1)),
]
MOST_LIKES = 500  # sent in the fragment


@dataclass
class CommentFormPage:
    """The comment form with its story, reader, parent comment, and an error message."""

    request: HttpRequest
    story: Article
    form: CommentForm
    reader: Reader | None = None
    answered: Comment | None = None
    token: str = ""
    trouble: str | Promise = ""

    def context(self) -> dict[str, Any]:
        """Return the template context."""
        return {
            "story": self.story,
            "form": self.form,
            "reader": self.reader,
            "answered": self.answered,
            "token": self.token or form_token.make(ACTION, self.story.pk),
            "challenge": proof_of_work.challenge(ACTION, self.story.pk),
            "trouble": self.trouble,
        }

    def render(self, status: int = 200) -> HttpResponse:
        """Render it as a page of its own."""
        return render(self.request, "comments/write.html", self.context(), status=status)

    def again(self, trouble: str | Promise, status: int, token: str = "") -> HttpResponse:
        """Render it again with the entered values and an error message."""
        self.trouble, self.token = trouble, token
        return self.render(status)


@require_http_methods(["GET", "HEAD", "POST"])
@shows_form_again
def write(request: HttpRequest, address: str) -> HttpResponse:
    """Show the form; take a comment."""
    story = story_at(address)
    in_force = threads.policy_of(story)
    reader = identity.current_reader(request)
    given = request.POST if request.method == "POST" else request.GET
    page = CommentFormPage(
        request,
        story,
        CommentForm(request.POST if request.method == "POST" else None, reader=reader, most=in_force.max_length),
        reader,
        answered=_answered(given.get("reply"), story),
    )
    if not in_force.is_open:
        context = page.context() | {"closed": in_force.closed, "kept": request.POST.get("text", "")}
        return render(request, "comments/closed.html", context, status=409 if page.form.is_bound else 200)
    if given.get("reply") and page.answered is None:
        return page.again(_("What you answer is no longer there. You can still say it to everybody."), 404)
    return _take(page) if page.form.is_bound else page.render()


def _take(page: CommentFormPage) -> HttpResponse:
    """Submit the comment, or show the form again with the reason."""
    request = page.request
    if is_tokenless(request):
        return page.again(_("One more time, please: your browser had not met us yet. Nothing is lost."), 403)
    sent = request.POST.get(form_token.FIELD, "")
    try:
        token = form_token.check(sent, ACTION, page.story.pk)
    except FormTokenError as error:
        return page.again(TROUBLE.get(error.reason, TROUBLE["missing"])(), 400)
    if not page.form.is_valid():
        return page.again("", 400, sent)
    try:
        return _submit(page, token)
    except TooOften:
        return page.again(
            _("Many comments came from your network lately. Try again in an hour, or sign in first."), 429, sent
        )
    except ThreadClosedError as error:
        return page.again(error.message, 409, sent)
    except BadTextError as error:
        page.form.add_error("text", error.message)
        return page.again("", 400, sent)
    except CommentingError as error:
        page.answered = None
        return page.again(error.message, 409, sent)


TROUBLE = {
    "missing": lambda: _("Please press the button once more. Nothing is lost."),
    "too_young": lambda: _("That was faster than people write. Please press the button once more."),
    "too_old": lambda: _("This page was open for more than a day. Please press the button once more."),
}


def _submit(page: CommentFormPage, token: FormToken) -> HttpResponse:
    """Submit the comment, and redirect to its receipt."""
    request, form = page.request, page.form
    network = client_network(request)
    reader = page.reader
    if reader is None:
        limits.take([(limit, network) for limit in BY_STRANGERS])
        author = identity.reader_for(form.cleaned_data["email"], form.cleaned_data["name"])
    else:
        author = reader
        if "name" in form.cleaned_data:
            author.name = form.cleaned_data["name"]
            author.save(update_fields=["name"])
    receipt = submission.submit(
        page.story,
        author,
        form.cleaned_data["text"],
        guards=SubmissionGuards(
            token=token,
            proof=_proof(page),
            trapped=honeypot.caught(request.POST),
            network=network,
            user_agent=request.headers.get("User-Agent", ""),
        ),
        parent=page.answered,
        signed_in=reader is not None,
        notices_wanted=form.notices_wanted,
        offers_wanted=form.offers_wanted,
    )
    if reader is not None and receipt.new:
        offers.accept(form.offers_wanted, reader, page.story)
    return HttpResponseRedirect(receipts.address_of(receipt.comment, proven=reader is not None))


def _proof(page: CommentFormPage) -> Proof | None:
    try:
        return proof_of_work.check(page.request.POST.get(proof_of_work.FIELD), ACTION, page.story.pk)
    except ProofError:
        return None


def _answered(public_id: str | None, story: Article) -> Comment | None:
    """Return the comment of this story to reply to, if readers see it."""
    if not public_id:
        return None
    try:
        wanted = UUID(str(public_id))
    except ValueError:
        return None
    comments = Comment.objects.visible().filter(thread=thread_or_none(story))
    return comments.with_text().filter(public_id=wanted).first()


@require_safe
def fragment(request: HttpRequest, address: str) -> JsonResponse:
    """Return what a cached page cannot contain: the form with tokens, one's own waiting comments, the likes."""
    story = story_at(address)
    thread = thread_or_none(story)
    in_force = threads.policy_of(story)
    reader = identity.current_reader(request)
    likes: Any = Comment.objects.visible().filter(thread=thread, like_count__gt=0)
    waits = [Comment.Status.UNCONFIRMED, Comment.Status.HELD]
    mine = receipts.own(request).filter(thread=thread, status__in=waits)
    page = CommentFormPage(request, story, CommentForm(reader=reader, most=in_force.max_length), reader)
    context = page.context() | {"closed": in_force.closed}
    waiting = [
        {"comment": comment, "receipt": receipts.address_of(comment, proven=True)}
        for comment in mine.select_related("author")[:20]
    ]
    liked: Any = Reaction.objects.filter(actor_key=key_of(request), comment__thread=thread)
    return JsonResponse(
        {
            "form": render_to_string("comments/parts/form.html", context, request),
            "mine": render_to_string("comments/parts/mine.html", {"waiting": waiting}, request) if waiting else "",
            "likes": {
                str(public_id): number
                for public_id, number in likes.order_by("-like_count").values_list("public_id", "like_count")[
                    :MOST_LIKES
                ]
            },
            "liked": [str(public_id) for public_id in liked.values_list("comment__public_id", flat=True)[:MOST_LIKES]],
            "token": get_token(request),
        }
    )
