"""Scenes of the harbour: the gas carrier, the cranes, the ferry."""

import numpy as np

from .press import Pen, Plate, Point, Sheet, plot, ramp, scene


def _gas_carrier(sheet: Sheet, horizon: float) -> tuple[Plate, Plate]:
    deck = 500
    hull = sheet.pen().polygon(
        [
            (300, deck),
            (318, deck - 12),
            (1075, deck - 12),
            (1092, deck - 4),
            (1120, deck - 26),
            (1160, deck - 30),
            (1128, horizon + 6),
            (1118, horizon + 14),
            (350, horizon + 14),
            (332, horizon),
        ]
    )
    bridge = [(345, 128, 432, 8), (330, 104, 445, 92), (362, 150, 410, 126), (384, 196, 388, 150)]
    for left, top, right, bottom in [*bridge, (366, 176, 406, 173), (1092, 92, 1096, 20)]:
        hull.rectangle(left, deck - top, right, deck - bottom)
    hull.polygon([(440, deck - 96), (470, deck - 96), (474, deck - 8), (440, deck - 8)])
    hull.line([(470, deck - 104), (1060, deck - 104)], 3)
    for post in (545, 690, 835, 980):
        hull.rectangle(post - 3, deck - 110, post + 3, deck - 90)
    windows = sheet.pen()
    for i in range(6):
        windows.rectangle(352 + i * 14, deck - 118, 360 + i * 14, deck - 110)
    for i in range(4):
        windows.rectangle(368 + i * 11, deck - 143, 374 + i * 11, deck - 137)
    return hull.mask(), windows.mask()


def _jetty(sheet: Sheet) -> Plate:
    pen = sheet.pen().polygon([(1010, 860), (1052, 640), (1290, 618), (1290, 860)])
    for x, top in ((1096, 330), (1150, 300), (1204, 318)):
        pen.line([(x, 640), (x, top)], 9).line([(x, top), (x - 92, top + 92)], 6)
        pen.line([(x - 92, top + 92), (x - 86, top + 190)], 5).line([(x, top), (x + 44, top - 34)], 6)
        pen.rectangle(x + 34, top - 44, x + 60, top - 18)
    pen.line([(1040, 622), (1290, 601)], 2.5)
    for i in range(8):
        pen.line([(1048 + i * 33, 622 - i * 2.7), (1048 + i * 33, 650)], 2.5)
    pen.disc(1075, 592, 8).polygon([(1066, 602), (1084, 602), (1087, 640), (1064, 640)])
    return pen.mask()


@scene
def lng() -> Sheet:
    """A gas carrier before a red sun, seen from the jetty."""
    sheet = Sheet(1280, cell=7, screen_red=True)
    x, y, horizon = sheet.x, sheet.y, 560
    above, below = y < horizon, y >= horizon
    depth = ramp(y, horizon, sheet.height)
    sky = np.clip(1.05 - y / horizon * 1.15, 0, 0.9) * (0.75 + 0.5 * sheet.noise(420, 3, 3))
    sun = sheet.disc(470, 455, 205) * above
    glow = sheet.glow(470, 455, 560, 1.5, squash=1.25) * 0.55 * above * (1 - sun)
    random = np.random.default_rng(4)
    waves, path, mirrored = sheet.pen(), sheet.pen(), sheet.pen()
    for _ in range(950):
        near = random.random() ** 1.4
        left, level = random.random() * 1280, horizon + 4 + near * 294
        length = 18 + near * 150 * random.random()
        waves.line([(left, level), (left + length, level + random.normal() * 0.8)], 0.8 + near * 4.5)
    for _ in range(190):
        near = random.random()
        middle = 470 + (random.random() * 2 - 1) * (205 * (0.85 - 0.15 * near) + 40 * near)
        length, level = 14 + near * 90 * random.random(), horizon + 3 + near * 291
        path.line([(middle - length / 2, level), (middle + length / 2, level)], 1.2 + near * 5)
    for i in range(44):
        left, level = 330 + random.random() * 720, horizon + 8 + i * 2.4
        mirrored.rectangle(left, level, left + random.random() * 120, level + 2)
    swell, sunlit = waves.mask() * below, path.mask() * below
    sea_blue = (0.34 + depth * 0.5) * (0.45 + 0.75 * swell) * (1 - sunlit * 0.9)
    sheet.paint(blue=np.where(below, sea_blue, sky), ochre=np.clip(glow * 1.2, 0, 0.8), red=glow)
    sheet.overprint(below, red=sunlit * 0.95, ink=swell * np.clip(depth, 0.15, 0.75) * (1 - sunlit))
    sheet.overprint(above, ink=np.clip((0.32 - y / horizon) * 0.8, 0, 0.5) * (0.5 + sheet.noise(300, 21, 3)))
    sheet.overprint(mirrored.mask() * below, ink=ramp(y, horizon + 140, horizon) * 0.9)
    sheet.paint(sun, red=1)
    for middle in (556, 702, 848, 994):
        shade = np.clip(((x - middle) * 0.75 + (y - 470) * 0.45) / 68 * 0.62 + 0.34, 0, 0.96)
        sheet.paint(sheet.disc(middle, 470, 68) * (y < 490), ink=shade * 0.92)
    hull, windows = _gas_carrier(sheet, horizon)
    sheet.paint(hull, ink=0.97)
    sheet.paint(windows * hull, ochre=1)
    sheet.paint(_jetty(sheet), ink=1, blue=0.3)
    return sheet


def _crane(pen: Pen, x: float, base: float, size: float) -> None:
    def girder(points: list[Point], width: float) -> None:
        pen.line([(x + a * size, base - b * size) for a, b in points], width * size)

    for points, width in (
        ([(0, 0), (0, 300)], 9),
        ([(110, 0), (110, 300)], 9),
        ([(-10, 0), (120, 0)], 12),
        ([(-6, 150), (116, 150)], 9),
        ([(0, 300), (110, 150)], 5),
        ([(0, 150), (110, 300)], 5),
        ([(-330, 300), (260, 300)], 11),
        ([(-330, 316), (260, 316)], 4),
        ([(55, 300), (55, 430)], 9),
        ([(55, 430), (-320, 312)], 4),
        ([(55, 430), (-150, 312)], 3.5),
        ([(55, 430), (250, 312)], 4),
        ([(-190, 300), (-190, 150)], 2),
    ):
        girder(points, width)
    for i in range(28):
        girder([(-330 + i * 21, 300), (-320 + i * 21, 316)], 2)
    pen.rectangle(x + 20 * size, base - 345 * size, x + 90 * size, base - 300 * size)
    pen.rectangle(x - 232 * size, base - 150 * size, x - 148 * size, base - 112 * size)


@scene
def cranes() -> Sheet:
    """Three idle container cranes against a red dusk, mirrored in the dock."""
    sheet = Sheet(1080, cell=7.5, screen_red=True)
    x, y, quay = sheet.x, sheet.y, 540
    above, below = y < quay, y >= quay
    dusk = ramp(y, 150, quay) ** 1.6 * 0.9 * (0.8 + 0.3 * sheet.noise(500, 5, 2))
    sheet.paint(above, blue=np.clip(0.75 - y / quay * 0.8, 0, 1) * (0.7 + 0.6 * sheet.noise(380, 2)), red=dusk)
    pen = sheet.pen()
    for left, size in ((380, 1.0), (700, 0.82), (905, 0.66)):
        _crane(pen, left, quay, size)
    machines = pen.mask()
    stacks = sheet.pen()
    for i in range(17):
        if i not in (5, 6, 7):
            stacks.rectangle(30 + i * 62, quay - (1 + i * 7 % 4) * 26, 88 + i * 62, quay)
    gaps = (y - quay) % 26 < 2
    sheet.paint(below, blue=0.85, red=0.3 * (np.sin(y * 0.9) > 0.3), ink=0.25 + 0.4 * ramp(y, quay, sheet.height))
    rows = np.clip(2 * quay * sheet.scale - np.arange(sheet.rows), 0, sheet.rows - 1).astype(int)
    ripple = (x + 6 * np.sin(y * 0.5 + sheet.noise(60, 2, 2) * 9)) * sheet.scale
    reflection = np.take_along_axis(machines[rows], np.clip(ripple, 0, sheet.columns - 1).astype(int), 1)
    sheet.overprint(reflection * below, ink=0.78)
    sheet.paint(stacks.mask() * (1 - gaps), ink=0.9, blue=0.4)
    sheet.paint(machines * above, ink=1, blue=0.4)
    return sheet


@scene
def ferry() -> Sheet:
    """A car ferry at its berth in fog: the ramp is up, the lanes are empty."""
    sheet = Sheet()
    x, y, middle, quay = sheet.x, sheet.y, 600, 590
    haze = sheet.noise(480, 8, 4)
    fog = np.clip(0.30 + 0.16 * ramp(y, 300, 0) + (haze - 0.5) * 0.45, 0.06, 0.7)
    sheet.paint(blue=fog)
    ship = sheet.pen()
    hull = plot("-236,330 -250,372 -222,470 -188,600 188,600 222,470 250,372 236,330")
    ship.polygon([(middle + a, b) for a, b in hull])
    for half, top, bottom in ((212, 270, 332), (252, 218, 272), (150, 176, 220), (70, 120, 178), (5, 66, 122)):
        ship.rectangle(middle - half, top, middle + half, bottom)
    ship.rectangle(middle - 46, 84, middle + 46, 89).rectangle(middle - 30, 102, middle + 30, 107)
    for side in (-1, 1):
        ship.rectangle(middle + side * 120 - 22, 128, middle + side * 120 + 22, 178)
        ship.line([(middle + side * 252, 272), (middle + side * 286, 250), (middle + side * 286, 226)], 5)
    bulk = ship.mask()
    veil = np.clip(0.62 - 0.3 * (haze - 0.5) - ramp(y, 470, 620) * 0.30 - np.abs(x - middle) / 1400, 0, 1)
    sheet.paint(bulk, blue=0.85, ink=veil)
    panes = sheet.pen()
    for i in range(-8, 9):
        panes.rectangle(middle + i * 28 - 10, 230, middle + i * 28 + 10, 252)
    for i in range(-5, 6):
        panes.rectangle(middle + i * 36 - 7, 294, middle + i * 36 + 7, 308)
    sheet.paint(panes.mask(), blue=0.1, ochre=0.35)
    for lamp_x, lamp_y, radius in ((600, 64, 64), (384, 350, 100), (816, 350, 100)):
        light = sheet.glow(lamp_x, lamp_y, radius, 1.4)
        sheet.lift(light * 0.95, "ink", "blue")
        sheet.overprint(ochre=light * 0.8)
        sheet.paint(sheet.disc(lamp_x, lamp_y, 7))
    towers = sheet.pen()
    for side in (-1, 1):
        foot = middle + side * 208
        towers.rectangle(foot - 17, 208, foot + 17, quay + 30).rectangle(foot - 26, 196, foot + 26, 214)
        for level in range(230, 580, 56):
            towers.line([(foot - 15, level), (foot + 15, level + 28)], 3, 0)
        towers.line([(foot - side * 12, 212), (middle + side * 120, 330)], 4)
    towers.rectangle(middle - 210, 222, middle + 210, 238)
    sheet.paint(towers.mask(), ink=0.97, blue=0.4)
    ramp_outline = [(-134, 318), (134, 318), (150, 610), (-150, 610)]
    slab = sheet.pen().polygon([(middle + a, b) for a, b in ramp_outline]).mask()
    treads = np.clip(np.sin((y - 318) * 0.30) - 0.35, 0, 1) * (np.abs(x - middle) < 116)
    sheet.paint(slab, ink=0.95, blue=0.5)
    sheet.lift(slab * treads * 0.75, "ink")
    lip = sheet.pen().polygon([(middle - 134, 318), (middle + 134, 318), (middle + 128, 300), (middle - 128, 300)])
    sheet.paint(lip.mask(), ink=0.25, blue=0.4)

    depth = ramp(y, quay, sheet.height)
    ground = sheet.below(quay + 16)
    sheet.paint(ground, blue=0.35 + 0.35 * depth, ink=0.30 + 0.55 * depth + (sheet.noise(120, 5) - 0.5) * 0.2)
    lanes = sheet.pen()
    for lane in (-3, -2, -1, 1, 2, 3):
        for start, end in ((0.03, 0.16), (0.24, 0.46), (0.58, 1.1)):
            points = []
            for share, edge in ((start, -1), (start, 1), (end, 1), (end, -1)):
                level = quay + 18 + share * 200
                points.append((middle + lane * (52 + share * 190) + edge * (2 + share * 8), level))
            lanes.polygon(points)
    sheet.paint(lanes.mask() * ground, blue=0.05)
    sheet.overprint(sheet.glow(middle, 640, 260, 1.2, squash=3.4) * ground, ink=0.5)
    arm = sheet.pen().polygon([(262, 566), (946, 586), (946, 606), (262, 592)]).mask()
    sheet.overprint(sheet.shift(arm, 6, 84) * ground, ink=0.55)
    stripes = (x + y * 0.6) % 96 < 52
    sheet.paint(arm, blue=0)
    sheet.paint(arm * stripes, red=1)
    posts = sheet.pen().rectangle(218, 520, 282, 716).rectangle(210, 512, 290, 530)
    posts.rectangle(940, 570, 956, 708).rectangle(926, 700, 970, 716)
    sheet.paint(posts.mask(), ink=0.98, blue=0.4)
    return sheet
