"""Validation of the names that readers choose."""

import re
import unicodedata

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.models import Paper, Profile

from .folding import fold
from .models import Reader

SHORTEST, LONGEST = 2, 60

# Control, format (with direction marks), unassigned, private use and surrogates; line and paragraph separators.
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_LINK = re.compile(r"://|www\.|@|[^\W\d_]{2,}\.[^\W\d_]{2,}|\.[^\W\d_]{2,}/", re.IGNORECASE)
_MAX_STACKED_ACCENTS = 2  # accents over one letter that some writing needs

# Names that suggest a role at the paper.
_RESERVED_ROLES = (
    "admin", "administrator", "moderator", "mod", "staff", "editor", "editors", "editorial", "editorial board",
    "editorial team", "the editor", "the editors", "newsroom", "support", "help", "system", "comments", "official",
)  # fmt: skip

# Characters that most typefaces draw alike.
_CONFUSABLES = str.maketrans("01357il|", "olestlll")


def clean_name(name: str, reader: Reader | None = None) -> str:
    """Return `name` as it is stored: one line, single spaces. `reader` is its future owner, if known.

    Raises ValidationError, with a sentence for the reader, if it hides characters, holds a link, or imitates the staff;
    members of staff may use their own.
    """
    name = unicodedata.normalize("NFC", name)
    if any(unicodedata.category(one) in _REFUSED_CATEGORIES for one in name):
        raise ValidationError(_("This name holds characters that nobody can see. Please type it anew."), "invisible")
    name = " ".join(name.split())
    if not SHORTEST <= len(name) <= LONGEST:
        raise ValidationError(
            _("A name has %(shortest)d to %(longest)d characters."),
            "length",
            {"shortest": SHORTEST, "longest": LONGEST},
        )
    if not any(one.isalpha() for one in name) or _has_stacked_accents(name):
        raise ValidationError(_("Please write a name in letters."), "letters")
    if _LINK.search(name) or _LINK.search(unicodedata.normalize("NFKC", name)):
        raise ValidationError(_("A name cannot hold a link or an address."), "link")
    if not (reader and reader.is_staff) and _skeleton(name) in _reserved_skeletons():
        raise ValidationError(_("This name belongs to somebody at the paper. Please choose another."), "staff")
    return name


def _has_stacked_accents(name: str) -> bool:
    """Return whether a letter has more accents than any script needs."""
    run = 0
    for one in unicodedata.normalize("NFD", name):
        run = run + 1 if unicodedata.category(one) in {"Mn", "Me"} else 0
        if run > _MAX_STACKED_ACCENTS:
            return True
    return False


def _reserved_skeletons() -> set[str]:
    """Return the skeletons of the names of the paper, its roles, its staff and its bylines."""
    people = get_user_model().objects.filter(is_active=True)
    full = [f"{first} {last}" for first, last in people.values_list("first_name", "last_name")]
    bylines = Profile.objects.values_list("name", flat=True)
    paper = Paper.load().name
    offices = [*_RESERVED_ROLES, *(f"{paper} {office}" for office in _RESERVED_ROLES)]
    return {_skeleton(one) for one in [paper, *offices, *full, *bylines]} - {""}


def _skeleton(name: str) -> str:
    """Return the skeleton of a name (UTS 39): names that look alike have the same."""
    return "".join(one for one in fold(name) if one.isalnum() or one == "|").translate(_CONFUSABLES)
