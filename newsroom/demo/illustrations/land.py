"""Scenes of the land: the glacier, the village that moves uphill."""

import numpy as np

from .press import Sheet, ramp, scene


@scene
def glacier() -> Sheet:
    """A glacier between grey mountains, its retreat marked by red stakes."""
    sheet = Sheet(1080)
    x, y = sheet.x, sheet.y
    sheet.paint(blue=np.clip(0.5 - y / 720 * 0.7, 0, 0.5))
    sheet.paint(sheet.disc(838, 118, 56), red=1)
    valley = np.abs(sheet.x[0] - 540) * -0.25 + 60
    ranges = ((250, 150, 360, 3, 0.45, 0.05), (330, 130, 300, 8, 0.75, 0.2))
    ranges += ((450, 170, 420, 12, 0.95, 0.45), (600, 170, 380, 17, 1, 0.8))
    for i, (base, swing, period, seed, blue, ink) in enumerate(ranges):
        crest = sheet.contour(base, swing, period, seed) + (valley if i else 0)
        rock = sheet.noise(26 + i * 16, 30 + i, 5)
        slope = np.clip((rock - 0.47) * 7 + np.clip((y - crest) / 120, -0.3, 0.5), 0, 1)
        sheet.paint(sheet.below(crest), blue=blue * (0.5 + 0.5 * slope), ink=np.clip(ink * (0.35 + slope), 0, 1))
    middle = 540 + 150 * np.sin((y - 250) / 120) * ramp(y, 230, 630)
    half_width = 30 + np.clip((y - 230) / 490, 0, 1) ** 1.2 * 230
    ice = np.clip(half_width - np.abs(x - middle), 0, 1) * (y > 232)
    arcs = np.sin((y + ((x - middle) / half_width) ** 2 * 70) / np.maximum(5 + (y - 230) / 40, 1))
    crevasses = np.clip(arcs * 1.3 - 0.55, 0, 1) * np.clip((sheet.noise(60, 91, 3) - 0.3) * 2.2, 0, 1)
    edge = np.clip(np.abs(x - middle) / half_width - 0.55, 0, 0.5) * 1.4
    sheet.paint(ice, blue=np.clip(0.1 + edge + crevasses * 0.45, 0, 1), ink=crevasses * 0.35)
    stakes = sheet.pen()
    for i, foot in enumerate(range(300, 700, 44)):
        line = 540 + 150 * np.sin((foot - 250) / 120) * min(1, max(0, (foot - 230) / 400))
        stakes.rectangle(line - 1.6 - i * 0.4, foot - 16 - i * 6, line + 1.6 + i * 0.4, foot)
    sheet.paint(stakes.mask(), red=1)
    return sheet


@scene
def village() -> Sheet:
    """A hillside village: the lower houses are dashed outlines, the upper ones solid."""
    sheet = Sheet()
    x, y = sheet.x, sheet.y
    sheet.paint(blue=np.clip(0.42 - ramp(y, 0, 420) * 0.34, 0, 1))
    far = sheet.contour(330, 90, 520, 6)
    sheet.paint(sheet.below(far), blue=0.42)
    across = sheet.x[0]
    slope = 566 - 430 * ramp(across, 60, 1240) ** 0.9 + sheet.contour(0, 22, 260, 8)
    depth = y - slope
    terraces = np.sin(depth * 0.052 + 0.8 * np.sin(x * 0.006) + sheet.noise(260, 4, 3) * 5)
    hill = sheet.below(slope)
    sheet.paint(
        hill,
        blue=np.clip(0.62 + 0.2 * (terraces > 0), 0, 1),
        ink=np.clip(0.20 + 0.26 * (terraces > 0) + ramp(depth, 0, 700) * 0.2, 0, 1),
    )
    water = sheet.below(640 + 8 * np.sin(x * 0.02))
    sheet.paint(water, blue=0.95, ink=0.55 + 0.34 * (np.sin(y * 0.30 + sheet.noise(140, 6) * 12) > 0.1))
    shore = water * (1 - sheet.below(650 + 8 * np.sin(x * 0.02)))
    sheet.paint(shore, blue=0.03)
    walls, roofs, panes, red, dashes, mist = (sheet.pen() for _ in range(6))
    random = np.random.default_rng(5)

    def house(left: float, foot: float, size: float, kind: str) -> None:
        half, tall, peak = 40 * size, 52 * size, 44 * size
        gable = [
            (left - half, foot),
            (left - half, foot - tall),
            (left, foot - tall - peak),
            (left + half, foot - tall),
            (left + half, foot),
        ]
        side = [
            (left + half, foot),
            (left + half, foot - tall),
            (left + half * 2.5, foot - tall - 8 * size),
            (left + half * 2.5, foot - 8 * size),
        ]
        slope_ = [(left + half + 7 * size, foot - tall + 9 * size), (left, foot - tall - peak - 8 * size)]
        slope_ += [
            (left + half * 1.5, foot - tall - peak - 14 * size),
            (left + half * 2.5 + 7 * size, foot - tall + 2 * size),
        ]
        if kind == "gone":
            mist.polygon(gable).polygon(side).polygon(slope_)
            for outline in (gable, side, slope_):
                for start, end in zip(outline, [*outline[1:], outline[0]], strict=True):
                    length = float(np.hypot(end[0] - start[0], end[1] - start[1]))
                    parts = max(1, round(length / 19))
                    for part in range(parts):
                        a, b = part / parts, (part + 0.58) / parts
                        dashes.line(
                            [
                                (start[0] + (end[0] - start[0]) * a, start[1] + (end[1] - start[1]) * a),
                                (start[0] + (end[0] - start[0]) * b, start[1] + (end[1] - start[1]) * b),
                            ],
                            4.5,
                        )
            return
        walls.polygon(gable)
        roofs.polygon(side)
        (red if kind == "red" else roofs).polygon(slope_)
        roofs.line([(left - half - 8 * size, foot - tall + 10 * size), (left, foot - tall - peak - 6 * size)], 9 * size)
        roofs.rectangle(
            left + half * 1.2, foot - tall - peak - 34 * size, left + half * 1.55, foot - tall - peak + 4 * size
        )
        panes.rectangle(left - 13 * size, foot - tall + 2 * size, left + 13 * size, foot - 18 * size)

    rows = (
        ([(760, 300, 0.72), (930, 236, 0.7), (1096, 188, 0.68)], "solid"),
        ([(560, 424, 0.9), (742, 396, 0.92), (930, 352, 0.92), (1110, 312, 0.9)], "solid"),
        ([(356, 556, 1.06), (566, 548, 1.1), (790, 520, 1.12), (1010, 484, 1.1)], "gone"),
        ([(120, 664, 1.2), (330, 690, 1.25), (580, 700, 1.3), (850, 676, 1.3), (1090, 640, 1.25)], "gone"),
    )
    for row, kind in rows:
        for left, foot, size in row:
            marked = (left, foot) == (742, 396)
            house(left + random.normal() * 5, foot, size, "red" if marked else kind)
    sheet.overprint(sheet.shift(np.maximum(walls.mask(), roofs.mask()), 12, 8) * hill, ink=0.7)
    sheet.paint(walls.mask(), blue=0.03)
    sheet.paint(roofs.mask(), ink=0.95, blue=0.5)
    sheet.paint(red.mask(), red=1)
    sheet.paint(panes.mask(), ochre=1, ink=0.1)
    sheet.lift(mist.mask() * 0.30, "ink")
    sheet.paint(dashes.mask())
    trees = sheet.pen()
    for left, foot in (
        (664, 318),
        (846, 262),
        (1024, 224),
        (470, 420),
        (650, 440),
        (840, 408),
        (1030, 366),
        (690, 452),
    ):
        trees.disc(left, foot - 30, 13, 27).rectangle(left - 2.5, foot - 14, left + 2.5, foot + 4)
    sheet.paint(trees.mask(), ink=0.9, blue=0.7)
    return sheet
