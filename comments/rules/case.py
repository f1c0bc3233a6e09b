"""What the rules look at."""

from dataclasses import dataclass

from readers.guards.form_token import FormToken
from readers.guards.proof_of_work import Proof

from ..models import Comment, Commenter, CommentThread
from ..policy import Policy
from ..text import Text


@dataclass(frozen=True)
class SubmissionGuards:
    """What came with the text: each guard's answer, as far as there was one."""

    token: FormToken | None = None
    proof: Proof | None = None
    trapped: bool = False  # the field that only machines fill in was filled in
    network: str = ""
    user_agent: str = ""


@dataclass(frozen=True)
class Case:
    """One text, who wrote it, where, and how it came. `thread.article` and `author.reader` are at hand."""

    text: Text
    author: Commenter
    thread: CommentThread
    policy: Policy
    guards: SubmissionGuards | None = None  # None: not sent by a form just now (an edit, a confirmation)
    comment: Comment | None = None  # None: it is new
