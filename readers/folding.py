"""Folding of look-alike characters, for comparing names and finding words, never for display."""

import unicodedata

# Letters that look like Latin ones, in lower case: Cyrillic, Greek, Armenian, and Latin's own variants.
_DRAWN_ALIKE = str.maketrans(
    dict(
        zip(
            "аеорсухіјѕһԁԛԝвкмнтӏѵαεικνορτυχγօսոհցյıɑɡʟɴʀ",
            "aeopcyxijshdqwbkmhtlvaeikvoptuxyounhgjiaglnr",
            strict=True,
        )
    )
)
_INVISIBLE = frozenset({"Cf", "Cc", "Mn", "Me"})


def fold(text: str) -> str:
    """Return `text` with look-alike characters replaced by one form.

    Full-width and styled letters become plain ones (NFKC) and lower case; accents and invisible characters are removed;
    letters of other scripts that look like Latin ones become those. Linear in the length of `text`.
    """
    compatible = unicodedata.normalize("NFKC", text).casefold()
    apart = unicodedata.normalize("NFKD", compatible)
    return "".join(one for one in apart if unicodedata.category(one) not in _INVISIBLE).translate(_DRAWN_ALIKE)
