"""Confirmation of a comment by a mailed link: a page with a button, because mail scanners follow links."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from readers import identity
from readers.tokens import BadToken

from .. import offers, receipts
from ..errors import CommentingError
from ..models import Comment
from ..services import notices, submission


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the comment and a button; on POST confirm the comment and sign in this browser as its author."""
    comment, notices_wanted = notices.confirmed_by(token)
    author = comment.author.reader
    if author is None or comment.current_revision is None:
        raise BadToken
    waits = comment.status == Comment.Status.UNCONFIRMED
    if request.method != "POST":
        context = {"comment": comment, "story": comment.thread.article, "waits": waits, "address": author.masked_email}
        return render(request, "comments/confirm.html", context)
    try:
        done = submission.confirm(comment, notices_wanted)
    except CommentingError as error:
        return render(
            request, "comments/refused.html", {"story": comment.thread.article, "message": error.message}, status=409
        )
    response = redirect(receipts.address_of(done, proven=True))
    if waits:  # the link signs in only once
        offers.accept(notices.offers_in(token), author, comment.thread.article)
        identity.remember(response, author)
    return response
