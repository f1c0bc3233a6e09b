"""Readers, and comments as they send them."""

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
    """Return what comes with a comment that is sent as it should be."""
    number = next(_numbers)
    now = timezone.now()
    token = FormToken(nonce or f"nonce-{number}", now - timedelta(minutes=1))
    proof = Proof(f"proof-{number}", now + timedelta(minutes=9))
    return SubmissionGuards(
        **({"token": token, "proof": proof, "network": "192.0.2.0/24", "user_agent": "Test"} | fields)
    )


_numbers = iter(range(1_000_000_000))


def make_reader(name: str = "Ada Quill", email: str = "", *, verified: bool = True) -> Reader:
    """Return a reader, whose address is confirmed unless said otherwise."""
    reader = reader_for(email or f"{name.lower().replace(' ', '.')}@readers.example", name)
    if verified:
        verify(reader)
    return reader


def say(article: Any, reader: Reader, text: str = "The ferry was late again today.", **options: Any) -> Comment:
    """Have `reader` send a comment; returns it as it is in the database."""
    options = {"guards": guards(), "signed_in": True} | options
    receipt = submission.submit(article, reader, text, **options)
    return Comment.objects.get(pk=receipt.comment.pk)


def trust(reader: Reader) -> Commenter:
    """Let `reader` be somebody who is not read first: everybody's first comments are not held any more."""
    SiteCommentSettings.load()
    SiteCommentSettings.objects.update(premod="off")
    return commenters.commenter_of(reader)
