"""The byline of a story, for page, teaser, feed, mail and structured data."""

from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from fastpath.child_rows import child_rows_of
from fastpath.translations import gettext, pgettext

from ..models import Article, Profile

LEADS = {
    "photographs": pgettext_lazy("byline", "photographs by"),
    "illustration": pgettext_lazy("byline", "illustrations by"),
    "translation": pgettext_lazy("byline", "translated by"),
    "agency": pgettext_lazy("byline", "agency material from"),
}


@dataclass(frozen=True)
class Credit:
    """Profiles with the same role, and the words printed before their names."""

    lead: str
    profiles: tuple[Profile, ...]


def credits_of(article: Article) -> list[Credit]:
    """Return the credits of `article` in order: the writers first, then each other role.

    If a desk is the first writer ("Editorial Board"), the other writers follow as "words by".
    """
    by_role: dict[str, list[Profile]] = {}
    for byline in child_rows_of(article, "bylines"):
        if byline.profile:
            by_role.setdefault(byline.role, []).append(byline.profile)
    found: list[Credit] = []
    words = by_role.pop("words", [])
    by_the = pgettext("byline", "By the")
    if words and words[0].is_desk and len(words) > 1:
        found += [Credit(by_the, (words[0],)), Credit(pgettext("byline", "words by"), tuple(words[1:]))]
    elif words:
        found.append(Credit(by_the if words[0].is_desk else pgettext("byline", "By"), tuple(words)))
    found += [Credit(str(LEADS[role]), tuple(profiles)) for role, profiles in by_role.items()]
    if found and not words:
        found[0] = Credit(_capital(found[0].lead), found[0].profiles)
    return found


def authors_of(article: Article) -> list[Profile]:
    """Return the writers in order; if there are none, all credited profiles."""
    bylines = [byline for byline in child_rows_of(article, "bylines") if byline.profile]
    words = [byline.profile for byline in bylines if byline.role == "words"]
    return words or [byline.profile for byline in bylines]


def contributors_of(article: Article) -> list[tuple[str, Profile]]:
    """Return the other credited profiles in order, each with its role, such as “photographs”."""
    authors = authors_of(article)
    return [
        (b.role, b.profile)
        for b in child_rows_of(article, "bylines")
        if b.profile and b.role != "words" and b.profile not in authors
    ]


def plain_byline(article: Article) -> str:
    """Return the byline as one line of text: “By A, B and C; photographs by D”."""
    return "; ".join(f"{credit.lead} {_listed([p.name for p in credit.profiles])}" for credit in credits_of(article))


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {gettext('and')} {names[-1]}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
