"""Helpers that create readers, and comments as readers send them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from comments.models import Comment, Commenter, SiteCommentSettings
from comments.rules import SubmissionGuards
from comments.services import commenters, submission
from readers.guards.form_token import FormToken
from readers.guards.proof_of_work import Proof
from readers.identity import reader_for, verify
from readers.models import Reader


def guards(nonce: str | None = None, **fields: Any) -> SubmissionGuards:
    """Return guards as of a properly sent comment."""
    number = next(_numbers)
    now = timezone.now()
    token = FormToken(nonce or f"nonce-{number}", now - timedelta(minutes=1))
    proof = Proof(f"proof-{number}", now + timedelta(minutes=9))
    return SubmissionGuards(
        **({"token": token, "proof": proof, "network": "192.0.2.0/24", "user_agent": "Test"} | fields)
    )


_numbers = iter(range(1_000_000_000))


def make_reader(name: str = "Ada Quill", email: str = "", *, verified: bool = True) -> Reader:
    """Return a reader, with a verified address unless `verified` is False."""
    reader = reader_for(email or f"{name.lower().replace(' ', '.')}@readers.example", name)
    if verified:
        verify(reader)
    return reader


def say(article: Any, reader: Reader, text: str = "The ferry was late again today.", **options: Any) -> Comment:
    """Send a comment by `reader`, and return it as stored."""
    options = {"guards": guards(), "signed_in": True} | options
    receipt = submission.submit(article, reader, text, **options)
    return Comment.objects.get(pk=receipt.comment.pk)


def trust(reader: Reader) -> Commenter:
    """Turn premoderation off, and return the commenter for `reader`."""
    SiteCommentSettings.load()
    SiteCommentSettings.objects.update(premod="off")
    return commenters.commenter_of(reader)
