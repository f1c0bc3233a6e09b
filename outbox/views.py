"""Staff pages of the development mailbox."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from . import mailbox

# What went to one person, links that sign them in included, is for those who run the paper.
MAY_READ = "articles.change_paper"


@permission_required(MAY_READ, raise_exception=True)
def letters(request: HttpRequest) -> HttpResponse:
    """List the newest messages."""
    if not mailbox.in_use():
        raise Http404
    return render(request, "outbox/letters.html", {"letters": mailbox.letters()})


@permission_required(MAY_READ, raise_exception=True)
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """Show one message."""
    found = mailbox.letter(name) if mailbox.in_use() else None
    if found is None:
        raise Http404
    return render(request, "outbox/letter.html", {"letter": found})
