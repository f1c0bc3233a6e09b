"""The private receipt page of a comment, where its author sees the result, edits, deletes and appeals."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from readers.guards.csrf_failure import is_tokenless, shows_form_again
from readers.identity import current_reader

from .. import policy, receipts
from ..errors import BadTextError, CommentingError
from ..models import Comment
from ..reasons import statement_of
from ..receipts import CommentReceipt
from ..services import appeals, submission
from .forms import AppealForm, EditForm

View = Callable[..., HttpResponse]


def _with_receipt(view: View) -> View:
    """Pass the receipt for the token to `view`; the signed-in author always counts as proven."""

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        receipt = receipts.read(token)
        reader = current_reader(request)
        if reader is not None and reader.pk == receipt.comment.author.reader_id:
            receipt = CommentReceipt(receipt.comment, True)
        return view(request, receipt, token)

    return answer


def _author_only(view: View) -> View:
    """Show the receipt instead to holders who may only view it; it explains how to prove the address."""

    @wraps(view)
    def answer(request: HttpRequest, receipt: CommentReceipt, token: str) -> HttpResponse:
        if not receipt.acts:
            return _page(request, receipt, token, status=403)
        return view(request, receipt, token)

    return answer


@require_safe
@_with_receipt
def receipt(request: HttpRequest, receipt: CommentReceipt, token: str) -> HttpResponse:
    """Show the state of the comment."""
    return _page(request, receipt, token)


@require_http_methods(["GET", "HEAD", "POST"])
@shows_form_again
@_with_receipt
@_author_only
def edit(request: HttpRequest, receipt: CommentReceipt, token: str) -> HttpResponse:
    """Edit the text within ten minutes; the rules check the new one."""
    comment = receipt.comment
    most = policy.in_force(comment.thread).max_length
    form = EditForm(request.POST if request.method == "POST" else None, initial={"text": _source(comment)}, most=most)
    context = {"comment": comment, "story": comment.thread.article, "form": form, "token": token, **_clock(comment)}
    if not form.is_bound:
        if not submission.may_edit(comment, comment.author):
            return _page(request, receipt, token, status=409)
        return render(request, "comments/edit.html", context)
    if is_tokenless(request) or not form.is_valid():
        return render(request, "comments/edit.html", context, status=400)
    try:
        submission.edit(comment.pk, comment.author, form.cleaned_data["text"])
    except BadTextError as error:
        form.add_error("text", error.message)
        return render(request, "comments/edit.html", context, status=400)
    except CommentingError as error:
        return _page(request, receipt, token, trouble=error.message, kept=form.cleaned_data["text"], status=409)
    return redirect("comments:receipt", token=token)


@require_POST
@_with_receipt
@_author_only
def delete(request: HttpRequest, receipt: CommentReceipt, token: str) -> HttpResponse:
    """Delete the comment."""
    submission.delete_own(receipt.comment.pk, receipt.comment.author)
    return redirect("comments:receipt", token=token)


@require_POST
@_with_receipt
@_author_only
def confirm(request: HttpRequest, receipt: CommentReceipt, token: str) -> HttpResponse:
    """Confirm a waiting comment, if this browser is signed in with its address."""
    if not receipt.proven:
        return _page(request, receipt, token, status=403)
    try:
        submission.confirm(receipt.comment)
    except CommentingError as error:
        return _page(request, receipt, token, trouble=error.message, status=409)
    return redirect("comments:receipt", token=token)


@require_http_methods(["GET", "HEAD", "POST"])
@shows_form_again
@_with_receipt
@_author_only
def appeal(request: HttpRequest, receipt: CommentReceipt, token: str) -> HttpResponse:
    """Take the author's appeal against a refusal."""
    form = AppealForm(request.POST if request.method == "POST" else None)
    comment = receipt.comment
    context = {"comment": comment, "story": comment.thread.article, "form": form, "token": token}
    if not form.is_bound or is_tokenless(request) or not form.is_valid():
        statement = statement_of(comment)
        if not (receipt.proven and statement and statement.may_appeal):
            return _page(request, receipt, token, status=409)
        return render(request, "comments/appeal.html", context, status=400 if form.is_bound else 200)
    try:
        appeals.appeal(comment.pk, comment.author, form.cleaned_data["text"])
    except CommentingError as error:
        return _page(request, receipt, token, trouble=error.message, status=409)
    return redirect("comments:receipt", token=token)


def _page(request: HttpRequest, receipt: CommentReceipt, token: str, *, status: int = 200, **more: Any) -> HttpResponse:
    comment = receipt.comment
    gone = comment.status in {Comment.Status.DELETED, Comment.Status.ERASED}
    context = {
        "receipt": receipt,
        "comment": comment,
        "story": comment.thread.article,
        "token": token,
        "gone": gone,
        "statement": statement_of(comment),
        "appeal": getattr(comment, "appeal", None),
        "may_edit": receipt.acts and submission.may_edit(comment, comment.author),
        **_clock(comment),
        **more,
    }
    return render(request, "comments/receipt.html", context, status=status)


def _clock(comment: Comment) -> dict[str, Any]:
    return {"edit_ends": submission.edit_ends(comment)}


def _source(comment: Comment) -> str:
    return comment.current_revision.source if comment.current_revision else ""
