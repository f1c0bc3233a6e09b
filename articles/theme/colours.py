"""Compute the shades of the paper's accent colour, with enough contrast for text on each background.

The style sheet does the same with relative colours; the server writes the result for browsers without them.
Conversions between sRGB and OKLCH follow Björn Ottosson's definition, contrast follows WCAG 2.2.
"""

from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin

PAPER, DARK_PAPER = "#ffffff", "#0e1217"

# The caps are lowest for greens and cyans, which look lighter than they measure; determined by trying every hue.
INK_CAP, INK_LEAN = 0.528, 0.023
FILL_CAP, FILL_LEAN = 0.557, 0.0175
REDDEST = 29  # the hue, in degrees, that may stay lightest
DARK_FLOOR, DARK_CHROMA = 0.70, 0.19


@dataclass(frozen=True)
class Accent:
    """One accent as text on light paper, as a fill under white text, and as text on dark paper."""

    accent: str
    ink: str
    fill: str
    dark_ink: str


def accent(colour: str) -> Accent:
    """Return the shades of the accent `colour` (#rrggbb)."""
    lightness, chroma, hue = to_oklch(colour)
    lean = cos(radians(hue - REDDEST))
    return Accent(
        accent=colour,
        ink=from_oklch(min(lightness, INK_CAP + INK_LEAN * lean), chroma, hue),
        fill=from_oklch(min(lightness, FILL_CAP + FILL_LEAN * lean), chroma, hue),
        dark_ink=from_oklch(max(lightness, DARK_FLOOR), min(chroma, DARK_CHROMA), hue),
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """Return `share` of `one` in `other`, mixed in OKLab as `color-mix()` does."""
    a, b = _to_oklab(one), _to_oklab(other)
    return _from_oklab(*(share * x + (1 - share) * y for x, y in zip(a, b, strict=True)))


def to_oklch(colour: str) -> tuple[float, float, float]:
    """Return lightness, chroma and hue in degrees of `colour` (#rrggbb)."""
    lightness, a, b = _to_oklab(colour)
    return lightness, hypot(a, b), degrees(atan2(b, a)) % 360


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """Return a colour as #rrggbb. Outside sRGB, chroma is reduced, never lightness: text must stay readable."""
    low, high = 0.0, chroma
    if not _shown(lightness, chroma, hue):
        for _ in range(20):
            middle = (low + high) / 2
            low, high = (middle, high) if _shown(lightness, middle, hue) else (low, middle)
        chroma = low
    return _from_oklab(lightness, chroma * cos(radians(hue)), chroma * sin(radians(hue)))


def _shown(lightness: float, chroma: float, hue: float) -> bool:
    channels = _linear(lightness, chroma * cos(radians(hue)), chroma * sin(radians(hue)))
    return all(-0.0005 <= channel <= 1.0005 for channel in channels)


def _channels(colour: str) -> list[float]:
    """Return red, green and blue as linear light."""
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values]


def _luminance(colour: str) -> float:
    red, green, blue = _channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_oklab(colour: str) -> tuple[float, float, float]:
    red, green, blue = _channels(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _linear(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _from_oklab(lightness: float, a: float, b: float) -> str:
    values = [min(1.0, max(0.0, channel)) for channel in _linear(lightness, a, b)]
    encoded = [v * 12.92 if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in values]
    return "#" + "".join(f"{round(255 * value):02x}" for value in encoded)
