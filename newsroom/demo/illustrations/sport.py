"""Scenes of sport: the goalkeeper, the runners, the riders, the swimmers."""

import numpy as np

from .press import Pen, Sheet, plot, ramp, scene, smooth


@scene
def football() -> Sheet:
    """A goalkeeper in red, alone in fog under floodlights."""
    sheet = Sheet()
    x, y, horizon = sheet.x, sheet.y, 470
    haze = sheet.noise(460, 6, 4)
    sheet.paint(
        blue=np.clip(0.92 - ramp(y, 60, horizon) * 0.45 + (haze - 0.5) * 0.4, 0, 1),
        ink=np.clip(0.74 - ramp(y, 0, horizon) * 0.62 + (haze - 0.5) * 0.6, 0, 1),
    )
    stand = sheet.pen().polygon(plot("-10,300 330,384 870,384 1210,300 1210,480 -10,480")).mask()
    sheet.overprint(stand, ink=0.42 + 0.10 * (np.sin(y * 0.36) > 0.3), blue=0.8)
    masts = sheet.pen()
    lamps = []
    for foot, top, size in ((140, 60, 1.25), (1060, 60, 1.25), (404, 176, 0.72), (796, 176, 0.72)):
        masts.line([(foot - 11 * size, 430), (foot - 4 * size, top)], 4 * size)
        masts.line([(foot + 11 * size, 430), (foot + 4 * size, top)], 4 * size)
        masts.rectangle(foot - 62 * size, top - 40 * size, foot + 62 * size, top + 32 * size)
        lamps += [
            (foot - 42 * size + i * 28 * size, top - 22 * size + j * 24 * size, 10 * size)
            for i in range(4)
            for j in range(2)
        ]
    sheet.paint(masts.mask(), ink=0.93, blue=0.5)
    for foot, top, size in ((140, 60, 1.25), (1060, 60, 1.25), (404, 176, 0.72), (796, 176, 0.72)):
        glare = sheet.glow(foot, top, 330 * size, 1.7)
        sheet.lift(glare * 0.95, "ink")
        sheet.lift(glare * 0.8, "blue")
        sheet.overprint(ochre=glare * 0.25)
        cone = sheet.pen().polygon(
            [
                (foot - 50 * size, top),
                (foot + 50 * size, top),
                (600 + (foot - 600) * 0.2 + 330, 720),
                (600 + (foot - 600) * 0.2 - 330, 720),
            ]
        )
        sheet.lift(cone.mask() * 0.18 * ramp(y, 760, 60), "ink")
    bulbs = sheet.pen()
    for left, top, radius in lamps:
        bulbs.disc(left, top, radius)
    sheet.paint(bulbs.mask())
    ground = sheet.below(horizon)
    depth = ramp(y, horizon, 800)
    bands = np.sin(np.log(np.maximum(y - horizon + 34, 1)) * 13) > 0
    sheet.paint(
        ground,
        blue=0.55 + 0.4 * depth,
        ink=np.clip(0.10 + 0.46 * depth + 0.14 * bands - sheet.glow(600, 640, 440, 1, squash=2.4) * 0.34, 0, 1),
    )
    lines = sheet.pen().polygon([(-10, 628), (1210, 628), (1210, 640), (-10, 640)])
    lines.line([(250, 640), (90, 724), (1110, 724), (950, 640)], 8)
    sheet.paint(lines.mask(), blue=0.03)
    left, right, bar, foot = 214.0, 986.0, 292.0, 640.0
    back_left, back_right, back_bar, back_foot = 282.0, 918.0, 330.0, 590.0
    net = sheet.pen()
    for i in range(27):
        share = i / 26
        net.line(
            [
                (back_left + (back_right - back_left) * share, back_bar),
                (back_left + (back_right - back_left) * share, back_foot),
            ],
            2,
        )
        net.line([(left + (right - left) * share, bar), (back_left + (back_right - back_left) * share, back_bar)], 2)
    for i in range(12):
        share = i / 11
        level = back_bar + (back_foot - back_bar) * share
        net.line(
            [
                (left, bar + (foot - bar) * share),
                (back_left, level),
                (back_right, level),
                (right, bar + (foot - bar) * share),
            ],
            2,
        )
    sheet.lift(net.mask() * 0.6, "ink")
    sheet.lift(net.mask() * 0.5, "blue")
    posts = sheet.pen().line([(left, foot + 4), (left, bar), (right, bar), (right, foot + 4)], 15)
    sheet.overprint(sheet.shift(posts.mask(), 6, 4), ink=0.7)
    sheet.paint(posts.mask())
    keeper, shirt, gloves = (sheet.pen().at(600, 664, 2.55) for _ in range(3))
    sheet.overprint(sheet.pen().disc(612, 668, 124, 15).mask(), ink=0.85)
    keeper.stroke([(-8, -42), (-17, -24), (-14, -4)], 14, 9).stroke([(8, -42), (18, -24), (16, -4)], 14, 9)
    keeper.stroke([(-14, -3), (-22, -1)], 8).stroke([(16, -3), (24, -1)], 8).disc(0, -92, 9, 11)
    keeper.polygon(plot("-17,-52 17,-52 20,-30 3,-32 -3,-32 -20,-30"))
    shirt.blob(plot("-8,-82 8,-82 19,-76 16,-50 -16,-50 -19,-76"))
    shirt.stroke([(-16, -74), (-32, -60), (-40, -44)], 10, 8).stroke([(16, -74), (32, -60), (40, -44)], 10, 8)
    gloves.disc(-42, -40, 6.5, 7).disc(42, -40, 6.5, 7)
    sheet.paint(keeper.mask(), ink=0.98, blue=0.4)
    sheet.paint(shirt.mask(), red=1)
    sheet.paint(gloves.mask())
    sheet.overprint(sheet.pen().at(600, 664, 2.55).ring(-42, -40, 6.5, 1).ring(42, -40, 6.5, 1).mask(), ink=0.95)
    mist = (
        sheet.blur((sheet.noise(260, 12, 3) > 0.52).astype(float), 40)
        * ramp(np.abs(y - 520), 130, 0)
        * (np.abs(x - 600) > 190)
    )
    sheet.lift(mist * 0.45, "ink")
    return sheet


def _runner(pen: Pen, stride: int, *, legs: bool = True, shirt: bool = True) -> None:
    """Draw a runner to the right, about 100 high, feet at the origin; the stride picks one of three poses."""
    if legs:
        front = ([(4, -46), (22, -34), (16, -8), (26, -4)], [(4, -46), (20, -30), (28, -8), (37, -8)])[stride % 2]
        rear = ([(0, -46), (-8, -24), (-30, -16), (-34, -24)], [(0, -46), (-4, -22), (-24, -4), (-31, -10)])[stride % 2]
        pen.stroke(front, 11, 6).stroke(rear, 11, 6).disc(13, -93, 8, 9)
        arm = [(6, -74), (-8, -62), (-18, -72)] if stride % 2 else [(6, -74), (-10, -66), (-14, -52)]
        pen.stroke(arm, 6, 5)
    if shirt:
        pen.blob(plot("4,-82 12,-80 13,-62 9,-44 -5,-44 -3,-64"))
        pen.stroke([(9, -74), (18, -58), (30, -66)] if stride % 2 else [(9, -74), (14, -58), (28, -56)], 6, 5)


@scene
def marathon() -> Sheet:
    """Runners on a causeway at low tide, their shadows long on the wet sand."""
    sheet = Sheet()
    y, horizon = sheet.y, 236
    sun_x = 250
    glow = sheet.glow(sun_x, horizon, 760, 1.2)
    sheet.paint(blue=np.clip(0.75 - glow * 0.8, 0, 1), ochre=glow * 0.75)
    sheet.paint(sheet.disc(sun_x, horizon - 26, 62))
    island = sheet.pen().polygon(smooth(plot("700,246 760,216 830,204 880,168 930,166 980,202 1060,214 1130,246"), 6))
    island.rectangle(896, 116, 914, 172).polygon([(892, 118), (918, 118), (905, 92)])
    sheet.paint(island.mask(), ink=0.70, blue=0.8)
    sand = sheet.below(horizon)
    depth = ramp(y, horizon, 800)
    pools = sheet.noise(240, 15, 5) + 0.10 * np.sin(y * 0.16 / (0.25 + depth) + sheet.noise(90, 4) * 6)
    wet = pools > 0.54
    sheet.paint(
        sand, ochre=np.clip(0.50 - 0.25 * depth + glow * 0.4, 0, 1), ink=0.05 + 0.30 * depth, blue=0.10 + 0.5 * depth
    )
    shine = sheet.glow(sun_x, horizon, 900, 0.9)
    sheet.paint(sand * wet, blue=np.clip(0.55 - shine * 0.55 + 0.3 * depth, 0, 1), ochre=shine * 0.4)
    rim = wet & ~(pools > 0.552)
    sheet.overprint(sand * rim, ink=0.5)
    path: list[tuple[float, float, float]] = []
    for share in np.linspace(0, 1, 60):
        level = horizon + 8 + 600 * share**1.9
        place = 905 - 250 * np.sin(share * 3.3) * (0.35 + share) - 330 * share**2
        path.append((float(place), float(level), float(4 + 150 * share**1.45)))
    edge = [(a - c, b) for a, b, c in path] + [(a + c, b) for a, b, c in path[::-1]]
    wall = [(a - c * 1.05, b + c * 0.20) for a, b, c in path] + [(a + c * 1.05, b + c * 0.20) for a, b, c in path[::-1]]
    sheet.paint(sheet.pen().polygon(wall).mask(), ink=0.94, blue=0.6)
    causeway = sheet.pen().polygon(edge).mask()
    sheet.paint(
        causeway, blue=0.10 + 0.2 * depth, ink=0.04 + 0.10 * (np.sin(np.log(np.maximum(y - horizon, 1)) * 46) > 0.7)
    )
    shadows, bodies, red, shirts = (sheet.pen() for _ in range(4))
    random = np.random.default_rng(7)
    order = [4, 7, 9, 12, 14, 17, 20, 24, 28, 33, 38, 44, 52]
    for number, index in enumerate(order):
        place, level, reach = path[index]
        front = index == order[-1]
        place += 0.0 if front else float(random.uniform(-0.5, 0.5)) * reach
        size = reach * 0.0125 + 0.12
        away = np.degrees(np.arctan2((level - horizon) * 0.55 + 30, place - sun_x + 200))
        streak = shadows.at(place, level, size * 1.12, away + 90)
        streak.polygon([(-13, 0), (-7, -120), (7, -120), (13, 0)]).blob(
            [(-9, -112), (-11, -190), (11, -190), (9, -112)]
        )
        streak.disc(0, -212, 8, 17)
        _runner(bodies.at(place, level, size * 1.12), number, shirt=not front)
        if front:
            _runner(red.at(place, level, size * 1.12), number, legs=False)
        elif number % 3 == 0:
            _runner(shirts.at(place, level, size * 1.12), number, legs=False)
    sheet.overprint(shadows.mask() * sand, ink=0.45, blue=0.7)
    sheet.paint(bodies.mask(), ink=0.98, blue=0.4)
    sheet.paint(shirts.mask(), blue=0.9, ink=0.25)
    sheet.paint(red.mask(), red=1)
    return sheet


def _rider(pen: Pen, part: str) -> None:
    """Draw one part of a track rider to the right: the bike, the body or the shirt and helmet."""
    if part == "bike":
        for wheel in (-62, 66):
            pen.disc(wheel, -42, 42)
        pen.line([(-62, -42), (4, -42), (46, -96), (-22, -94), (4, -42)], 7).line([(-62, -42), (-22, -94)], 5)
        pen.line([(66, -42), (44, -106), (72, -112), (84, -98)], 6).line([(-36, -110), (-8, -108)], 8)
    elif part == "legs":
        pen.stroke([(-20, -116), (26, -92), (2, -52), (10, -28)], 23, 10).stroke([(10, -26), (28, -24)], 9)
        pen.stroke([(-18, -112), (14, -74), (-6, -38), (4, -14)], 21, 10)
        pen.stroke([(58, -140), (54, -104), (84, -100)], 12, 8).disc(92, -148, 12, 13)
    else:
        pen.blob(plot("-38,-118 -26,-142 14,-164 58,-168 78,-152 62,-130 14,-116 -18,-100"))
        pen.blob(plot("70,-150 62,-172 84,-180 106,-168 114,-152 96,-158"))


@scene
def velodrome() -> Sheet:
    """The banked curve of a cycling track with three riders, the first in red."""
    sheet = Sheet()
    x, y = sheet.x, sheet.y
    centre_x, centre_y = 470.0, 1270.0
    away = np.hypot((x - centre_x) * 0.80, y - centre_y)
    bearing = np.degrees(np.arctan2(x - centre_x, centre_y - y))
    sheet.paint(ink=0.95, blue=0.6)
    crowd = sheet.noise(15, 4, 2)
    stand = away > 1010
    tiers = np.floor((away - 1010) / 34)
    sheet.paint(
        stand, blue=0.7, ink=np.clip(0.97 - (crowd > 0.57) * 0.42 * ramp(away, 1420, 1010) - (tiers % 2) * 0.05, 0, 1)
    )
    lights = sheet.pen()
    for i in range(7):
        turn = np.radians(-36 + i * 15)
        lights.at(centre_x + 1250 * np.sin(turn) / 0.8, centre_y - 1250 * np.cos(turn), 1, -36 + i * 15).rectangle(
            -70, -7, 70, 7
        )
    sheet.paint(lights.mask(), ochre=0.2)
    fence = (away > 988) & (away <= 1014)
    sheet.paint(fence, blue=0.05)
    sheet.paint(fence & (np.sin(bearing * 2.9) > 0), ink=0.9, blue=0.5)
    track = (away <= 988) & (away > 560)
    bank = ramp(away, 560, 988)
    boards = np.abs((away % 17) - 1) < 1.5
    joints = np.abs((bearing + np.floor(away / 17) * 2.7) % 9 - 0.1) < 0.13
    shine = np.exp(-(((bearing - 6 - bank * 9) / 13) ** 2))
    sheet.paint(
        track,
        ochre=0.72 - 0.2 * shine,
        ink=np.clip(0.05 + 0.46 * bank - 0.36 * shine + 0.16 * sheet.noise(260, 4, 3), 0, 1),
    )
    sheet.overprint(track & (boards | joints), ink=0.36)
    for line, tone in ((604, {"ink": 0.97}), (672, {"blue": 1.0, "ink": 0.3}), (806, {"blue": 0.95, "ink": 0.1})):
        sheet.paint(np.clip(4.5 - np.abs(away - line), 0, 1), **tone)
    sheet.paint((away <= 560) & (away > 500), blue=0.95, ink=0.15)
    sheet.paint(away <= 500, ink=0.82 + 0.1 * sheet.noise(200, 3, 3), blue=0.7)
    riders = ((-21.0, 800.0, 1.20), (-1.0, 742.0, 1.36), (24.0, 700.0, 1.58))
    for number, (turn, reach, size) in enumerate(riders):
        angle = np.radians(turn)
        place = (centre_x + reach * np.sin(angle) / 0.80, centre_y - reach * np.cos(angle))
        tilt = turn * 0.95
        shade = sheet.pen().at(place[0] + 20, place[1] + 22, size, tilt + 3)
        shade.disc(0, 0, 118, 17)
        sheet.overprint(sheet.blur(shade.mask(), 3), ink=0.75)
        parts = {part: sheet.pen() for part in ("bike", "legs", "shirt")}
        for part, pen in parts.items():
            _rider(pen.at(*place, size, tilt), part)
        holes = sheet.pen().at(*place, size, tilt).disc(66, -42, 37)
        spokes = sheet.pen().at(*place, size, tilt)
        for spoke in range(5):
            turn_ = np.radians(spoke * 36 + number * 14)
            spokes.line(
                [
                    (66 - 38 * np.cos(turn_), -42 - 38 * np.sin(turn_)),
                    (66 + 38 * np.cos(turn_), -42 + 38 * np.sin(turn_)),
                ],
                2.5,
            )
        fork = sheet.pen().at(*place, size, tilt).line([(66, -42), (44, -106)], 6)
        bike = parts["bike"].mask() * (1 - holes.mask()) + np.maximum(spokes.mask(), fork.mask()) * holes.mask()
        sheet.paint(np.clip(bike, 0, 1), ink=0.98, blue=0.4)
        sheet.paint(parts["legs"].mask(), ink=0.98, blue=0.4)
        if number == 2:
            sheet.paint(parts["shirt"].mask(), red=1)
        else:
            sheet.paint(parts["shirt"].mask(), blue=0.05 if number else 1.0, ink=0.0 if number else 0.3)
        seam = sheet.pen().at(*place, size, tilt).stroke([(66, -152), (92, -160), (112, -152)], 4)
        sheet.overprint(seam.mask(), ink=0.95)
    return sheet


@scene
def swim() -> Sheet:
    """Swimmers in a dark winter sea, and an orange buoy."""
    sheet = Sheet(screen_red=False)
    x, y, horizon = sheet.x, sheet.y, 168
    sheet.paint(blue=np.clip(0.50 - ramp(y, 0, horizon) * 0.36, 0, 1), ochre=ramp(y, 60, horizon) * 0.22)
    for base, period, seed, blue, ink in ((104, 420, 5, 0.45, 0.0), (138, 260, 9, 0.06, 0.0)):
        sheet.paint(sheet.below(sheet.contour(base, 44, period, seed)), blue=blue, ink=ink)
    firs = sheet.pen()
    for i in range(130):
        left, tall = i * 9.4, 9 + 26 * abs(np.sin(i * 1.7) * np.sin(i * 0.13))
        firs.polygon([(left - 6, horizon), (left + 6, horizon), (left, horizon - tall)])
    sheet.paint(firs.mask(), ink=0.85, blue=0.6)
    depth = ramp(y, horizon, 800)
    sheet.paint(sheet.below(horizon), blue=0.95, ink=0.50 + 0.2 * depth)
    random = np.random.default_rng(8)
    rows = [176 + 640 * (i / 17) ** 1.35 for i in range(18)]
    swimmers = {6: (250.0, 0.46), 8: (900.0, 0.62), 10: (420.0, 0.86), 12: (800.0, 1.12), 14: (250.0, 1.5)}
    for number, base in enumerate(rows):
        near = number / 17
        swing, period = 5 + 26 * near, 90 + 330 * near
        across = sheet.x[0]
        line = (
            base
            + swing * np.sin(across / period * 5.2 + number * 2.1)
            + sheet.contour(0, swing * 0.8, period, 30 + number)
        )
        if number == 11:
            _buoy(sheet, 1000, float(np.interp(1000, across, line)) + 38, 1.0)
        if number in swimmers:
            place, size = swimmers[number]
            level = float(np.interp(place, across, line)) - 6 * size
            skin, dark, spray = (
                sheet.pen().at(place, level, size),
                sheet.pen().at(place, level, size),
                sheet.pen().at(place, level, size),
            )
            reach = 1.0 if number % 4 else 0.8
            arm = [(-44, -4), (-56, -58), (-30, -98 * reach), (26, -72 * reach), (68, -8)]
            skin.stroke(arm, 26, 10).disc(0, -34, 30, 32)
            skin.stroke([(-52, -6), (-96, 2), (-136, 10)], 30, 34)
            dark.blob(plot("-33,-34 -28,-62 -2,-74 24,-64 31,-44 6,-48 -16,-40"))
            dark.stroke([(4, -36), (20, -33), (31, -35)], 8)
            for _ in range(26):
                spray.disc(random.normal() * 74, 2 + random.normal() * 7, random.uniform(4, 15), random.uniform(2, 7))
            for _ in range(16):
                spray.disc(78 + random.normal() * 26, -12 - random.exponential(22), random.uniform(1.5, 6))
            sheet.paint(
                skin.mask(), ochre=0.32, ink=np.clip(0.40 * ramp(x, place + 20 * size, place - 70 * size), 0, 1)
            )
            sheet.paint(dark.mask(), ink=0.98, blue=0.4)
            sheet.paint(spray.mask(), blue=0.03)
        band = sheet.below(line)
        lap = np.sin((y - line) * (0.34 - 0.2 * near) + sheet.noise(60 + 110 * near, 60 + number, 2) * 10)
        ink = 0.46 + 0.44 * ramp(y - line, 0, 26 + 70 * near) - 0.40 * (lap > 0.72)
        sheet.paint(band, blue=0.95, ink=np.clip(ink + 0.12 * near, 0, 0.98))
        crest = band * (1 - sheet.below(line + 1.5 + 5 * near)) * (sheet.noise(60 + 90 * near, 90 + number, 2) > 0.46)
        sheet.paint(crest, blue=0.04)
    return sheet


def _buoy(sheet: Sheet, place: float, level: float, size: float) -> None:
    """Paint a tall cone of a buoy, tilted by the swell, with a white band and a lamp."""
    cone, band, lamp = (sheet.pen().at(place, level, size, 11) for _ in range(3))
    cone.polygon(plot("-92,40 -84,-60 -30,-236 30,-236 84,-60 92,40"))
    band.polygon([(-72, -98), (-58, -146), (58, -146), (72, -98)])
    lamp.rectangle(-34, -246, 34, -232).rectangle(-16, -278, 16, -240).rectangle(-22, -286, 22, -276)
    shape = cone.mask()
    shade = ramp(sheet.x - place - (level - sheet.y) * 0.2, -10, 100)
    sheet.paint(shape, red=1, ochre=0.5, ink=shade * 0.6)
    sheet.paint(band.mask() * shape, ink=shade * 0.4)
    sheet.paint(lamp.mask(), ink=0.98)
