"""Any accent can be read, wherever it stands."""

import pytest

from articles.theme.colours import DARK_PAPER, PAPER, accent, contrast, from_oklch, mix, to_oklch

# Red, blue, yellow, green, violet, cyan, pink, black; then what nobody should choose.
ACCENTS = ["#d6321b", "#1b5ed6", "#f2c400", "#0b8f3c", "#6b2fb3", "#00a5b8", "#e6338f", "#000000"]
EXTREMES = ["#ffffff", "#ffff00", "#00ff00", "#00ffff", "#ff00ff", "#0000ff", "#808080"]

INK, DARK_INK = "#11161d", "#e9ecef"


@pytest.mark.parametrize("colour", ACCENTS + EXTREMES)
def test_every_accent_is_readable_as_text_and_under_white(colour):
    made = accent(colour)
    tint, wash = mix(INK, PAPER, 0.05), mix(colour, PAPER, 0.09)
    dark_tint, dark_wash = mix(DARK_INK, DARK_PAPER, 0.07), mix(colour, DARK_PAPER, 0.16)
    pairs = {
        "on paper": (made.ink, PAPER),
        "on the tint": (made.ink, tint),
        "on the wash": (made.ink, wash),
        "white on the fill": ("#ffffff", made.fill),
        "on dark paper": (made.dark_ink, DARK_PAPER),
        "on the dark tint": (made.dark_ink, dark_tint),
        "on the dark wash": (made.dark_ink, dark_wash),
    }
    assert {name: contrast(*pair) for name, pair in pairs.items() if contrast(*pair) < 4.5} == {}


def test_an_accent_that_is_dark_enough_stays_as_it_is():
    assert accent("#6b2fb3").ink == accent("#6b2fb3").fill == "#6b2fb3"


@pytest.mark.parametrize("colour", ACCENTS + EXTREMES)
def test_a_colour_survives_the_way_there_and_back(colour):
    assert from_oklch(*to_oklch(colour)) == colour


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
