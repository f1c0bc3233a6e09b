"""Scenes on and under the water: the eight, the shoal, the meadow of sea grass."""

import numpy as np

from .press import Point, Sheet, plot, ramp, scene, smooth


@scene
def rowing() -> Sheet:
    """An eight from above, its red oars pulling through ripples."""
    sheet = Sheet(1080)
    turn = np.radians(-24)
    centre_x, centre_y = 540, 372
    along = (sheet.x - centre_x) * np.cos(turn) + (sheet.y - centre_y) * np.sin(turn)
    across = (sheet.y - centre_y) * np.cos(turn) - (sheet.x - centre_x) * np.sin(turn)
    ground = sheet.noise(240, 4, 5)
    ripples = np.sin((across * 0.1 + along * 0.02 + ground * 16) * 1.5)
    water = 0.55 + 0.32 * ripples * sheet.noise(320, 8, 2) + 0.25 * (ground - 0.5)
    troughs = np.clip((ripples - 0.55) * 1.4, 0, 1) * np.clip((ground - 0.4) * 3, 0, 1) * 0.55
    sheet.paint(blue=np.clip(water, 0, 1), ink=troughs)

    half_width = 13.5 * np.clip(1 - np.abs(along / 470) ** 3.2, 0, 1)
    hull = np.clip(half_width - np.abs(across) + 0.5, 0, 1)
    shadow = np.clip(half_width - np.abs(across - 13) + 0.5, 0, 1)
    cockpit = np.clip(half_width - 6 - np.abs(across) + 0.5, 0, 1) * (np.abs(along) < 330)
    stern_wave = np.clip(1 - np.abs(np.abs(across) - (along + 470) * 0.13 - 4) / 7, 0, 1)
    foam = stern_wave * (along > -470) * np.clip(0.9 - (along + 470) / 1150, 0, 1)

    def place(a: float, b: float) -> Point:
        return centre_x + a * np.cos(turn) - b * np.sin(turn), centre_y + a * np.sin(turn) + b * np.cos(turn)

    seats = [-255 + i * 70 for i in range(8)]
    blades, shirts, heads = sheet.pen(), sheet.pen(), sheet.pen().disc(*place(322, 0), 9.5)
    for i, seat in enumerate(seats):
        side = 1 if i % 2 else -1
        blades.line([place(seat + 8, 0), place(seat - 52, side * 150)], 3.6)
        blades.polygon(
            [
                place(seat - 46, side * 138),
                place(seat - 66, side * 186),
                place(seat - 84, side * 180),
                place(seat - 62, side * 134),
            ]
        )
        heads.disc(*place(seat, 0), 9.5)
        shirts.disc(*place(seat - 8, 0), 15, 12)
        for k in range(3):
            puddle_x, puddle_y = place(seat - 66 - k * 150, side * 164)
            distance = np.hypot(sheet.x - puddle_x, sheet.y - puddle_y)
            ring = np.clip(1 - np.abs(distance - 15 - k * 13) / (2.6 - 0.4 * k), 0, 1)
            foam = np.maximum(foam, ring * (1 - 0.3 * k))
    oars = blades.mask()
    sheet.lift(foam * 0.95)
    sheet.overprint(shadow, ink=0.6)
    sheet.overprint(sheet.shift(oars, 3, 9), ink=0.55)
    sheet.paint(oars, red=1)
    sheet.paint(hull)
    sheet.paint(cockpit, ink=0.85)
    sheet.paint(shirts.mask(), red=1)
    sheet.paint(heads.mask(), ink=1)
    return sheet


FISH: list[Point] = plot(
    "1,0.02 0.72,-0.2 0.3,-0.3 -0.2,-0.2 -0.55,-0.07 -0.95,-0.3 -0.82,0 -0.95,0.3 "
    "-0.55,0.09 -0.2,0.24 0.3,0.32 0.72,0.2"
)


@scene
def fish() -> Sheet:
    """Rows of fish like a chart: some black, some only outlines, one red."""
    sheet = Sheet(1080)
    full, gone, marked, details = sheet.pen(), sheet.pen(), sheet.pen(), sheet.pen()
    outline = smooth(FISH, 8)
    for row in range(5):
        for column in range(5):
            x, y = 120 + column * 212, 92 + row * 134
            kept = full if column + row * 1.15 < 5.6 else gone
            pen = marked if (column, row) == (2, 2) else kept
            pen.at(x, y, 92).polygon(outline)
            details.disc(x + 64, y - 4, 5).line([(x + 40, y - 23), (x + 32, y), (x + 40, y + 23)], 3)
    lost = gone.mask()
    rim = lost * (1 - ramp(sheet.blur(lost, 2.4), 0.62, 0.8))
    dashes = np.sin(sheet.x * 0.35) > -0.35
    scales = np.sin(sheet.x * 0.42) * np.sin(sheet.y * 0.42) * 0.06 + 0.06
    light = 0.35 + 0.9 * ((sheet.y - 25) % 134) / 134
    sheet.paint(blue=0.16 + 0.12 * sheet.noise(300, 3, 2))
    sheet.paint(lost)
    sheet.paint(rim * dashes, ink=0.9)
    sheet.paint(full.mask(), blue=0.75, ink=np.clip(light * 0.95 + scales, 0, 1))
    sheet.paint(marked.mask(), red=1)
    sheet.paint(details.mask() * np.maximum(full.mask(), marked.mask()), blue=0)
    return sheet


@scene
def seagrass() -> Sheet:
    """A diver over a meadow of sea grass, under rays from the surface."""
    sheet = Sheet()
    x, y = sheet.x, sheet.y
    depth = ramp(y, 0, 760)
    sheet.paint(blue=np.clip(0.14 + depth * 0.95, 0, 1), ink=np.clip(depth * 0.78 - 0.14, 0, 1))
    bearing = np.degrees(np.arctan2(x - 760, y + 330))
    rays = np.clip(np.sin(bearing * 0.62 + 1) * np.sin(bearing * 0.27) * 1.7 - 0.12, 0, 1)
    beam = rays * ramp(y, 680, 60) * 0.8
    sheet.lift(beam, "ink")
    sheet.lift(beam * 0.65, "blue")
    ripple = np.abs(np.sin(x * 0.018 + sheet.noise(120, 3) * 9 + y * 0.05)) < 0.24
    sheet.lift(ripple * ramp(y, 86, 0) * 0.95)
    random = np.random.default_rng(11)
    for layer, (base, tall, ink, blue, count) in enumerate(
        ((610, 200, 0.42, 0.9, 150), (690, 240, 0.66, 0.95, 130), (800, 270, 0.97, 0.6, 110))
    ):
        floor = base + 26 * np.sin(sheet.x[0] * 0.006 + layer * 2)
        blades, gleams = sheet.pen(), sheet.pen()
        for i in range(count):
            foot = -30 + i * 1260 / count + random.normal() * 5
            height = tall * random.uniform(0.55, 1.1)
            sway = 46 * np.sin(foot * 0.008 + layer) + random.normal() * 16
            level = float(np.interp(foot, sheet.x[0], floor)) + 24
            points = [(foot, level), (foot + sway * 0.15, level - height * 0.4)]
            points += [(foot + sway * 0.75, level - height * 0.8), (foot + sway * 1.5, level - height)]
            (gleams if random.random() < 0.22 else blades).stroke(points, 11 + layer * 4, 2)
        sheet.paint(np.maximum(blades.mask(), sheet.below(floor)), ink=ink, blue=blue)
        sheet.paint(gleams.mask(), ink=max(0.0, ink - 0.42), blue=0.75)
        if layer == 0:
            fish_pen = sheet.pen()
            for i in range(15):
                fish_pen.at(
                    190 + i % 5 * 44 + random.normal() * 13, 360 + i // 5 * 30 + random.normal() * 8, 20
                ).polygon(smooth(FISH, 5))
            sheet.paint(fish_pen.mask(), ink=0.75, blue=0.8)
        if layer == 1:
            body, gear = sheet.pen().at(690, 372, 2.0, 9), sheet.pen().at(690, 372, 2.0, 9)
            body.disc(-92, -6, 16, 15).blob(plot("-78,-10 -40,-20 8,-16 30,-4 28,10 -20,14 -70,8"))
            body.stroke([(22, 0), (70, -4), (112, 8)], 19, 11).stroke([(22, 5), (66, 18), (104, 36)], 18, 10)
            body.polygon([(108, 2), (172, -8), (178, 10), (112, 16)]).polygon(
                [(100, 30), (158, 48), (152, 66), (96, 44)]
            )
            body.stroke([(-66, 4), (-84, 32), (-112, 44)], 12, 8).stroke([(-50, 8), (-50, 36), (-74, 56)], 12, 8)
            body.rectangle(-116, -12, -104, -1).line([(-104, 8), (-86, 12), (-56, -16)], 4)
            gear.stroke([(-52, -25), (12, -24)], 20).rectangle(-64, -29, -56, -21)
            sheet.paint(body.mask(), ink=0.98, blue=0.4)
            sheet.paint(gear.mask(), red=1)
            bubbles = sheet.pen()
            for i in range(16):
                size = random.uniform(4, 13) * (0.6 + i / 20)
                bubbles.ring(478 + random.normal() * (8 + i * 1.6), 342 - i * 21, size, 3)
            sheet.paint(bubbles.mask())
    return sheet
