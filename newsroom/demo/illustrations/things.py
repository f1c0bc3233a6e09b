"""Still lifes: the ballot slips, the full tray, the bronze heads."""

import numpy as np

from .press import Point, Sheet, plot, ramp, scene, smooth


@scene
def ballot() -> Sheet:
    """Two tall piles of ballot slips, and one slip falling between them."""
    sheet = Sheet()
    x, y = sheet.x, sheet.y
    sheet.paint(
        blue=np.clip(0.85 - sheet.glow(600, 300, 760, 1) * 0.75, 0, 1),
        ink=np.clip(0.42 - sheet.glow(600, 300, 700, 0.8) * 0.6, 0, 1),
    )
    table = sheet.below(668)
    sheet.paint(table, ink=0.72 + 0.22 * ramp(y, 668, 800), blue=0.7)
    random = np.random.default_rng(6)
    for middle, top, side in ((262, 150, 1), (938, 190, -1)):
        shadow = sheet.pen().polygon(
            [(middle - 176, 716), (middle + 190, 716), (middle + 190 + side * 170, 770), (middle - 60, 770)]
        )
        sheet.overprint(sheet.blur(shadow.mask(), 8) * table, ink=0.97)
        level, lean = 716.0, 0.0
        lights, edges = sheet.pen(), sheet.pen()
        while level > top:
            lean = lean * 0.93 + random.normal() * 4.5
            thick = random.choice([7, 8, 9, 12])
            left, right = middle - 168 + lean, middle + 168 + lean
            if random.random() < 0.045:
                left, right = left + side * 26, right + side * 26
            lights.rectangle(left, level - thick, right, level - 2.4)
            edges.rectangle(left, level - 2.6, right, level)
            level -= thick
        sheet.paint(np.maximum(lights.mask(), edges.mask()), ink=0.95, blue=0.4)
        shade = ramp((x - middle) * side, -30, -230) * 0.75 + ramp(y, 300, 900) * 0.25
        sheet.paint(lights.mask(), blue=np.clip(shade * 1.2 + 0.05, 0, 1), ink=np.clip(shade * 0.75 - 0.1, 0, 1))
        cover = [(middle - 168 + lean, level), (middle + 168 + lean, level), (middle + 138 + lean, level - 34)]
        cover.append((middle - 138 + lean, level - 34))
        sheet.paint(sheet.pen().polygon(cover).mask(), blue=0.03)
        sheet.overprint(sheet.pen().line([*cover, cover[0]], 2.5).mask(), ink=0.9)
        box: list[Point] = [
            (middle + a + lean, level + b) for a, b in ((30, -24), (74, -24), (80, -9), (32, -9), (30, -24))
        ]
        sheet.overprint(sheet.pen().line(box, 3).mask(), ink=0.9)

    across = np.linspace(-1, 1, 40)
    curl = 30 * np.sin(across * 2.6 + 0.5)

    def sheet_point(u: float, v: float) -> Point:
        place = np.interp(u, across, curl)
        turn = np.radians(-24)
        a, b = u * 132 + v * 26, v * 78 + place
        return 604 + a * np.cos(turn) - b * np.sin(turn), 356 + a * np.sin(turn) + b * np.cos(turn)

    face = [sheet_point(u, -1) for u in across] + [sheet_point(u, 1) for u in across[::-1]]
    paper = sheet.pen().polygon(face).mask()
    sheet.overprint(sheet.glow(604, 722, 190, 0.7, squash=4) * table, ink=0.97)
    sheet.paint(paper, blue=np.clip(0.34 * np.sin((x - 604) * 0.018 + 0.4), 0, 0.5))
    sheet.overprint(sheet.pen().line([*face, face[0]], 2.5).mask(), ink=0.9)
    lines = sheet.pen()
    for v in (-0.5, 0.0, 0.5):
        lines.line([sheet_point(u, v) for u in np.linspace(-0.82, 0.05, 14)], 6)
    frame = plot("0.3,-0.48 0.78,-0.48 0.78,0.48 0.3,0.48 0.3,-0.48 0.78,-0.48")
    lines.line([sheet_point(a, b) for a, b in frame], 4)
    sheet.overprint(lines.mask(), ink=0.95)
    cross = sheet.pen().line([sheet_point(0.36, -0.40), sheet_point(0.74, 0.44)], 13)
    cross.line([sheet_point(0.80, -0.62), sheet_point(0.32, 0.36)], 13)
    sheet.paint(cross.mask(), red=1)
    return sheet


@scene
def inbox() -> Sheet:
    """An office tray overflowing with envelopes under a clock."""
    sheet = Sheet()
    x, y = sheet.x, sheet.y
    sheet.paint(blue=np.clip(0.55 + 0.15 * (sheet.noise(420, 3) - 0.5) - sheet.glow(880, 250, 620, 1) * 0.42, 0, 1))
    blinds = (y % 34 < 5) & (x < 330)
    sheet.overprint(blinds, blue=0.85)
    desk = sheet.below(640)
    sheet.paint(desk, ink=0.90, blue=0.6)
    sheet.paint(sheet.pen().rectangle(-10, 640, 1210, 652).mask(), blue=0.35, ink=0.2)
    clock_x, clock_y = 916, 236
    sheet.overprint(sheet.disc(clock_x + 14, clock_y + 18, 172), blue=0.9, ink=0.25)
    sheet.paint(sheet.disc(clock_x, clock_y, 172), ink=0.97, blue=0.4)
    sheet.paint(sheet.disc(clock_x, clock_y, 150), blue=0.02)
    face = sheet.pen()
    for hour in range(60):
        inner, wide = (110, 9) if hour % 15 == 0 else (120, 6) if hour % 5 == 0 else (133, 2.5)
        face.at(clock_x, clock_y, 1, hour * 6).rectangle(inner, -wide / 2, 140, wide / 2)
    face.at(clock_x, clock_y, 1, -90 + 352).polygon([(-20, -7), (84, -5), (84, 5), (-20, 7)])
    face.at(clock_x, clock_y, 1, -90 + 324).polygon([(-28, -5), (122, -3.5), (122, 3.5), (-28, 5)]).disc(0, 0, 13)
    sheet.paint(face.mask(), ink=0.97)

    random = np.random.default_rng(18)

    def envelope(left: float, top: float, turn: float, tone: float, size: float = 1, *, red: bool = False) -> None:
        outline = sheet.pen().at(left, top, size, turn).rectangle(-102, -62, 102, 62).mask()
        inside = sheet.pen().at(left, top, size, turn).rectangle(-98, -58, 98, 58).mask()
        folds = sheet.pen().at(left, top, size, turn)
        folds.line([(-100, -60), (0, 22), (100, -60)], 4).line([(-100, 60), (-26, 2)], 3).line([(100, 60), (26, 2)], 3)
        sheet.overprint(sheet.shift(outline, 5, 9), ink=0.75)
        sheet.paint(outline, ink=0.96)
        shade = tone + 0.2 * ramp(y, top - 60, top + 70)
        sheet.paint(inside, blue=0.0 if red else shade, red=1.0 if red else 0.0)
        sheet.paint(folds.mask() * outline, ink=0.95)

    back = sheet.pen().polygon([(196, 470), (664, 470), (690, 640), (170, 640)]).mask()
    sheet.paint(back, ink=0.97, blue=0.4)
    places = []
    for layer in range(11):
        count = 3 if layer < 8 else 2
        for i in range(count):
            spread = (i - (count - 1) / 2) * (150 - layer * 5)
            places.append((430 + spread + random.normal() * 26, 566 - layer * 36 + random.normal() * 7))
    for left, top in places:
        envelope(left, top, random.normal() * 15, random.choice([0.02, 0.05, 0.16, 0.30]), random.uniform(0.82, 1.05))
    envelope(470, 160, -14, 0, 1.02, red=True)
    tray = sheet.pen().polygon([(150, 572), (710, 572), (676, 690), (184, 690)]).mask()
    sheet.overprint(sheet.pen().disc(440, 696, 330, 22).mask(), ink=1)
    sheet.paint(tray, ink=0.97, blue=0.5)
    wires = (np.abs((x - 430) % 30 - 15) < 3) | (np.abs((y - 572) % 30 - 15) < 3)
    sheet.lift(tray * wires * (y > 586) * (y < 680) * 0.6, "ink")
    sheet.paint(sheet.pen().rectangle(140, 562, 720, 580).mask(), ink=0.35, blue=0.6)
    for left, top, turn, size in (
        (812, 700, 8, 0.95),
        (960, 742, -16, 1.0),
        (90, 730, 19, 0.95),
        (648, 752, -5, 1.0),
        (1108, 690, 11, 0.8),
    ):
        envelope(left, top, turn, 0.06, size)
    return sheet


@scene
def bronzes() -> Sheet:
    """Bronze heads in profile on plinths, one of them still in its open crate."""
    sheet = Sheet()
    x, y = sheet.x, sheet.y
    sheet.paint(
        blue=np.clip(0.86 - ramp(y, 80, 640) * 0.3 + (sheet.noise(380, 9) - 0.5) * 0.16, 0, 1),
        ink=np.clip(0.30 - sheet.glow(420, 320, 620, 1) * 0.5, 0, 1),
    )
    sheet.paint(sheet.below(716), ink=0.92, blue=0.6)

    def bronze(place: float, chin: float, size: float) -> None:
        head = sheet.pen().at(place, chin, size)
        head.polygon(
            smooth(
                plot(
                    "-0.52,0.45 -0.7,0.1 -0.72,-0.3 -0.52,-0.62 0.44,-0.62 0.6,-0.45 0.62,-0.3 0.74,-0.1 "
                    "0.8,0.04 0.66,0.09 0.76,0.2 0.72,0.27 0.76,0.36 0.66,0.42 0.68,0.58 0.56,0.68 "
                    "0.3,0.66 0.2,1 -0.5,1"
                ),
                8,
            )
        )
        cap = sheet.pen().at(place, chin, size)
        cap.polygon(
            smooth(
                plot(
                    "-0.76,-0.12 -0.78,-0.56 -0.52,-0.98 -0.02,-1.12 0.44,-0.94 0.64,-0.58 0.66,-0.44 "
                    "0.2,-0.4 -0.2,-0.3 -0.5,-0.1"
                ),
                8,
            )
        )
        cap.polygon([(-0.10, -1.08), (0.06, -1.10), (0.02, -1.34), (-0.06, -1.34)])
        collar = sheet.pen().at(place, chin, size)
        for ring in range(6):
            half = 0.64 - abs(ring - 1.5) * 0.012
            collar.blob(
                [(-half, 0.62 + ring * 0.13), (0.0, 0.56 + ring * 0.13), (half - 0.04, 0.62 + ring * 0.13)]
                + [(half - 0.04, 0.72 + ring * 0.13), (0.0, 0.69 + ring * 0.13), (-half, 0.72 + ring * 0.13)]
            )
        light = ramp((x - place) / size + 0.25 * (y - chin) / size, 0.55, -0.75)
        sheen = np.exp(-((((x - place) / size - 0.36 + 0.2 * (y - chin) / size) / 0.14) ** 2))
        sheet.paint(head.mask(), ochre=0.8, ink=np.clip(0.26 + 0.7 * light - 0.3 * sheen, 0, 0.97), red=0)
        u, v = (x - place) / size, (y - chin) / size
        beads = np.sin(u * 44 + v * 8) * np.sin(v * 44 - u * 8) > 0.0
        sheet.paint(cap.mask(), ochre=0.7, ink=np.clip(0.35 + 0.62 * light + beads * 0.34, 0, 0.98))
        sheet.paint(collar.mask(), ochre=0.75, ink=np.clip(0.28 + 0.7 * light, 0, 0.97))
        details = sheet.pen().at(place, chin, size)
        for ring in range(7):
            details.stroke([(-0.64, 0.64 + ring * 0.13), (0.0, 0.585 + ring * 0.13), (0.60, 0.64 + ring * 0.13)], 0.022)
        details.stroke([(0.30, -0.20), (0.46, -0.26), (0.60, -0.20)], 0.04, 0.03)
        details.stroke([(0.36, -0.06), (0.47, -0.13), (0.60, -0.05)], 0.036).stroke(
            [(0.38, -0.05), (0.48, -0.01), (0.58, -0.04)], 0.024
        )
        details.disc(0.50, -0.065, 0.045).stroke([(0.72, 0.275), (0.60, 0.28), (0.50, 0.31)], 0.03, 0.02)
        details.stroke([(0.66, 0.08), (0.58, 0.06)], 0.03).stroke(
            [(-0.10, -0.12), (-0.20, 0.02), (-0.12, 0.18), (-0.04, 0.10)], 0.045
        )
        for braid in range(3):
            details.stroke(
                [(-0.34 - braid * 0.13, -0.16), (-0.40 - braid * 0.12, 0.2), (-0.36 - braid * 0.1, 0.56)], 0.035
            )
        sheet.overprint(details.mask(), ink=0.97)
        shape = np.maximum.reduce([head.mask(), cap.mask(), collar.mask()])
        sheet.paint(np.clip(shape - sheet.shift(shape, -4, 3), 0, 1) * 0.9, ochre=0.25)

    for place, top, wide in ((214, 520, 118), (560, 476, 126)):
        plinth = sheet.pen().rectangle(place - wide, top, place + wide, 716).mask()
        sheet.paint(
            plinth,
            blue=0.10 + 0.5 * ramp(x, place + 20, place - wide),
            ink=0.35 * ramp(x, place - 40, place - wide - 30),
        )
        sheet.paint(sheet.pen().rectangle(place - wide - 10, top - 6, place + wide + 10, top + 16).mask(), blue=0.03)
        sheet.overprint(sheet.pen().rectangle(place - wide, top + 16, place + wide, top + 23).mask(), ink=0.7)
        card = sheet.pen().rectangle(place - 36, top + 58, place + 36, top + 88).mask()
        sheet.paint(card, ink=0.6, blue=0.5)
    bronze(214, 342, 142)
    bronze(560, 282, 154)

    crate_x, crate_y = 944, 776
    behind = sheet.pen().rectangle(crate_x - 206, crate_y - 330, crate_x + 206, crate_y).mask()
    sheet.paint(behind, ink=0.97, blue=0.4)
    bronze(crate_x, crate_y - 330, 138)
    straw = sheet.pen()
    random = np.random.default_rng(4)
    for _ in range(190):
        start = (crate_x + random.uniform(-190, 190), crate_y - 196 + random.normal() * 16)
        angle, length = random.uniform(-3.0, -0.1), random.uniform(24, 66)
        straw.stroke([start, (start[0] + np.cos(angle) * length, start[1] + np.sin(angle) * length * 0.7)], 4, 2)
    chaff = straw.mask() * (y < crate_y - 150)
    sheet.paint(np.clip(sheet.blur(chaff, 2) * 2, 0, 1), ink=0.9)
    sheet.paint(chaff, ochre=0.45)
    boards = sheet.pen()
    for plank in range(3):
        boards.rectangle(crate_x - 214, crate_y - 190 + plank * 66, crate_x + 214, crate_y - 130 + plank * 66)
    timber = boards.mask()
    sheet.paint(sheet.pen().rectangle(crate_x - 214, crate_y - 190, crate_x + 214, crate_y + 4).mask(), ink=1)
    grain = np.sin(y * 0.5 + sheet.noise(200, 6, 3) * 26 + x * 0.01) > 0.72
    sheet.paint(timber, ochre=0.55, ink=0.10 + 0.5 * grain + 0.25 * ramp(x, crate_x, crate_x - 240))
    posts = sheet.pen().rectangle(crate_x - 222, crate_y - 350, crate_x - 182, crate_y + 6)
    posts.rectangle(crate_x + 182, crate_y - 350, crate_x + 222, crate_y + 6)
    sheet.paint(np.clip(sheet.blur(posts.mask(), 2) * 2.2, 0, 1), ink=0.97)
    sheet.paint(posts.mask(), ochre=0.45, ink=0.22)
    lid = sheet.pen().at(720, 640, 1, -74)
    for plank in range(4):
        lid.rectangle(-178, plank * 22 - 44, 170, plank * 22 - 26)
    sheet.paint(np.clip(sheet.blur(lid.mask(), 2) * 2.2, 0, 1), ink=0.97)
    sheet.paint(lid.mask(), ochre=0.6, ink=0.25)
    tag = (
        sheet.pen().at(crate_x + 96, crate_y - 96, 1, 9).polygon([(-54, -34), (40, -34), (60, 0), (40, 34), (-54, 34)])
    )
    sheet.paint(tag.mask(), red=1)
    sheet.paint(sheet.pen().at(crate_x + 96, crate_y - 96, 1, 9).disc(40, 0, 8).mask(), ink=0.97)
    sheet.overprint(
        sheet.pen()
        .stroke([(crate_x + 134, crate_y - 90), (crate_x + 168, crate_y - 130), (crate_x + 200, crate_y - 150)], 3.5)
        .mask(),
        ink=1,
    )
    return sheet
