"""Shapes that several scenes share: heads, people, flags."""

from .press import Pen, Point, plot

HEAD_PROFILE: list[Point] = plot(
    "0.02,-1 0.42,-0.95 0.68,-0.72 0.76,-0.42 0.75,-0.25 0.8,-0.12 0.95,0.1 0.97,0.16 "
    "0.84,0.2 0.8,0.24 0.86,0.32 0.84,0.38 0.79,0.41 0.84,0.47 0.81,0.54 0.76,0.6 "
    "0.79,0.7 0.74,0.82 0.6,0.88 0.38,0.82 0.22,0.86 0.14,1.1 0.18,1.5 -0.75,1.5 "
    "-0.62,1.1 -0.66,0.7 -0.8,0.3 -0.86,-0.2 -0.7,-0.68 -0.38,-0.94"
)


def seated_back(pen: Pen, x: float, y: float, size: float = 1) -> None:
    """Draw the head and shoulders of someone sitting with their back to us."""
    body = pen.at(x, y, size)
    body.disc(0, 0, 30, 36)
    body.blob(plot("-92,200 -84,80 -30,42 30,42 84,80 92,200"))


def standing(pen: Pen, x: float, y: float, height: float, *, coat: bool = False, flip: bool = False) -> None:
    """Draw someone standing, feet at the point."""
    body = pen.at(x, y, height / 100, flip=flip)
    body.disc(0, -91, 8, 9)
    if coat:
        body.blob(plot("-7,-82 7,-82 15,-72 16,-45 19,-24 -18,-24 -16,-45 -14,-72"))
    else:
        body.blob(plot("-7,-82 7,-82 14,-74 12,-46 11,-36 -11,-36 -12,-46 -14,-74"))
    body.stroke([(-6, -40), (-7, -20), (-7, -2)], 10, 7).stroke([(6, -40), (7, -20), (8, -2)], 10, 7)
    body.stroke([(-13, -73), (-16, -55), (-15, -40)], 7, 5).stroke([(13, -73), (17, -55), (15, -40)], 7, 5)


def flag(pen: Pen, x: float, y: float, height: float, length: float, wave: float = 0) -> None:
    """Draw a flying flag whose upper corner at the staff is the point; negative lengths fly to the left."""
    third = length / 3
    top = [(x, y), (x + third, y - wave), (x + 2 * third, y + wave), (x + length, y)]
    bottom = [(x + length, y + height), (x + 2 * third, y + height + wave), (x + third, y + height - wave)]
    pen.polygon([*top, *bottom, (x, y + height)])
