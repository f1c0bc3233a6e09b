"""The input of the rules."""

from dataclasses import dataclass

from readers.guards.form_token import FormToken
from readers.guards.proof_of_work import Proof

from ..models import Comment, Commenter, CommentThread
from ..policy import Policy
from ..text import Text


@dataclass(frozen=True)
class SubmissionGuards:
    """Results of the form's spam guards; None for a guard without a result."""

    token: FormToken | None = None
    proof: Proof | None = None
    trapped: bool = False  # the hidden honeypot field was filled in
    network: str = ""
    user_agent: str = ""


@dataclass(frozen=True)
class Case:
    """A text to check, with its author, thread, policy and guards.

    `thread.article` and `author.reader` must be loaded.
    """

    text: Text
    author: Commenter
    thread: CommentThread
    policy: Policy
    guards: SubmissionGuards | None = None  # None: not sent by a form just now (an edit, a confirmation)
    comment: Comment | None = None  # None: a new comment
