"""Scenes of measuring: the voice, the control room, the radar, the seismograph, the thermometer."""

import numpy as np

from .press import Sheet, plot, ramp, scene, smooth
from .shapes import HEAD_PROFILE, seated_back


@scene
def voice() -> Sheet:
    """A striped head in profile whose voice is a red sound track."""
    sheet = Sheet(1080)
    x, y = sheet.x, sheet.y
    head = sheet.pen().at(430, 330, 265).polygon(smooth(HEAD_PROFILE, 14)).mask()
    step = 20
    bars = x % step < 11
    columns = np.arange(1080 // step + 2)
    swing = np.abs(np.sin(columns * 0.9) * np.sin(columns * 0.37 + 0.4))
    loudness = (0.1 + 0.9 * swing) * np.exp(-(((columns * step - 820) / 210) ** 2)) * (columns * step >= 660)
    heights = loudness[np.floor(x / step).astype(int)] * 215 + 5
    track = (np.abs(y - 452) < heights) * (x > 668) * bars
    sheet.paint(blue=0.12 + 0.25 * y / 720)
    sheet.paint(head, blue=0.55 * (1 - bars), ink=bars * (1.05 - 0.5 * np.clip((x - 150) / 560, 0, 1)))
    sheet.paint(track, red=1)
    return sheet


@scene
def control() -> Sheet:
    """A dark control room: three operators before a wall diagram with one line in red."""
    sheet = Sheet(1080, cell=7)
    panel = sheet.pen().rectangle(60, 60, 1020, 470).mask()
    lines, nodes, alarms = sheet.pen(), sheet.pen(), sheet.pen()
    for i in range(7):
        start, end = 120 + i * 46, 120 + (i * 5 + 3) % 7 * 46
        lines.line([(90, start), (220 + i * 97 % 300, start), (300 + i * 131 % 340, end), (990, end)], 3.5)
    for i in range(30):
        alarm = i in (4, 11, 19)
        (alarms if alarm else nodes).disc(120 + i * 173 % 860, 120 + i % 7 * 46, 13 if alarm else 9)
    alarms.line([(90, 258), (385, 258), (692, 350), (990, 350)], 7)
    backs = sheet.pen()
    for seat in (260, 560, 830):
        seated_back(backs, seat, 462, 1.2)
    people = np.maximum(backs.mask(), sheet.below(650))
    sheet.paint(ink=0.98 - sheet.blur(panel, 70) * 0.35, blue=0.5)
    sheet.paint(panel, ink=0.7 - 0.3 * sheet.noise(420, 3, 2), blue=1)
    sheet.paint(lines.mask(), blue=1)
    sheet.paint(nodes.mask())
    sheet.paint(alarms.mask(), red=1)
    sheet.paint(people, ink=1, blue=0.4)
    rim = backs.mask() * (1 - sheet.shift(backs.mask(), 3, 5)) * (1 - sheet.below(650))
    sheet.paint(rim * 0.85, blue=0.3)
    return sheet


@scene
def radar() -> Sheet:
    """A dark radar screen with a sweep, the coast in light, and one wedge gone."""
    sheet = Sheet(1200, cell=7)
    x, y, centre_x, centre_y, radius = sheet.x, sheet.y, 600, 400, 356
    distance = np.hypot(x - centre_x, y - centre_y)
    bearing = np.degrees(np.arctan2(x - centre_x, centre_y - y)) % 360
    sheet.paint(ink=0.93 - 0.18 * sheet.noise(500, 4, 3) - ramp(distance, 700, 380) * 0.2, blue=0.9)
    sheet.paint(sheet.disc(centre_x + 10, centre_y + 14, radius + 46), ink=1, blue=0.5)
    sheet.paint(sheet.disc(centre_x, centre_y, radius + 40), ink=0.62, blue=0.75)
    sheet.paint(sheet.disc(centre_x, centre_y, radius + 8), ink=1)
    ticks = (np.abs((bearing + 5) % 10 - 5) * distance / 57.3 < 2) & (np.abs(distance - radius - 23) < 9)
    ticks |= (np.abs((bearing + 15) % 30 - 15) * distance / 57.3 < 3.4) & (np.abs(distance - radius - 23) < 14)
    sheet.paint(ticks, blue=0.05)
    screen_ = sheet.disc(centre_x, centre_y, radius)
    trail = ((318 - bearing) % 360) / 360
    sheet.paint(screen_, blue=1, ink=np.clip(0.95 - 0.75 * np.exp(-trail * 6.5), 0, 1))
    land = sheet.noise(420, 33, 5) + 0.25 * ramp(x, 560, 900) - 0.10 * ramp(distance, 150, 0)
    coast = ramp(land, 0.60, 0.62) * screen_
    edge = coast * (1 - sheet.blur(coast, 4)) * 2
    sheet.lift(coast * 0.35 + np.clip(edge, 0, 0.65), "ink")
    sheet.lift(np.clip(edge, 0, 1) * 0.8, "blue")
    rings = np.zeros_like(x)
    for part in range(1, 5):
        rings = np.maximum(rings, np.clip(2.2 - np.abs(distance - radius * part / 4.15), 0, 1))
    spokes = (np.abs((bearing + 22.5) % 45 - 22.5) * distance / 57.3 < 1.2).astype(float)
    sheet.lift(np.maximum(rings, spokes * 0.7) * screen_ * 0.75, "ink")
    blips = sheet.pen()
    for angle, share in ((12, 0.62), (300, 0.72), (286, 0.44), (250, 0.80), (205, 0.55), (338, 0.35), (160, 0.7)):
        turn = np.radians(angle)
        spot = (centre_x + radius * share * np.sin(turn), centre_y - radius * share * np.cos(turn))
        blips.at(*spot, 1, angle).disc(0, 0, 13, 6)
    sheet.paint(blips.mask(), ochre=0.5)
    arm = sheet.pen().line(
        [
            (centre_x, centre_y),
            (centre_x + radius * np.sin(np.radians(318)), centre_y - radius * np.cos(np.radians(318))),
        ],
        5,
    )
    sheet.paint(arm.mask() * screen_, blue=0)
    wedge = (bearing > 52) & (bearing < 98) & (distance < radius)
    sheet.paint(wedge, ink=1)
    cut = sheet.pen()
    for angle in (52, 98):
        turn = np.radians(angle)
        cut.line([(centre_x, centre_y), (centre_x + radius * np.sin(turn), centre_y - radius * np.cos(turn))], 9)
    rim = wedge & (distance > radius - 9)
    sheet.paint(np.maximum(cut.mask() * screen_, rim), red=1)
    sheet.paint(sheet.disc(centre_x, centre_y, 13), red=1)
    glare = sheet.disc(centre_x, centre_y, radius) * (1 - sheet.disc(centre_x + 50, centre_y + 64, radius + 24))
    sheet.lift(glare * 0.22, "ink")
    return sheet


@scene
def seismograph() -> Sheet:
    """A drum recorder whose needle swings wide."""
    sheet = Sheet(cell=7)
    x, y = sheet.x, sheet.y
    sheet.paint(ink=np.clip(0.92 - sheet.glow(560, 330, 820, 1) * 0.5, 0, 1), blue=0.85)
    sheet.paint(sheet.below(704), ink=0.97, blue=0.5)
    left, right, middle, radius, squash = 150.0, 986.0, 400.0, 268.0, 0.30
    stand = (
        sheet.pen()
        .polygon([(70, 470), (112, 470), (140, 740), (44, 740)])
        .polygon([(1040, 470), (1082, 470), (1110, 740), (1014, 740)])
    )
    stand.rectangle(20, 716, 1136, 750).rectangle(40, 388, 1120, 412)
    sheet.paint(stand.mask(), ink=1, blue=0.4)
    sheet.lift(sheet.pen().line([(20, 717), (1136, 717)], 4).mask() * 0.7, "ink")
    drum = (
        sheet.pen()
        .rectangle(left, middle - radius, right, middle + radius)
        .disc(right, middle, radius * squash, radius)
    )
    drum.disc(left, middle, radius * squash, radius)
    tilt = np.clip((y - middle) / radius, -0.999, 0.999)
    shade = ramp(tilt, -0.1, 1.0)
    sheet.paint(
        drum.mask(), blue=np.clip(0.04 + shade * 0.95 + ramp(tilt, -0.72, -1) * 0.5, 0, 1), ink=shade**1.6 * 0.85
    )
    trace, hot = sheet.pen(), sheet.pen()
    random = np.random.default_rng(3)
    across = np.arange(left - 60, right + 40, 3.0)
    now, start = 8, 640.0
    for row in range(1, 18):
        angle = -np.pi / 2 + np.pi * row / 18
        level = middle + radius * np.sin(angle)
        flat = np.cos(angle)
        bulge = radius * squash * np.cos(angle)
        quiet = random.normal(size=across.size) * 2.2 * flat
        if row == now:
            swing = np.exp(-(((across - 800) / 105) ** 2)) * 168 + np.exp(-(((across - 640) / 60) ** 2)) * 26
            wave = quiet + swing * np.sin(across * 0.21) * random.uniform(0.72, 1.0, across.size)
            points = [(float(a), float(level + b)) for a, b in zip(across, wave, strict=True) if a < 902]
            hot.line([point for point in points if point[0] > start - 40], 6)
            trace.line([point for point in points if point[0] <= start - 36], 3)
        elif row < now:
            tremor = 9 * np.exp(-(((across - 360 - row * 37) / 40) ** 2)) * np.sin(across * 0.4) * flat
            wave = quiet + tremor
            edge = right + bulge
            trace.line(
                [(float(a), float(level + b)) for a, b in zip(across, wave, strict=True) if left - bulge < a < edge], 3
            )
    sheet.overprint(trace.mask() * drum.mask(), ink=0.9)
    end = sheet.pen().disc(left, middle, radius * squash, radius).mask()
    sheet.paint(end, ink=0.8, blue=0.7)
    rim = sheet.pen().disc(left, middle, radius * squash * 0.86, radius * 0.9).mask()
    sheet.paint(rim, ink=0.5, blue=0.85)
    spokes = sheet.pen().disc(left, middle, 18, 50)
    for i in range(6):
        turn = np.radians(i * 60 + 15)
        spokes.line([(left, middle), (left + 66 * np.cos(turn), middle + 236 * np.sin(turn))], 13)
    spokes.rectangle(30, middle - 12, left, middle + 12)
    sheet.paint(spokes.mask(), ink=0.98)
    sheet.paint(hot.mask(), red=1)
    arm, weight = sheet.pen(), sheet.pen()
    tip = (904.0, middle + radius * np.sin(-np.pi / 2 + np.pi * now / 18) - 20)
    arm.polygon([(1146, 40), (1172, 60), (tip[0] + 3, tip[1] + 3), (tip[0] - 3, tip[1] - 4)])
    weight.disc(1150, 60, 62)
    shadow = sheet.shift(arm.mask(), 14, 34) * drum.mask()
    sheet.overprint(shadow, ink=0.5)
    sheet.paint(np.clip(sheet.blur(arm.mask(), 2) * 2, 0, 1), ink=1)
    sheet.paint(arm.mask(), ink=1)
    sheet.paint(weight.mask(), ink=np.clip(0.45 + (x - 1120) / 120 + (y - 60) / 150, 0.2, 1), blue=0.7)
    sheet.paint(sheet.disc(1150, 60, 16), ink=1)
    return sheet


@scene
def thermometer() -> Sheet:
    """A figure in a blanket behind a frosted, lit window; outside, a thermometer with a short red column."""
    sheet = Sheet(cell=7)
    x, y = sheet.x, sheet.y
    bricks = (np.abs(y % 44 - 2) < 2.4) | (np.abs((x + np.floor(y / 44) % 2 * 58) % 116 - 2) < 2.4)
    tone = sheet.noise(60, 8, 3)
    sheet.paint(ink=np.clip(0.80 + (tone - 0.5) * 0.3, 0, 1), blue=0.9)
    sheet.lift(bricks * 0.38, "ink")
    left, top, right, bottom = 150, 84, 690, 660
    glow = sheet.blur(sheet.pen().rectangle(left, top, right, bottom).mask(), 60)
    sheet.lift(glow * 0.45, "ink")
    sheet.overprint(ochre=glow * 0.5)
    sheet.paint(sheet.pen().rectangle(left - 34, top - 34, right + 34, bottom + 30).mask(), ink=0.97, blue=0.4)
    glass = sheet.pen().rectangle(left, top, right, bottom).mask()
    sheet.paint(glass, ochre=0.95 - 0.35 * sheet.glow(560, 230, 300, 1), red=0)
    sheet.paint(sheet.glow(570, 320, 230, 1.3) * glass, ochre=0.4)
    person, folds = sheet.pen(), sheet.pen()
    person.blob(plot("180,680 192,540 236,452 300,404 340,392 400,404 470,452 516,548 528,690"))
    person.disc(352, 322, 62, 72).blob(plot("276,420 270,330 300,250 352,230 408,250 436,330 432,424 352,470"))
    for points in (
        [(236, 470), (300, 520), (330, 660)],
        [(470, 470), (420, 530), (388, 660)],
        [(210, 560), (250, 600), (262, 660)],
    ):
        folds.stroke(points, 7)
    folds.stroke([(500, 560), (466, 604), (452, 660)], 7)
    shape = person.mask() * glass
    check = (np.sin(x * 0.13) > 0.72) | (np.sin(y * 0.13) > 0.72)
    sheet.paint(shape, ink=0.90, blue=0.7)
    sheet.lift(shape * check * (y > 420) * 0.30, "ink")
    sheet.lift(folds.mask() * shape * 0.55, "ink")
    face = sheet.pen().disc(356, 330, 46, 56).mask()
    sheet.paint(face, ochre=0.3, ink=0.06 + 0.4 * ramp(x, 340, 420))
    hair = sheet.pen().blob(plot("308,312 320,276 356,264 396,278 404,318 380,296 340,296"))
    sheet.paint(hair.mask(), ink=0.97)
    features = (
        sheet.pen().stroke([(330, 330), (340, 334), (349, 330)], 4).stroke([(366, 330), (375, 334), (384, 330)], 4)
    )
    features.stroke([(346, 362), (357, 360), (368, 363)], 4)
    sheet.overprint(features.mask(), ink=0.95)
    cup = sheet.pen().polygon([(318, 520), (392, 520), (384, 590), (326, 590)]).ring(398, 550, 18, 7)
    sheet.paint(cup.mask(), blue=0.03)
    hands = sheet.pen().disc(316, 562, 20, 17).disc(396, 566, 19, 16)
    sheet.paint(hands.mask(), ochre=0.5, ink=0.5)
    steam = sheet.pen()
    for start in (336, 356, 376):
        steam.stroke([(start, 508), (start - 12, 488), (start + 12, 464), (start - 8, 440), (start + 6, 418)], 8, 2)
    sheet.lift(steam.mask() * 0.8, "ink")
    edge = np.minimum.reduce([(x - left) / 230, (right - x) / 230, (y - top) / 200, (bottom - y) / 240])
    corner = np.hypot(
        np.clip(1 - np.minimum(x - left, right - x) / 190, 0, 1),
        np.clip(1 - np.minimum(y - top, bottom - y) / 190, 0, 1),
    )
    ferns = np.abs(sheet.noise(70, 5, 5) - 0.5) * 2
    frost = glass * ((corner - 0.25 + ramp(edge, 0.3, 0) * 0.35 > 0.42 + ferns * 0.9) | (edge < 0.02 + 0.05 * ferns))
    sheet.paint(frost * 0.9, blue=0.10 + 0.25 * ferns)
    bars = sheet.pen().rectangle(412, top, 430, bottom).rectangle(left, 226, right, 240)
    for outline in ((left, top, left + 12, bottom), (right - 12, top, right, bottom), (left, top, right, top + 12)):
        bars.rectangle(*outline)
    sheet.paint(bars.mask(), ink=0.95, blue=0.5)
    sill = sheet.pen().polygon([(96, 676), (744, 676), (770, 724), (70, 724)]).mask()
    sheet.paint(sill, ink=0.75, blue=0.8)
    snow = sheet.pen().blob(plot("78,690 120,654 250,662 360,644 520,660 650,646 740,664 766,694 420,690"))
    sheet.paint(snow.mask(), blue=0.03 + 0.4 * ramp(y, 664, 700))
    plate = sheet.pen().rectangle(872, 60, 1078, 748).mask()
    sheet.overprint(sheet.blur(sheet.shift(plate, 16, 18), 5), ink=0.98)
    sheet.paint(plate, ink=0.97)
    sheet.paint(sheet.pen().rectangle(884, 72, 1066, 736).mask(), blue=0.08)
    marks = sheet.pen()
    for i in range(37):
        length = 50 if i % 6 == 0 else 24
        level = 112 + i * 13.4
        marks.rectangle(
            1020, level - (2.4 if i % 6 == 0 else 1.3), 1020 + min(length, 36), level + (2.4 if i % 6 == 0 else 1.3)
        )
        marks.rectangle(
            930 - min(length, 36), level - (2.4 if i % 6 == 0 else 1.3), 930, level + (2.4 if i % 6 == 0 else 1.3)
        )
    sheet.paint(marks.mask(), ink=0.95)
    tube = sheet.pen().stroke([(975, 104), (975, 640)], 46).disc(975, 656, 58)
    sheet.paint(tube.mask(), ink=0.95)
    sheet.paint(sheet.pen().stroke([(975, 104), (975, 640)], 34).disc(975, 656, 51).mask(), blue=0.3)
    sheet.paint(sheet.pen().stroke([(975, 488), (975, 640)], 22).disc(975, 656, 45).mask(), red=1)
    sheet.paint(sheet.pen().stroke([(966, 120), (966, 470)], 5).disc(958, 640, 11).mask())
    return sheet
