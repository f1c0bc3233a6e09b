"""Text folded so that what looks alike is alike: for comparing names and finding words, never for showing."""

import unicodedata

# What is drawn like a Latin letter, in lower case: Cyrillic, Greek, Armenian, and Latin's own variants.
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
    """Return `text` with one form for what looks the same.

    Full-width and styled letters become plain ones (NFKC), capitals small, accents and everything invisible go, and
    letters of other scripts that are drawn like Latin ones become those. Linear in the length of `text`.
    """
    compatible = unicodedata.normalize("NFKC", text).casefold()
    apart = unicodedata.normalize("NFKD", compatible)
    return "".join(one for one in apart if unicodedata.category(one) not in _INVISIBLE).translate(_DRAWN_ALIKE)
