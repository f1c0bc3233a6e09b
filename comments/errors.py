"""Why something that was asked for was not done."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class CommentingError(Exception):
    """It was not done, and nothing changed. `message` is for the person who asked."""

    code = "refused"

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message


class VersionConflictError(CommentingError):
    """Somebody else was first; `comment` is as it is now. Views answer 409 with it."""

    code = "conflict"

    def __init__(self, comment: Any) -> None:
        super().__init__(_("Somebody else was first. This is how it stands now."))
        self.comment = comment


class NotPossibleError(CommentingError):
    """What was asked for does not fit the present state: an erased comment cannot be approved."""

    code = "not_possible"


class ThreadClosedError(CommentingError):
    """The thread takes no comments. `message` says why, as readers are told."""

    code = "closed"


class NotYoursError(CommentingError):
    """The comment is somebody else’s. Views answer 404."""

    code = "not_yours"

    def __init__(self) -> None:
        super().__init__(_("There is no such comment of yours."))


class TooLateError(CommentingError):
    """The time for it is over."""

    code = "too_late"


class BadTextError(CommentingError):
    """The text cannot be taken as it is; the form shows `message` beside it."""

    code = "bad_text"
