"""Errors that services raise when they refuse a request."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class CommentingError(Exception):
    """Report that a request was refused and nothing changed. `message` is for the person who made it."""

    code = "refused"

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


class VersionConflictError(CommentingError):
    """Report that somebody else changed the comment first; `comment` is its present state. Views answer 409."""

    code = "conflict"

    def __init__(self, comment: Any) -> None:
        super().__init__(_("Somebody else was first. This is how it stands now."))
        self.comment = comment


class NotPossibleError(CommentingError):
    """Report that the request does not fit the present state: an erased comment cannot be approved, say."""

    code = "not_possible"


class ThreadClosedError(CommentingError):
    """Report that the thread takes no comments. `message` gives readers the reason."""

    code = "closed"


class NotYoursError(CommentingError):
    """Report that the comment is by somebody else. Views answer 404."""

    code = "not_yours"

    def __init__(self) -> None:
        super().__init__(_("There is no such comment of yours."))


class TooLateError(CommentingError):
    """Report that the time limit is over."""

    code = "too_late"


class BadTextError(CommentingError):
    """Report that the text cannot be accepted; the form shows `message` beside it."""

    code = "bad_text"
