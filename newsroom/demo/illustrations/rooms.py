"""Scenes in public rooms: the hall, the negotiating table, the library, the lectern, the school."""

import numpy as np

from .press import Pen, Point, Sheet, plot, ramp, scene, smooth


@scene
def hall() -> Sheet:
    """One figure in red on a lit stage at the end of a hall of nested arches."""
    sheet = Sheet(1080, cell=7.5)
    x, y, centre_x, centre_y = sheet.x, sheet.y, 540, 470
    for i in range(13, -1, -1):
        size = 1.24**i
        half, rise = 78 * size, 92 * size
        arch = np.abs((x - centre_x) / half) ** 3.2 + (np.clip(centre_y - y, 0, None) / rise) ** 3.2 < 1
        arch &= y < centre_y + 18 * size
        shade = 0.15 + 0.8 * (i / 13) ** 0.8 + 0.18 * np.sin(i * 2.1) + 0.3 * (x - centre_x) / half
        shade = np.clip(shade, 0, 1)
        if i % 2:
            sheet.paint(arch, ochre=0.9 * (1 - i / 20), ink=shade * 0.75, blue=0.1)
        else:
            sheet.paint(arch, ochre=0.25, ink=shade * 0.95, blue=0.4)
    depth = np.clip((y - centre_y) / 260, 0, 1)
    floor = (y > centre_y + 18) & (np.abs(x - centre_x) < (y - centre_y) * 4.2 + 50)
    boards = np.sin((x - centre_x) / np.maximum(y - centre_y + 1, 1) * 18) > 0.2
    sheet.paint(floor, ochre=0.45 - 0.3 * depth, ink=0.22 + 0.5 * depth + 0.25 * boards, blue=0.2)
    stage = np.clip(62 - np.hypot((x - centre_x) / 1.8, (y - centre_y - 26) * 3), 0, 1)
    sheet.paint(stage * 0.95, ochre=0.3)
    pen = sheet.pen().disc(centre_x, centre_y - 34, 10)
    pen.polygon([(528, centre_y - 22), (552, centre_y - 22), (556, centre_y + 28), (524, centre_y + 28)])
    sheet.paint(pen.mask(), red=1)
    return sheet


def _chair(pen: Pen, x: float, y: float, size: float, slant: float) -> None:
    """Draw a tall chair from behind, its feet at y; the slant turns it to one side."""

    def at(a: float, b: float) -> Point:
        return x + a * size, y + (b + a * slant) * size

    for left, right, top, bottom in ((-66, -50, -330, -6), (50, 66, -330, -6), (-66, 66, -336, -306)):
        pen.polygon([at(left, top), at(right, top), at(right, bottom), at(left, bottom)])
    pen.polygon(smooth([at(-54, -316), at(0, -326), at(54, -316), at(54, -176), at(0, -172), at(-54, -176)], 5))
    pen.polygon([at(-66, -150), at(66, -150), at(66, -124), at(-66, -124)])
    for foot in (-36, 24):
        pen.polygon([at(foot, -126), at(foot + 13, -126), at(foot + 12, -40), at(foot, -40)])
    pen.polygon([at(-66, -66), at(66, -66), at(66, -57), at(-66, -57)])


@scene
def chairs() -> Sheet:
    """Three empty chairs pushed back from a long negotiating table; one of them is red."""
    sheet = Sheet()
    x, y = sheet.x, sheet.y
    sheet.paint(ink=0.90 - 0.1 * sheet.noise(400, 3, 3), blue=0.8)
    panes, bars = sheet.pen(), sheet.pen()
    for left in (70, 350, 630, 910):
        panes.rectangle(left, -10, left + 220, 330)
        bars.rectangle(left + 105, -10, left + 115, 330).rectangle(left, 150, left + 220, 158)
    dawn = ramp(y, -40, 340)
    sheet.paint(panes.mask(), blue=0.75 - 0.55 * dawn, ochre=dawn * 0.55)
    sheet.paint(bars.mask(), ink=0.95, blue=0.5)
    sill = sheet.pen()
    for left in (70, 350, 630, 910):
        sill.rectangle(left - 12, 330, left + 232, 342)
    sheet.paint(sill.mask(), ink=0.55, blue=0.6)
    floor = sheet.below(402)
    sheet.paint(floor, ink=0.62 + 0.3 * ramp(y, 402, 800), blue=0.75)
    light = sheet.pen()
    for left in (70, 350, 630, 910):
        near = 600 + (left - 600) * 1.75
        light.polygon([(left + 10, 402), (left + 210, 402), (near + 370, 860), (near + 10, 860)])
    shine = light.mask() * floor
    sheet.lift(shine * (0.55 - 0.2 * ramp(y, 500, 800)), "ink")
    sheet.overprint(shine, ochre=0.22)

    tops = sheet.pen()
    for seat in range(11):
        tops.rectangle(40 + seat * 106, 356, 100 + seat * 106, 420).disc(70 + seat * 106, 357, 30, 9)
    sheet.paint(tops.mask(), ink=0.96, blue=0.5)
    surface = sheet.pen().polygon([(-10, 414), (1210, 414), (1210, 486), (-10, 486)]).mask()
    sheet.paint(surface, blue=0.32 + 0.2 * ramp(y, 486, 414), ochre=0.10)
    cloth = sheet.pen().rectangle(-10, 486, 1210, 622).mask()
    folds = np.sin(x * 0.11 + 2.4 * np.sin(x * 0.021)) * 0.12
    sheet.overprint(sheet.pen().rectangle(-10, 600, 1210, 660).mask() * floor, ink=0.97)
    sheet.paint(cloth, ink=0.80 + folds + 0.1 * ramp(y, 486, 622), blue=0.7)
    sheet.paint(sheet.pen().rectangle(-10, 484, 1210, 490).mask(), ink=0.98)
    papers, things = sheet.pen(), sheet.pen()
    random = np.random.default_rng(9)
    for seat in range(13):
        left = 24 + seat * 96 + random.normal() * 9
        for _ in range(1 + seat % 3):
            nudge, tilt = random.normal() * 16, random.normal() * 8
            papers.polygon(
                [
                    (left + nudge, 440 + tilt),
                    (left + nudge + 50, 440),
                    (left + nudge + 58, 464),
                    (left + nudge - 6, 466 + tilt),
                ]
            )
        things.rectangle(left + 66, 424, left + 77, 450)
        if seat in (1, 5, 8, 11):
            things.polygon([(left + 20, 446), (left + 44, 446), (left + 38, 400), (left + 26, 400)])
    sheet.paint(sheet.shift(papers.mask(), 3, 4) * surface, ink=0.5, blue=0.5)
    sheet.paint(papers.mask())
    sheet.paint(things.mask(), ink=0.85, blue=0.5)

    tucked = sheet.pen()
    for seat in (66, 1134):
        _chair(tucked, seat, 640, 0.74, 0)
    sheet.paint(tucked.mask(), ink=0.98, blue=0.4)
    sheet.lift(np.clip(tucked.mask() - sheet.shift(tucked.mask(), 3, 4), 0, 1) * 0.6, "ink")
    places = ((300, 742, 1.0, 0.16), (604, 790, 1.12, -0.03), (912, 748, 1.02, -0.17))
    shadows = sheet.pen()
    for seat, foot, size, slant in places:
        shade = [(-70, -10), (70, -10), (96 - slant * 200, 120), (-96 - slant * 200, 120)]
        shadows.polygon([(seat + a * size, foot + b * size) for a, b in shade])
    sheet.overprint(sheet.blur(shadows.mask(), 3), ink=0.96)
    for number, (seat, foot, size, slant) in enumerate(places):
        pen = sheet.pen()
        _chair(pen, seat, foot, size, slant)
        shape = pen.mask()
        if number == 1:
            sheet.paint(shape, red=1, ink=0.35 * ramp(y, 600, 790))
        else:
            sheet.paint(shape, ink=0.98, blue=0.4)
        edge = np.clip(shape - sheet.shift(shape, 4, 5), 0, 1)
        sheet.paint(edge * 0.85, ochre=0.4)
    return sheet


@scene
def library() -> Sheet:
    """A domed reading room with rings of lamps and one reader."""
    sheet = Sheet(cell=7.5)
    x, y, middle = sheet.x, sheet.y, 600
    sheet.paint(ink=0.95, blue=0.6)
    spring, eye_y, eye_rx, eye_ry = 348, 66, 128, 34
    dome = sheet.pen().polygon(
        [(middle + 700 * np.cos(t), spring - 470 * np.sin(t)) for t in np.linspace(0, np.pi, 60)]
    )
    height = ramp(y, spring, eye_y)
    span = np.sqrt(np.clip(1 - (np.clip(spring - y, 0, 460) / 470) ** 2, 0.02, 1)) * 700
    turn = np.arcsin(np.clip((x - middle) / span, -1, 1))
    panel = np.abs((turn * 11 / np.pi * 2 + 0.5) % 1 - 0.5)
    steps = np.abs((height**0.8 * 6.2) % 1 - 0.5)
    coffer = (panel < 0.36) & (steps < 0.34) & (height > 0.02)
    light = ramp(np.hypot((x - middle) / 1.3, y - eye_y), 620, 60)
    sheet.paint(dome.mask(), blue=0.9 - 0.6 * light, ink=np.clip(0.80 - 0.62 * light, 0, 1))
    sheet.overprint(coffer * dome.mask(), ink=np.clip(0.97 - 0.42 * light, 0, 1), blue=0.9)
    sheet.paint(sheet.pen().disc(middle, eye_y, eye_rx + 16, eye_ry + 10).mask(), ink=0.85, blue=0.6)
    sheet.paint(sheet.pen().disc(middle, eye_y, eye_rx, eye_ry).mask(), blue=0.02)
    beam = sheet.pen().polygon([(480, 74), (720, 74), (880, 640), (420, 640)]).mask()

    drum = sheet.pen().rectangle(-10, spring, 1210, 520).mask()
    sheet.paint(drum, ink=0.9, blue=0.6)
    sheet.paint(sheet.pen().rectangle(-10, spring - 4, 1210, spring + 12).mask(), blue=0.3, ink=0.2)
    shelves, books = sheet.pen(), sheet.pen()
    random = np.random.default_rng(3)
    for bay in range(-7, 8):
        centre = middle + 640 * np.sin(bay * 0.213)
        half = 54 * np.cos(bay * 0.205)
        shelves.rectangle(centre - half, 382, centre + half, 520).disc(centre, 382, half, 20)
        for level in (408, 436, 464, 492):
            left = centre - half + 4
            while left < centre + half - 8:
                wide = random.uniform(3.5, 9)
                books.rectangle(left, level - random.uniform(13, 22), left + wide - 1.6, level)
                left += wide
    sheet.paint(shelves.mask(), ink=1, blue=0.5)
    sheet.paint(books.mask(), ochre=0.6, ink=0.42 - 0.2 * light, blue=0.15)
    sheet.paint(sheet.pen().disc(middle, 850, 1000, 400).mask(), ink=0.95, blue=0.6)

    centre_y = 592
    grain = 0.1 * (np.sin(np.hypot(x - middle, (y - centre_y) * 3) * 0.35) > 0.3)
    for radius in (620, 470, 330, 196):
        outer, inner = radius + 42, radius - 34
        for drop, ink, ochre in ((24, 0.99, 0.0), (0, 0.50 + grain, 0.62)):
            desk = sheet.pen().disc(middle, centre_y + 26 + drop, outer, outer * 0.34).mask()
            hole = sheet.pen().disc(middle, centre_y + 26 + drop * 0.2, inner, inner * 0.34).mask()
            sheet.paint(np.clip(desk - hole, 0, 1), ink=ink, ochre=ochre)
    sheet.paint(sheet.pen().disc(middle, centre_y + 26, 150, 49).mask(), ink=0.92, blue=0.6)
    sheet.paint(sheet.pen().disc(middle, centre_y + 14, 78, 25).mask(), ink=0.6, ochre=0.5)
    stands, bulbs = sheet.pen(), sheet.pen()
    for radius, count in ((624, 26), (474, 22), (332, 16), (198, 10)):
        for i in range(count):
            angle = 2 * np.pi * (i + 0.5) / count
            lamp_x = middle + radius * np.cos(angle)
            lamp_y = centre_y + 26 + radius * 0.34 * np.sin(angle)
            size = 1 + 0.5 * np.sin(angle)
            shine = sheet.glow(lamp_x, lamp_y - 6, 52 * size, 1.3, squash=1.5)
            sheet.lift(shine * 0.8, "ink")
            sheet.overprint(ochre=shine * 0.9)
            stands.rectangle(lamp_x - 1.5 * size, lamp_y - 16 * size, lamp_x + 1.5 * size, lamp_y + 3)
            bulbs.polygon(
                [(lamp_x - 6 * size, lamp_y - 24 * size), (lamp_x + 6 * size, lamp_y - 24 * size)]
                + [(lamp_x + 11 * size, lamp_y - 12 * size), (lamp_x - 11 * size, lamp_y - 12 * size)]
            )
    sheet.paint(stands.mask(), ink=0.97)
    sheet.paint(bulbs.mask(), ochre=0.25)
    sheet.lift(beam * ramp(y, 640, 60) * 0.28, "ink")
    pool = sheet.glow(470, 730, 130, 1.1, squash=1.7)
    sheet.lift(pool * 0.8, "ink")
    sheet.overprint(ochre=pool * 0.7)
    book = sheet.pen().polygon(plot("424,716 470,722 516,714 524,732 470,740 418,734"))
    sheet.paint(book.mask())
    reader, hair = sheet.pen().at(470, 800, 0.92), sheet.pen().at(470, 800, 0.92)
    reader.blob(plot("-58,20 -56,-40 -30,-72 0,-78 30,-72 56,-40 58,20"))
    hair.disc(0, -100, 27, 31)
    sheet.paint(reader.mask(), red=1)
    sheet.paint(hair.mask(), ink=0.98)
    return sheet


@scene
def lectern() -> Sheet:
    """An empty lectern with a bunch of microphones before tall curtains; one red light is on."""
    sheet = Sheet(cell=7, screen_red=True)
    x, y, middle = sheet.x, sheet.y, 600
    wander = sheet.noise(500, 5, 2)
    folds = np.sin(x * 0.062 + 1.7 * np.sin(x * 0.017) + wander * 1.2 + 0.10 * np.sin(y * 0.006))
    spot = sheet.glow(middle, 330, 560, 1.1, squash=1.15)
    sheet.paint(blue=0.95 - 0.35 * spot, ink=np.clip(0.80 - 0.36 * folds - spot * 0.72, 0.0, 0.97))
    floor = sheet.below(672)
    sheet.paint(floor, ink=0.93, blue=0.6)
    pool = sheet.pen().disc(middle, 742, 430, 66).mask()
    sheet.paint(pool * floor, blue=0.35, ink=0.10)
    hem = sheet.pen().rectangle(-10, 662, 1210, 674)
    sheet.paint(hem.mask(), ink=0.98)
    sheet.overprint(sheet.pen().disc(middle + 26, 748, 214, 26).mask(), ink=0.9)
    body, top, trim = sheet.pen(), sheet.pen(), sheet.pen()
    body.polygon([(452, 404), (748, 404), (706, 742), (494, 742)]).rectangle(470, 728, 730, 752)
    top.polygon([(420, 404), (780, 404), (748, 350), (452, 350)]).rectangle(420, 402, 780, 424)
    trim.line(plot("484,452 716,452 688,706 512,706 484,452 716,452"), 5)
    sheet.paint(body.mask(), ink=np.clip(0.86 + (x - middle) / 900, 0, 1), blue=0.6)
    sheet.paint(trim.mask(), ink=0.35, blue=0.7)
    sheet.paint(top.mask(), ink=0.97, blue=0.4)
    sheet.paint(sheet.pen().polygon([(446, 394), (754, 394), (734, 360), (466, 360)]).mask(), ink=0.55, blue=0.7)
    sheet.paint(sheet.pen().polygon([(540, 390), (662, 390), (654, 364), (548, 364)]).mask(), blue=0.02)
    stems, heads, shine = sheet.pen(), sheet.pen(), sheet.pen()
    bunch = ((-128, 214, -34, 1.0), (-84, 168, -22, 1.15), (-40, 226, -10, 0.9), (4, 142, 2, 1.25), (46, 216, 12, 1.0))
    for right, level, turn, size in (*bunch, (90, 172, 24, 1.1), (134, 232, 36, 0.95)):
        foot, tip = middle + right * 0.42, middle + right
        stems.stroke([(foot, 366), (foot + right * 0.10, 320), (tip - right * 0.12, level + 44), (tip, level)], 8, 7)
        mic = heads.at(tip, level, size, turn)
        mic.disc(0, -24, 20, 28).polygon([(-14, -6), (14, -6), (8, 30), (-8, 30)])
        gleam = shine.at(tip, level, size, turn)
        for band in (-38, -28, -18):
            gleam.line([(-15, band), (15, band)], 3)
    sheet.paint(stems.mask(), ink=1)
    sheet.paint(heads.mask(), ink=1, blue=0.3)
    sheet.paint(shine.mask() * heads.mask(), ink=0.25, blue=0.6)
    glow = sheet.glow(middle, 562, 130, 1.8)
    sheet.overprint(red=glow * 0.95)
    sheet.lift(glow * 0.75, "ink", "blue")
    sheet.paint(sheet.disc(middle, 562, 34), ink=1)
    sheet.paint(sheet.disc(middle, 562, 26), red=1)
    sheet.paint(sheet.disc(middle - 8, 553, 6))
    return sheet


@scene
def school() -> Sheet:
    """A school corridor of empty coat hooks, one red scarf left hanging."""
    sheet = Sheet()
    x, y, vanish_x, vanish_y = sheet.x, sheet.y, 770, 352

    def wall(near_x: float, share: float, height: float) -> Point:
        """Place a point on a side wall; the share runs from 0 (at the front) to 1 (at the vanishing point)."""
        return near_x + (vanish_x - near_x) * share, height + (vanish_y - height) * share

    end = 0.80
    left, right, top, bottom = -120.0, 1420.0, -200.0, 900.0
    sheet.paint(blue=0.35)
    depth = np.clip(np.maximum(np.abs(x - vanish_x) / 800, np.abs(y - vanish_y) / 540), 0, 1)
    west = sheet.pen().polygon(
        [wall(left, 0, top), wall(left, end, top), wall(left, end, bottom), wall(left, 0, bottom)]
    )
    east = sheet.pen().polygon(
        [wall(right, 0, top), wall(right, end, top), wall(right, end, bottom), wall(right, 0, bottom)]
    )
    floor = sheet.pen().polygon(
        [wall(left, 0, bottom), wall(left, end, bottom), wall(right, end, bottom), wall(right, 0, bottom)]
    )
    ceiling = sheet.pen().polygon(
        [wall(left, 0, top), wall(left, end, top), wall(right, end, top), wall(right, 0, top)]
    )
    ground = floor.mask()
    sheet.paint(ceiling.mask(), blue=0.5, ink=0.34)
    sheet.paint(west.mask(), blue=0.10 + 0.36 * depth)
    sheet.paint(east.mask(), blue=0.75, ink=0.36 + 0.2 * depth)
    dado = sheet.pen().polygon(
        [wall(left, 0, 520), wall(left, end, 520), wall(left, end, bottom), wall(left, 0, bottom)]
    )
    sheet.paint(dado.mask(), blue=0.75, ink=0.22 + 0.12 * depth)
    row = 1 / np.maximum(y - vanish_y, 1) * 3600
    column = (x - vanish_x) / np.maximum(y - vanish_y, 1) * 3.2
    checks = (np.floor(row) + np.floor(column)) % 2
    sheet.paint(ground, blue=0.6, ink=np.where(checks > 0, 0.86, 0.20))
    for x0, x1 in ((0.08, 0.22), (0.38, 0.46), (0.58, 0.63)):
        door = [wall(right, x0, 130), wall(right, x1, 130), wall(right, x1, bottom), wall(right, x0, bottom)]
        sheet.paint(sheet.pen().polygon(door).mask(), ink=0.92, blue=0.6)
        pane = [wall(right, x0 + 0.02, 190), wall(right, x1 - 0.02, 190), wall(right, x1 - 0.02, 420)]
        sheet.paint(sheet.pen().polygon([*pane, wall(right, x0 + 0.02, 420)]).mask(), blue=0.25)
    for x0, x1 in ((0.05, 0.2), (0.36, 0.46), (0.57, 0.63), (0.71, 0.75)):
        strip = [(x0, 560), (x1, 560), (x1, 780), (x0, 780)]
        sheet.paint(sheet.pen().polygon([wall(a, x, top) for x, a in strip]).mask(), blue=0.0)
    far = sheet.pen().polygon(
        [wall(left, end, top), wall(right, end, top), wall(right, end, bottom), wall(left, end, bottom)]
    )
    sheet.paint(far.mask(), ink=0.6, blue=0.7)
    exit_ = sheet.pen().polygon([(718, 300), (822, 300), (822, 461), (718, 461)]).mask()
    sheet.paint(exit_, blue=0.02, ochre=0.25)
    sheet.paint(sheet.pen().rectangle(767, 300, 773, 461).mask(), ink=0.9)
    light = sheet.glow(770, 400, 330, 1.6)
    sheet.lift(light * 0.6 * ground, "ink", "blue")
    board = sheet.pen().polygon([wall(left, 0, 190), wall(left, end, 190), wall(left, end, 250), wall(left, 0, 250)])
    sheet.paint(board.mask(), ochre=0.5, ink=0.62)
    hooks, shade = sheet.pen(), sheet.pen()
    for i in range(13):
        share = 1 - 0.86 * 0.835**i
        if share > end:
            break
        hook_x, hook_y = wall(left, share, 222)
        size = 1 - share
        for pen, move in ((shade, 10), (hooks, 0)):
            spot = pen.at(hook_x + move * size, hook_y + move * size, size * 1.5)
            spot.disc(0, 0, 9, 13).stroke([(0, 0), (16, 8), (26, 34), (44, 38), (52, 14)], 10, 9)
    sheet.overprint(shade.mask(), ink=0.45)
    sheet.paint(hooks.mask(), ink=0.98, blue=0.4)
    bench = sheet.pen().polygon(
        [wall(left, 0.06, 690), wall(left, end, 690), wall(left + 150, end, 690), wall(left + 150, 0.06, 690)]
    )
    sheet.paint(bench.mask(), ochre=0.5, ink=0.45)
    legs = sheet.pen()
    for share in (0.1, 0.36, 0.56, 0.69, 0.77):
        foot_x, foot_y = wall(left + 138, share, 690)
        legs.rectangle(foot_x - 9 * (1 - share), foot_y, foot_x + 9 * (1 - share), foot_y + 210 * (1 - share))
    sheet.paint(legs.mask(), ink=0.97)
    hang_x, hang_y = wall(left, 1 - 0.86 * 0.835**2, 222)
    scarf, knit = sheet.pen().at(hang_x + 44, hang_y + 40, 0.86), sheet.pen().at(hang_x + 44, hang_y + 40, 0.86)
    scarf.polygon(smooth(plot("-8,-26 14,-22 30,60 66,210 92,372 28,384 10,226 -4,90"), 8))
    scarf.polygon(smooth(plot("-14,-22 10,-24 6,70 -18,190 -40,286 -104,268 -72,160 -34,50"), 8))
    for fringe in range(6):
        scarf.stroke([(31 + fringe * 11, 380 - fringe * 2), (36 + fringe * 11, 414 - fringe * 2)], 5)
        scarf.stroke([(-100 + fringe * 11, 268 + fringe * 3), (-108 + fringe * 11, 300 + fringe * 3)], 5)
    for band in (0, 1, 3, 4):
        knit.line([(18, 300 + band * 17), (92, 290 + band * 17)], 5)
        knit.line([(-110, 196 + band * 15), (-10, 220 + band * 15)], 5)
    knit.stroke([(4, 60), (8, 20), (4, -10)], 4)
    shape = scarf.mask()
    sheet.overprint(sheet.shift(shape, 12, 10), ink=0.6)
    sheet.paint(shape, red=1)
    sheet.overprint(knit.mask() * shape, ink=0.9)
    return sheet
