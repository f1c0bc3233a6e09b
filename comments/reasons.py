"""Reasons for holding or refusing comments: their names for moderators, and the sentences for authors."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .errors import BadTextError
from .models import Comment, ModerationDecision, WordToAuthor
from .text import clean


@dataclass(frozen=True)
class Sentences:
    """The name of a reason for moderators, and the sentence on the author's receipt."""

    name: str | Promise
    to_author: str | Promise


HELD = _("A moderator reads it before it appears.")
REASONS = {
    "honeypot": Sentences(_("Filled in a field that only machines see"), _("It was taken for the work of a machine.")),
    "form_token": Sentences(_("Came without a form of ours"), HELD),
    "proof_of_work": Sentences(_("No proof of work (scripts off?)"), HELD),
    "thread_closed": Sentences(_("Thread closed"), _("Comments on this story were closed.")),
    "standing": Sentences(
        _("Person suspended, banned or read first"), _("You may not write comments here at present.")
    ),
    "length": Sentences(_("Too long"), _("It is too long.")),
    "links": Sentences(_("Links"), _("It holds more links than we publish unread.")),
    "words": Sentences(_("Word list"), _("It holds words that we do not publish.")),
    "duplicate": Sentences(_("The same again"), _("The same words were sent before.")),
    "near_duplicate": Sentences(_("Nearly the same again"), _("Nearly the same words were sent before.")),
    "first_n": Sentences(_("Read first"), HELD),
    "history": Sentences(_("Often refused lately"), HELD),
    "domain": Sentences(_("Address to throw away"), HELD),
    "banned_domain": Sentences(
        _("Address of a banned domain"), _("We take no comments from addresses like yours at present.")
    ),
    "rate": Sentences(_("Too many at once"), _("Many comments came at once.")),
    "reported": Sentences(_("Reported by readers"), _("Readers reported it, and a moderator looks at it.")),
    "rule_failed": Sentences(_("A rule failed"), HELD),
    "rule_overran": Sentences(_("A rule took too long"), HELD),
    "rule_rubbish": Sentences(_("A rule answered nonsense"), HELD),
    # reasons of moderators
    "abusive": Sentences(_("Abusive"), _("It attacks a person instead of what they say.")),
    "hateful": Sentences(_("Hateful"), _("It spreads hatred against a group of people.")),
    "off_topic": Sentences(_("Off topic"), _("It has nothing to do with the story.")),
    "private": Sentences(_("Gives away something private"), _("It gives away something private about a person.")),
    "unlawful": Sentences(_("Unlawful"), _("We may not publish it under the law.")),
    "false": Sentences(
        _("False claim about a person"), _("It makes a claim about a person that we could not stand by.")
    ),
    "spam": Sentences(_("Advertising"), _("It is advertising.")),
    "other": Sentences(_("House rules"), _("It breaks the rules of this site.")),
}
# Reasons that moderators can choose.
TO_REFUSE = ("abusive", "hateful", "off_topic", "private", "unlawful", "false", "spam", "other")


@dataclass(frozen=True)
class Statement:
    """Statement of reasons for the author of a refused or held comment.

    Required by Article 17 of the Digital Services Act (Regulation (EU) 2022/2065).
    """

    code: str
    sentence: str | Promise
    automated: bool
    may_appeal: bool
    decided_at: datetime
    word: str = ""  # the moderator's message to the author
    phrases: tuple[str, ...] = ()  # of the word lists, for a refusal only


def name_of(code: str) -> str | Promise:
    """Return the name of a reason for moderators."""
    return REASONS[code].name if code in REASONS else code


def decision_for_author(comment: Comment) -> ModerationDecision | None:
    """Return the latest decision in force that concerns the author, features and pins excluded.

    For an upheld refusal it is the refusal itself, because that has the reason.
    """
    aside = ["feature", "unfeature", "pin", "unpin", "uphold", "undo"]
    decisions = comment.decisions.exclude(action__in=aside).filter(undone_by=None)
    found: ModerationDecision | None = decisions.select_related("word_to_author").order_by("-pk").first()
    return found


def _looked_again(comment: Comment, refusal: ModerationDecision) -> ModerationDecision | None:
    """Return the decision that denied an appeal against `refusal`, if there is one."""
    upheld = comment.decisions.filter(action="uphold", undone_by=None, pk__gt=refusal.pk)
    return upheld.select_related("word_to_author").first()


def statement_of(comment: Comment) -> Statement | None:
    """Return why `comment`, or its latest edit, is not published; None if there is nothing to explain."""
    if comment.status not in {"held", "rejected", "spam"} and comment.waiting_since is None:
        return None
    decision = decision_for_author(comment)
    if decision is None:
        return None
    code = decision.reason_code
    if not code and comment.current_revision_id:
        worst = comment.current_revision.reasons.values_list("code", flat=True).order_by("pk").first()
        code = worst or ""
    refused = comment.status in {"rejected", "spam"}
    default = REASONS["other"].to_author if refused else HELD
    last = (_looked_again(comment, decision) if hasattr(comment, "appeal") else None) or decision
    words = [one.word_to_author.text for one in (last, decision) if hasattr(one, "word_to_author")]
    return Statement(
        code=code,
        sentence=REASONS[code].to_author if code in REASONS else default,
        automated=last.by != ModerationDecision.By.STAFF,
        may_appeal=refused and not hasattr(comment, "appeal"),
        decided_at=last.created_at,
        word=words[0] if words else "",
        phrases=_phrases(comment) if refused and code == "words" else (),
    )


def _phrases(comment: Comment) -> tuple[str, ...]:
    """Return the listed phrases for which the comment was refused, so that its author can reword it."""
    found = comment.current_revision.reasons.filter(code="words", outcome="reject").first()
    return tuple(found.detail.get("phrases", ())) if found else ()


def add_word(decision: ModerationDecision, text: str, user: Any) -> WordToAuthor | None:
    """Set the message to the author that goes with `decision`; an empty `text` deletes it.

    Raises BadTextError if it is longer than 1,000 characters.
    """
    text = clean(text)
    if len(text) > 1000:
        raise BadTextError(_("At most 1,000 characters."))
    if not text:
        WordToAuthor.objects.filter(decision=decision).delete()
        return None
    return WordToAuthor.objects.update_or_create(decision=decision, defaults={"text": text, "by": user})[0]
