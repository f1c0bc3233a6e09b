"""Findings of the rules in words for moderators."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...models import Commenter, ModerationReason
from ...reasons import name_of


def _words(found: Any) -> str:
    return ", ".join(f"“{phrase}”" for phrase in found["phrases"])


def _links(found: Any) -> str:
    return ngettext("%(n)d link", "%(n)d links", found["links"]) % {"n": found["links"]}


def _duplicate(found: Any) -> str:
    if "times" in found:
        return _("by the same person")
    return ngettext("by %(n)d other person", "by %(n)d other people", found["people"]) % {"n": found["people"]}


def _first(found: Any) -> str:
    if found["premod"] == "all":
        return _("everybody is, here")
    return _("%(n)d published so far") % {"n": found["approved"]}


def _history(found: Any) -> str:
    return _("%(refused)d of %(decided)d refused this month") % found


_DETAILS: dict[str, Callable[[Any], str]] = {
    "words": _words,
    "links": _links,
    "duplicate": _duplicate,
    "near_duplicate": lambda found: _("%(n)d per cent alike") % {"n": round(found["alike"] * 100)},
    "first_n": _first,
    "history": _history,
    "standing": lambda found: str(Commenter.Status(found["status"]).label),
    "length": lambda found: _("%(length)d characters, %(most)d allowed") % found,
    "domain": lambda found: str(found["domain"]),
    "banned_domain": lambda found: str(found["domain"]),
    "rate": lambda found: str(found["limit"]),
    "proof_of_work": lambda found: str(found.get("why", "")),
    "rule_failed": lambda found: str(found["rule"]),
    "rule_overran": lambda found: str(found["rule"]),
    "rule_rubbish": lambda found: str(found["rule"]),
}


def detail_of(code: str, detail: dict[str, Any]) -> str:
    """Return the details of a finding of the rule `code`.

    Empty if they say no more than the rule's name, or have the format of an older version.
    """
    try:
        return _DETAILS[code](detail)
    except (KeyError, TypeError, ValueError):
        return ""


def described(reason: ModerationReason) -> dict[str, str]:
    """Return a reason as template context."""
    return {
        "name": name_of(reason.code),
        "detail": detail_of(reason.code, reason.detail),
        "outcome": reason.outcome,
    }
