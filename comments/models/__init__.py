"""The models of readers' comments, one file a subject."""

from .appeal import Appeal
from .comment import Comment, CommentRevision
from .commenter import Commenter, CommenterOrigin
from .decision import ModerationDecision, ModerationReason
from .notice import ReplyNotification
from .response import Flag, Reaction
from .settings import SectionCommentSettings, SiteCommentSettings
from .thread import CommentThread
from .word import WordRule

__all__ = [
    "Appeal",
    "Comment",
    "CommentRevision",
    "CommentThread",
    "Commenter",
    "CommenterOrigin",
    "Flag",
    "ModerationDecision",
    "ModerationReason",
    "Reaction",
    "ReplyNotification",
    "SectionCommentSettings",
    "SiteCommentSettings",
    "WordRule",
]
