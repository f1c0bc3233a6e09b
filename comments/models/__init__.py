"""Models of readers' comments, one file for each subject."""

from .appeal import Appeal
from .comment import Comment, CommentRevision
from .commenter import Commenter, CommenterOrigin
from .decision import ModerationDecision, ModerationReason
from .desk import BannedDomain, CommenterNote, WordToAuthor
from .notice import ReplyNotification
from .response import Flag, Reaction
from .settings import SectionCommentSettings, SiteCommentSettings
from .thread import CommentThread
from .word import WordRule

__all__ = [
    "Appeal",
    "BannedDomain",
    "Comment",
    "CommentRevision",
    "CommentThread",
    "Commenter",
    "CommenterNote",
    "CommenterOrigin",
    "Flag",
    "ModerationDecision",
    "ModerationReason",
    "Reaction",
    "ReplyNotification",
    "SectionCommentSettings",
    "SiteCommentSettings",
    "WordRule",
    "WordToAuthor",
]
