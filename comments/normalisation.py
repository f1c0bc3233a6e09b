"""Normalised forms in which texts and phrases are compared: words in plain letters, one space between them.

Linear in the length of the text; user input is never compiled as a pattern.
"""

import hashlib
import html
import re

from readers.folding import fold

# Digits and signs used as letters inside words, as in “pr1ze”. Numbers stay unchanged.
_IN_WORDS = str.maketrans("01!|34@5$7", "oiiieaasst")

_TAG = re.compile(r"<[/!?a-zA-Z][^<>]{0,200}>")
# Word separators. Signs used as letters are not separators; invisible characters are removed earlier.
_BREAK = re.compile(r"[^\w@$!|]+")
_EDGES = "!|_"
# Scripts without spaces between words: each letter counts as a word, so that phrases are found anywhere.
_UNSPACED = re.compile(r"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")
_SPELT = re.compile(r"(?<!\S)(?:\w ){2,}\w(?!\S)")


def words(text: str) -> str:
    """Return the words of `text` in folded form, separated by single spaces."""
    text = " ".join(text.split())
    plain = text.isascii() and text.isprintable()  # true for most texts, which only need lower case
    folded = text.lower() if plain else _UNSPACED.sub(r" \1 ", fold(text))
    return " ".join(word for part in _BREAK.split(folded) if (word := _word(part.strip(_EDGES))))


def phrase_form(phrase: str) -> str:
    """Return the form in which a phrase of the word lists is searched for; empty if it has no word."""
    return words(html.unescape(phrase))


def matching_forms(text: str) -> str:
    """Return the text in which phrases are searched for, each word between spaces.

    It holds the words as written; if they differ, the words without tags and with entities decoded, as a browser shows
    them; and words that were spelt out, l i k e t h i s.
    """
    forms = [words(text)]
    unescaped = html.unescape(text)
    bare = _TAG.sub("", unescaped) if "<" in unescaped else unescaped
    if bare != text:
        forms.append(words(bare))
    spelt = [match.group().replace(" ", "") for form in forms for match in _SPELT.finditer(form)]
    return f" {' | '.join([*forms, *spelt])} "


def text_hash(text: str) -> str:
    """Return a hash that ignores case, diacritics, look-alikes, spaces and punctuation."""
    return hashlib.sha256(words(text).replace(" ", "").encode()).hexdigest()


def _word(token: str) -> str:
    return token if token.isdigit() or token.isalpha() else token.translate(_IN_WORDS)
