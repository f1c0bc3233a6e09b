"""Scenes of the open sea: the storm on the breakwater, the pilot boat in the fog, the lighthouse."""

import numpy as np

from .press import Pen, Point, Sheet, plot, ramp, scene, smooth
from .shapes import flag


def _foam(pen: Pen, path: list[Point], radius: float, spread: float, count: int, seed: int) -> Pen:
    """Heap discs of foam along a path; they grow towards its middle."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        share = random.random()
        x, y = path[int(share * (len(path) - 1))]
        size = radius * random.uniform(0.25, 1) * (0.45 + np.sin(np.pi * share))
        pen.disc(x + random.normal() * spread, y + random.normal() * spread, size)
    return pen


@scene
def storm() -> Sheet:
    """A wave breaking over a stepped breakwater, the lamp still burning at its end."""
    sheet = Sheet(screen_red=True)
    x, y = sheet.x, sheet.y
    clouds = sheet.noise(520, 14, 5)
    rain = np.clip(np.sin((x * 0.9 + y * 0.34) * 0.21 + sheet.noise(90, 3) * 5) - 0.62, 0, 1)
    sheet.paint(
        blue=0.85 - 0.3 * ramp(y, 0, 560), ink=np.clip(0.98 - ramp(y, -60, 620) * 0.8 + (clouds - 0.5) * 0.9, 0, 1)
    )
    sheet.lift(rain * ramp(y, 0, 300) * 0.5, "ink")

    far = sheet.contour(545, 16, 160, 5)
    sheet.paint(sheet.below(far), blue=0.9, ink=0.45 + 0.3 * (np.sin(y * 0.5 + sheet.noise(120, 6) * 16) > 0.2))
    wall = plot("1210,372 1060,372 1060,424 950,424 950,476 850,476 850,528 730,528")
    mole = sheet.pen().polygon([*wall, (690, 720), (1210, 800)]).mask()
    courses = (np.abs((y - 372) % 52 - 50) < 2.2) | ((np.abs((x + (y // 52) * 38) % 104 - 2) < 2) & (y > 424))
    sheet.paint(mole, ink=0.97, blue=0.5)
    sheet.lift(mole * courses * 0.5, "ink")
    tops = sheet.pen()
    for (left, level), (right, other) in zip(wall[::-1], wall[-2::-1], strict=False):
        if level == other:
            tops.rectangle(left, level, right, level + 10)
    sheet.paint(tops.mask(), blue=0.12)

    lamp = sheet.glow(782, 392, 270, 1.7)
    sheet.lift(lamp * 0.9, "ink", "blue")
    sheet.overprint(red=np.clip(lamp * 1.1, 0, 0.8))
    tower = sheet.pen().at(782, 530, 1.45)
    tower.polygon([(-22, 0), (-14, -78), (14, -78), (22, 0)]).rectangle(-24, -86, 24, -77)
    tower.rectangle(-14, -128, 14, -122).polygon([(-16, -126), (16, -126), (0, -146)]).rectangle(-1, -162, 1, -144)
    for post in (-13, 0, 13):
        tower.line([(post, -124), (post, -84)], 2)
    sheet.paint(sheet.pen().at(782, 530, 1.45).rectangle(-13, -122, 13, -86).mask(), red=1)
    sheet.paint(tower.mask(), ink=1, blue=0.4)

    back = plot("-30,640 -30,470 90,392 210,280 330,176 450,120 560,112 640,150")
    tip = [(690, 212), (706, 280), (690, 322)]
    hollow = plot("664,268 606,232 536,244 476,312 450,410 462,510 520,600 640,668 700,720")
    wave = sheet.pen().polygon(smooth([*back, *tip, *hollow, (300, 800), (-30, 800)], 12)).mask()
    reach = np.hypot((x - 640) * 0.92, (y - 520) * 1.0)
    bands = np.sin(reach * 0.115 + sheet.noise(240, 9, 3) * 13)
    shade = ramp(reach, 460, 120)
    sheet.paint(wave, blue=np.clip(0.55 + 0.4 * shade, 0, 1), ink=np.clip((bands > 0.15) * 0.42 + shade * 0.5, 0, 0.95))
    sheet.lift(wave * (bands < -0.62) * 0.85)

    crest = smooth([*back[3:], *tip], 12, closed=False)
    foam = _foam(sheet.pen(), crest, 34, 9, 250, 4)
    random = np.random.default_rng(8)
    for _ in range(34):
        share = random.uniform(0.42, 1)
        start_x, start_y = crest[int(share * (len(crest) - 1))]
        fall = random.uniform(20, 74)
        foam.stroke([(start_x, start_y), (start_x + 14, start_y + fall * 0.5), (start_x + 8, start_y + fall)], 17, 4)
    burst = smooth(plot("440,664 540,640 640,628 730,606 810,590 870,570"), 10, closed=False)
    _foam(foam, burst, 40, 13, 170, 5)
    for _ in range(60):
        angle = random.uniform(-2.5, -0.35)
        start_x, start_y = burst[int(random.random() * (len(burst) - 1))]
        length = random.uniform(30, 130)
        end = (start_x + np.cos(angle) * length * 0.6, start_y + np.sin(angle) * length)
        foam.stroke([(start_x, start_y), end], 15, 2)
    for _ in range(330):
        share = random.random()
        start_x, start_y = crest[int(share * (len(crest) - 1))]
        foam.disc(start_x + random.exponential(95) * 0.9, start_y - random.normal() * 44 - 18, random.uniform(1, 4.5))
    white = foam.mask()
    under = np.clip(sheet.shift(sheet.blur(white, 9), 6, 14) - white, 0, 1)
    sheet.overprint(under * wave, ink=0.75)
    keep = 1 - sheet.pen().rectangle(745, 300, 820, 500).mask()
    clumps = np.clip(np.sin(sheet.noise(70, 31, 3) * 26) - 0.25, 0, 1)
    thin = sheet.shift(1 - sheet.blur(white, 20), -8, -14)
    sheet.paint(white * keep, blue=np.clip(0.04 + 0.9 * thin + 0.3 * clumps * (thin > 0.1), 0, 0.62))

    for base, seed, ink in ((672, 21, 0.5), (716, 22, 0.75), (768, 23, 0.95)):
        line = sheet.contour(base, 70, 420, seed)
        band = sheet.below(line)
        streaks = np.sin((y - line) * 0.30 + sheet.noise(150, seed) * 12)
        sheet.paint(band, blue=0.95, ink=np.clip(ink - 0.45 * (streaks > 0.5), 0, 1))
        lip = band * (1 - sheet.below(line + 7 + 9 * sheet.noise(50, seed + 5)))
        sheet.paint(lip, blue=0.05)
    return sheet


@scene
def fog() -> Sheet:
    """A pilot boat climbing a swell beside a ship's wall that vanishes in fog."""
    sheet = Sheet()
    x, y = sheet.x, sheet.y
    haze = sheet.noise(520, 4, 4)
    sheet.paint(blue=np.clip(0.16 + ramp(y, 200, 0) * 0.25 + (haze - 0.5) * 0.3, 0.05, 1))
    clear = np.clip(ramp(x, 380, 1080) * (0.72 + 0.5 * (haze - 0.3)) * ramp(y, -260, 260), 0, 1)
    wall = sheet.pen().polygon([(470, 214), (1210, -80), (1210, 820), (560, 566)]).mask()
    sheet.paint(wall, blue=0.2 + 0.7 * clear, ink=np.clip(clear * 1.05, 0, 0.97))
    plates = sheet.pen()
    for share in (0.2, 0.4, 0.6, 0.8):
        plates.line([(476, 214 + share * 352), (1210, -80 + share * 900)], 4)
    for post in range(9):
        seam = 560 + 640 * (post / 8) ** 1.5
        plates.line([(seam, 0), (seam, 800)], 3)
    sheet.lift(plates.mask() * wall * 0.7, "ink")
    rail = sheet.pen().line([(520, 182), (1210, -98)], 3)
    boot = sheet.pen().polygon([(548, 500), (1210, 606), (1210, 820), (560, 566)]).mask()
    sheet.overprint(rail.mask(), ink=0.5)
    sheet.paint(boot * wall, blue=0.6 + 0.3 * clear, ink=np.clip(clear * 1.3, 0, 1))
    ladder = sheet.pen()
    for side in (-11, 11):
        ladder.line([(812 + side, 44), (806 + side, 560)], 3.5)
    for rung in range(24):
        ladder.rectangle(797, 52 + rung * 21, 822, 58 + rung * 21)
    sheet.paint(ladder.mask(), blue=0)

    def swell(line: np.ndarray, ink: float, seed: int) -> None:
        band = sheet.below(line)
        depth = y - line
        streaks = np.sin(depth * 0.16 + sheet.noise(260, seed, 3) * 15 + x * 0.004)
        tone = ink * (0.45 + 0.55 * ramp(depth, 0, 190))
        sheet.paint(
            band, blue=0.55 + 0.4 * ramp(depth, -20, 150), ink=np.clip(tone + 0.34 * (streaks > 0.35) * ink, 0, 1)
        )
        sheet.lift(band * (streaks < -0.86) * 0.8)
        sheet.paint(band * (1 - sheet.below(line + 5)), blue=0.02)

    across = sheet.x[0]
    swell(560 + 20 * np.sin(across / 150 + 1) - 10, 0.3, 3)
    hill = 640 - 190 * np.exp(-(((across - 560) / 250) ** 2)) + 16 * np.sin(across / 90)
    boat, cabin, trim = (sheet.pen().at(404, 505, 1.5, -27) for _ in range(3))
    boat.polygon(smooth(plot("-96,-20 -20,-18 60,-24 118,-40 104,-8 70,16 -60,20 -92,14"), 8))
    cabin.polygon([(-52, -18), (-46, -62), (34, -62), (52, -22)])
    trim.rectangle(-38, -54, -14, -38).rectangle(-8, -54, 14, -38).polygon([(20, -54), (30, -54), (38, -38), (20, -38)])
    boat.rectangle(-24, -92, -21, -60).line([(-40, -84), (-6, -84)], 3).disc(-22, -96, 5)
    boat.line([(60, -26), (112, -56)], 2.5).line([(86, -32), (86, -46)], 2.5).line([(112, -40), (112, -57)], 2.5)
    boat.line([(-92, -22), (-92, -44), (-54, -44)], 2.5)
    sheet.paint(cabin.mask(), red=1)
    sheet.paint(trim.mask(), ink=0.9)
    sheet.paint(boat.mask(), ink=0.97, blue=0.5)
    fender = sheet.pen().at(404, 505, 1.5, -27).polygon([(-94, -8), (108, -22), (106, -14), (-94, 0)])
    sheet.paint(fender.mask(), blue=0.05)
    swell(hill, 0.62, 5)
    spray = sheet.pen()
    random = np.random.default_rng(3)
    for _ in range(150):
        angle, away = random.uniform(-2.4, 0.2), random.exponential(34)
        spray.disc(
            556 + np.cos(angle) * away, 448 + np.sin(angle) * away * 0.8, random.uniform(2, 13) * np.exp(-away / 90)
        )
    _foam(spray, smooth([(250, 600), (320, 566), (420, 528), (500, 480), (566, 456)], 8, closed=False), 15, 5, 90, 9)
    sheet.paint(spray.mask(), blue=0.03)
    swell(742 + 34 * np.sin(across / 190 + 2.2) - 26 * ramp(across, 700, 1200), 0.95, 7)
    return sheet


@scene
def lighthouse() -> Sheet:
    """A lighthouse on a rock island under four small flags, its beam cutting a blue dusk."""
    sheet = Sheet()
    x, y, horizon, lamp_x, lamp_y = sheet.x, sheet.y, 628, 560, 236
    dusk = ramp(y, 0, horizon)
    sheet.paint(blue=1 - 0.35 * dusk**2, ink=np.clip(0.82 - dusk * 0.82 + (sheet.noise(460, 7) - 0.5) * 0.3, 0, 1))
    sheet.overprint(ochre=ramp(y, 430, horizon) ** 2 * 0.35)
    for tip, spread in (((1260, 96), 86), ((1260, 96), 46), ((-60, 372), 58), ((-60, 372), 30)):
        points = [(lamp_x, lamp_y - 6), (tip[0], tip[1] - spread), (tip[0], tip[1] + spread), (lamp_x, lamp_y + 6)]
        fade = ramp(np.abs(x - lamp_x), 900, 60)
        beam = sheet.pen().polygon(points).mask() * (0.28 + 0.5 * fade)
        sheet.lift(beam, "ink")
        sheet.lift(beam * 0.7, "blue")
    sheet.lift(sheet.glow(lamp_x, lamp_y, 130, 1.3) * 0.95)
    sea = sheet.below(horizon)
    depth = ramp(y, horizon, sheet.height)
    random = np.random.default_rng(2)
    glints, troughs = sheet.pen(), sheet.pen()
    for _ in range(520):
        near = random.random() ** 1.3
        left, level, length = random.random() * 1240 - 20, horizon + 4 + near * 168, 14 + 110 * near * random.random()
        pen = glints if random.random() < 0.34 else troughs
        pen.line([(left, level), (left + length, level)], 1 + near * 4.5)
    sheet.paint(sea, blue=0.9, ink=0.30 + 0.42 * depth)
    sheet.overprint(troughs.mask() * sea, ink=0.92)
    sheet.paint(glints.mask() * sea * 0.9, blue=0.12)
    rocky = sheet.pen().polygon(
        plot("236,700 300,648 352,640 408,596 466,590 500,572 720,570 760,592 812,598 862,616 930,622 976,660 1010,700")
    )
    rock = rocky.mask() * (y < 692)
    facets = sheet.pen()
    for left, top, wide in (
        (300, 648, 60),
        (408, 596, 66),
        (500, 572, 110),
        (640, 571, 88),
        (812, 598, 60),
        (930, 622, 50),
    ):
        facets.polygon([(left, top), (left + wide * 0.5, top + 4), (left + wide * 0.3, 700), (left - wide * 0.8, 700)])
    sheet.paint(rock, blue=0.7, ink=0.97)
    sheet.paint(facets.mask() * rock, blue=0.85, ink=0.42 + ramp(y, 570, 700) * 0.4)
    surf = sheet.pen()
    for _ in range(150):
        place = random.uniform(258, 950)
        surf.disc(place, 690 + random.normal() * 5, random.uniform(4, 15), random.uniform(2, 6))
    sheet.paint(surf.mask(), blue=0.03)
    tower = sheet.pen().polygon([(510, 580), (530, 292), (590, 292), (610, 580)]).mask()
    sheet.paint(tower, blue=np.clip((x - 545) / 70, 0.02, 0.8), ink=np.clip((x - 572) / 90, 0, 0.5))
    bands = ((y > 356) & (y < 412)) | ((y > 476) & (y < 532))
    sheet.paint(tower * bands, ink=0.95, blue=0.4)
    iron = sheet.pen().rectangle(514, 280, 606, 294).rectangle(510, 258, 513, 282).rectangle(607, 258, 610, 282)
    iron.rectangle(508, 258, 612, 262).rectangle(538, 268, 582, 284).rectangle(534, 200, 586, 208)
    iron.polygon([(532, 204), (588, 204), (560, 166)]).disc(560, 162, 7).rectangle(553, 540, 567, 580)
    for post in (538, 560, 582):
        iron.line([(post, 206), (post, 270)], 3.5)
    sheet.paint(sheet.pen().rectangle(538, 206, 582, 268).mask(), ochre=0.25)
    sheet.paint(iron.mask(), ink=1)
    hut = sheet.pen().polygon([(622, 580), (622, 540), (664, 516), (706, 540), (706, 580)]).mask()
    sheet.paint(hut, blue=0.15, ink=0.35 * (x > 664))
    sheet.paint(sheet.pen().line([(612, 546), (664, 514), (716, 546)], 9).mask(), ink=0.98)
    staffs, red, white, dark, ochre = (sheet.pen() for _ in range(5))
    for i, (pen, at) in enumerate(((dark, 728), (red, 786), (white, 844), (ochre, 902))):
        foot = 596 + i * 14
        staffs.rectangle(at - 2, foot - 116 - i * 3, at + 2, foot)
        flag(pen, at + 2, foot - 114 - i * 3, 27, 44, 4)
    sheet.paint(staffs.mask(), ink=1)
    sheet.paint(dark.mask(), ink=0.95)
    sheet.paint(red.mask(), red=1)
    sheet.paint(white.mask())
    sheet.paint(ochre.mask(), ochre=1)
    return sheet
