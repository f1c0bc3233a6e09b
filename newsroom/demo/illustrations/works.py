"""Scenes of works: the pipe yard, the boiler, the smelter, the weir, the mill."""

import numpy as np

from .press import Plate, Sheet, plot, profile, ramp, scene
from .shapes import standing


@scene
def pipes() -> Sheet:
    """Stacked pipes seen end on, one of them red."""
    sheet = Sheet(1080)
    x, y, radius = sheet.x, sheet.y, 92
    sheet.paint(ink=0.96, blue=0.5)
    for row in range(-1, 6):
        for column in range(-1, 8):
            centre_x = column * radius * 2.02 + row % 2 * radius * 1.01 - 20
            centre_y = row * radius * 1.76 + 20
            angle = np.arctan2(y - centre_y, x - centre_x)
            depth = np.clip(1 - np.hypot(x - centre_x - radius * 0.22, y - centre_y - radius * 0.16) / 83, 0, 1)
            outer = sheet.disc(centre_x, centre_y, radius * 0.97)
            bore = sheet.disc(centre_x, centre_y, radius * 0.84)
            hollow = np.clip(0.45 + 0.75 * depth - 0.35 * np.cos(angle - 0.7), 0, 1)
            if (column, row) == (3, 2):
                sheet.paint(outer, red=1)
                sheet.paint(bore, red=1, ink=np.clip(hollow * 1.15 - 0.1, 0, 1))
            else:
                sheet.paint(outer, ink=0.12 + 0.35 * (np.sin(angle - 0.6) * 0.5 + 0.5), blue=0.45)
                sheet.paint(bore, ink=hollow, blue=0.75)
    return sheet


@scene
def boiler() -> Sheet:
    """A boiler front with its dial and pipes, sound coming off it in rings."""
    sheet = Sheet()
    x, y, centre_x, centre_y = sheet.x, sheet.y, 520, 430
    away = np.hypot(x - centre_x, y - centre_y)
    waves = np.sin(away * 0.098 - 0.6)
    fade = ramp(away, 980, 300)
    sheet.paint(
        blue=np.clip(0.30 + 0.6 * (waves > 0) * fade, 0, 1), ink=np.clip(0.12 + 0.52 * (waves > 0) * fade, 0, 1)
    )
    floor = sheet.below(722)
    sheet.paint(floor, ink=0.96, blue=0.5)
    pipes_ = sheet.pen()
    pipes_.line([(520, 180), (520, -20)], 92).line([(250, 560), (96, 560), (96, -20)], 44)
    pipes_.line([(300, 300), (190, 300), (190, -20)], 30).line([(720, 590), (940, 590), (940, 810)], 44)
    pipes_.line([(740, 268), (860, 268), (860, -20)], 30)
    tubes = pipes_.mask()
    rim = np.clip(tubes - sheet.shift(tubes, 7, 5), 0, 1)
    sheet.paint(tubes, ink=0.94, blue=0.6)
    sheet.paint(rim * 0.8, blue=0.3)
    flanges = sheet.pen()
    for left, top, right, bottom in ((462, 120, 578, 142), (66, 200, 126, 218), (166, 150, 214, 166)):
        flanges.rectangle(left, top, right, bottom)
    flanges.rectangle(836, 120, 884, 136).rectangle(812, 560, 830, 620).rectangle(910, 690, 970, 708)
    sheet.paint(flanges.mask(), ink=0.55, blue=0.6)
    shell = sheet.disc(centre_x, centre_y, 306)
    legs = sheet.pen().polygon([(300, 620), (380, 690), (370, 740), (280, 740)])
    legs.polygon([(740, 620), (660, 690), (670, 740), (760, 740)])
    sheet.paint(legs.mask(), ink=1)
    light = np.clip(0.62 + ((x - centre_x) * 0.6 + (y - centre_y) * 0.8) / 620, 0.1, 0.97)
    sheet.paint(shell, ink=1, blue=0.5)
    sheet.paint(sheet.disc(centre_x, centre_y, 298), ink=light * 0.9, blue=0.75)
    sheet.paint(sheet.disc(centre_x, centre_y, 258), ink=0.98)
    sheet.paint(sheet.disc(centre_x, centre_y, 252), ink=np.clip(light + 0.08, 0, 0.95), blue=0.9)
    rivets, shades = sheet.pen(), sheet.pen()
    for i in range(32):
        angle = np.radians(i * 11.25)
        rivets.disc(centre_x + 278 * np.cos(angle), centre_y + 278 * np.sin(angle), 7)
        shades.disc(centre_x + 278 * np.cos(angle) + 2.5, centre_y + 278 * np.sin(angle) + 3, 8)
    sheet.paint(shades.mask(), ink=1)
    sheet.paint(rivets.mask(), blue=0.2)
    door = sheet.pen().disc(centre_x, 560, 108, 84)
    sheet.paint(door.mask(), ink=1)
    sheet.paint(sheet.pen().disc(centre_x, 558, 98, 75).mask(), ink=0.5, blue=0.8)
    sheet.paint(sheet.pen().disc(centre_x, 560, 62, 42).mask(), ink=1)
    slots = sheet.pen()
    for i in range(-2, 3):
        slots.rectangle(centre_x + i * 22 - 6, 534, centre_x + i * 22 + 6, 586)
    sheet.paint(slots.mask() * sheet.pen().disc(centre_x, 560, 56, 36).mask(), ochre=1)
    hinges = (
        sheet.pen().rectangle(398, 530, 440, 544).rectangle(398, 576, 440, 590).stroke([(620, 560), (660, 590)], 13)
    )
    sheet.paint(hinges.mask(), ink=0.98)
    dial_x, dial_y = centre_x, 344
    sheet.paint(sheet.disc(dial_x + 5, dial_y + 8, 112), ink=1)
    sheet.paint(sheet.disc(dial_x, dial_y, 108), ink=0.35, blue=0.5)
    sheet.paint(sheet.disc(dial_x, dial_y, 92), blue=0.02)
    marks = sheet.pen().ring(dial_x, dial_y, 92, 4)
    for i in range(13):
        angle = np.radians(135 + i * 22.5)
        inner = 66 if i % 3 == 0 else 74
        points = [(dial_x + r * np.cos(angle), dial_y + r * np.sin(angle)) for r in (inner, 85)]
        marks.line(points, 6 if i % 3 == 0 else 3)
    sheet.paint(marks.mask(), ink=0.95)
    needle = sheet.pen().at(dial_x, dial_y, 1, 28).polygon([(-30, -8), (76, -2.5), (76, 2.5), (-30, 8)])
    needle.disc(0, 0, 14)
    band = sheet.pen().at(dial_x, dial_y, 1).polygon([(0, 0), (84, -8), (84, 60), (60, 62)])
    ring = (np.abs(np.hypot(x - dial_x, y - dial_y) - 78) < 8) * band.mask()
    sheet.paint(np.maximum(needle.mask(), ring), red=1)
    return sheet


@scene
def smelter() -> Sheet:
    """A ladle pouring a line of glowing copper in a dark hall."""
    sheet = Sheet(cell=7.5, screen_red=True)
    x = sheet.x
    stream_x = 736
    glow = np.maximum(sheet.glow(736, 600, 620, 1.5), sheet.glow(720, 300, 420, 1.6) * 0.8)
    sheet.paint(ink=0.97, blue=0.7)
    trusses = sheet.pen()
    for i in range(7):
        share = 0.62**i
        left, right, top = 560 - 720 * share, 640 + 720 * share, 250 - 330 * share
        trusses.line([(left, 700), (left, top), (right, top), (right, 700)], 26 * share + 2)
        trusses.line([(left, top + 90 * share), (right, top + 90 * share)], 8 * share + 1)
        for k in range(9):
            start = left + (right - left) * k / 9
            trusses.line([(start, top), (start + (right - left) / 9, top + 90 * share)], 5 * share + 1)
    frame = trusses.mask()
    sheet.lift(np.clip(glow * 1.1 + 0.16, 0, 1), "ink")
    sheet.overprint(ochre=glow * 0.9, red=np.clip(glow * 0.85 - 0.1, 0, 0.7))
    sheet.overprint(frame, ink=np.clip(1.0 - glow * 0.35, 0, 1))
    floor = sheet.below(668)
    sheet.paint(floor, ink=np.clip(0.99 - sheet.glow(stream_x, 690, 560, 1.3, squash=3.2) * 0.8, 0, 1), blue=0.5)
    sheet.overprint(
        floor,
        ochre=sheet.glow(stream_x, 690, 480, 1.2, squash=3.2),
        red=sheet.glow(stream_x, 690, 400, 1.2, squash=3.2) * 0.7,
    )
    moulds = sheet.pen()
    for i in range(-3, 4):
        left = stream_x + i * 150 - 62
        moulds.polygon([(left, 672), (left + 124, 672), (left + 112, 738), (left + 12, 738)])
    sheet.paint(moulds.mask(), ink=0.98)
    filled = sheet.pen()
    for i in (-3, -2, -1):
        filled.disc(stream_x + i * 150, 676, 54, 7)
    sheet.paint(filled.mask(), ochre=1, red=0.55)
    chain = sheet.pen().line([(470, -10), (470, 110)], 9).line([(610, -10), (560, 120)], 9)
    hook = chain.rectangle(420, 96, 620, 118)
    ladle = sheet.pen().at(520, 268, 1.12, 24)
    ladle.line([(-150, -176), (-150, -20)], 20).line([(150, -176), (150, -20)], 20).line(
        [(-150, -170), (150, -170)], 22
    )
    ladle.polygon(plot("-146,-104 -118,140 -84,164 84,164 118,140 146,-104"))
    ladle.polygon([(118, -118), (188, -112), (146, -66), (120, -40)]).rectangle(-170, -40, 170, -12)
    sheet.paint(hook.mask(), ink=1)
    sheet.paint(ladle.mask(), ink=1, blue=0.4)
    bowl = ladle.mask()
    edge = np.clip(bowl - sheet.shift(bowl, -7, 4), 0, 1) * (x > 500)
    sheet.paint(edge * 0.9, ochre=0.9, red=0.6)
    mouth = sheet.pen().at(520, 268, 1.12, 24).disc(8, -106, 138, 15).polygon([(120, -116), (186, -112), (150, -96)])
    sheet.paint(mouth.mask(), ochre=0.9, red=0.15)
    stream = sheet.pen().stroke([(712, 212), (742, 262), (744, 360), (738, 520), (736, 676)], 30, 17)
    core = sheet.pen().stroke([(712, 214), (742, 266), (744, 360), (738, 520), (736, 676)], 15, 7)
    sheet.paint(stream.mask(), red=1, ochre=0.5)
    sheet.paint(core.mask(), ochre=0.25)
    random = np.random.default_rng(4)
    sparks = sheet.pen()
    for _ in range(110):
        angle, length = random.uniform(-3.0, -0.15), random.exponential(62)
        start = (736 + np.cos(angle) * length, 668 + np.sin(angle) * length * 1.1)
        end = (start[0] + np.cos(angle) * 13, start[1] + np.sin(angle) * 13)
        sparks.line([start, end], random.uniform(1.5, 4.5))
    sheet.paint(sparks.mask(), ochre=0.55)
    worker = sheet.pen().at(1010, 742, 2.5)
    worker.disc(0, -92, 9, 9).polygon([(-13, -95), (13, -95), (9, -103), (-9, -103)])
    worker.blob(plot("-9,-84 8,-84 17,-72 18,-44 20,-20 -19,-20 -16,-46 -17,-72"))
    worker.stroke([(-9, -30), (-11, -2)], 13, 10).stroke([(9, -30), (12, -2)], 13, 10)
    worker.stroke([(-10, -72), (-26, -56), (-38, -60)], 9, 7).line([(0, -48), (-92, -34)], 3.2)
    worker.stroke([(10, -70), (4, -54), (-8, -50)], 9, 7)
    silhouette = worker.mask()
    sheet.paint(silhouette, ink=1, blue=0.4)
    rim = np.clip(silhouette - sheet.shift(silhouette, 5, 2), 0, 1)
    sheet.paint(rim, ochre=0.95, red=0.3)
    return sheet


def _threads(x: Plate, seed: int) -> Plate:
    """Return noise that is the same all the way down: the threads of falling water."""
    line = profile(1400, 26, seed, 2)
    return np.interp(x, np.arange(1400) - 100, (line - line.min()) / (line.max() - line.min()))


@scene
def weir() -> Sheet:
    """A weir and its sluice gates from the front, water falling in bands."""
    sheet = Sheet()
    x, y = sheet.x, sheet.y
    sheet.paint(blue=np.clip(0.55 - ramp(y, 0, 250) * 0.4 + (sheet.noise(400, 3) - 0.5) * 0.3, 0, 1))
    hills = sheet.contour(196, 40, 420, 7)
    sheet.paint(sheet.below(hills), blue=0.6, ink=0.32)
    pool = sheet.below(246)
    sheet.paint(pool, blue=0.35, ink=0.2 * (np.sin(y * 0.7 + sheet.noise(140, 3) * 9) > 0.4))
    sheet.paint(sheet.below(330), ink=0.94, blue=0.6)
    random = np.random.default_rng(5)
    centres = [60 + i * 216 for i in range(6)]
    foot = 690
    for number, centre in enumerate(centres):
        opening = (np.abs(x - centre) < 78) & (y > 330) & (y < foot)
        sheet.paint(opening, ink=0.97, blue=0.6)
        height = (424, 404, 560, 404, 424, 410)[number]
        gate = (np.abs(x - centre) < 78) & (y > 300) & (y < height)
        ribs = (np.abs((y - 300) % 40 - 20) < 3) | (np.abs(np.abs(x - centre) - 40) < 3)
        if number == 2:
            sheet.paint(gate, red=1, ink=0.2 * ramp(np.abs(x - centre), 40, 80))
            sheet.overprint(gate & ribs, ink=0.8)
        else:
            sheet.paint(gate, blue=0.9, ink=0.50)
            sheet.overprint(gate & ribs, ink=0.9)
        threads = _threads(x, int(random.integers(0, 1000)))
        fall = opening & (y > height)
        strength = 0.1 if number == 2 else 1.0
        drop = np.clip((y - height) / (foot - height), 0, 1)
        lace = np.sin(drop**0.7 * 30 + threads * 5)
        white = np.clip(ramp(threads, 0.26, 0.36) + 0.7 * ramp(drop, 0.14, 0), 0, 1) * (1 - 0.7 * ramp(lace, 0.55, 0.8))
        sheet.paint(fall, blue=np.clip(0.95 - white * strength, 0.03, 1), ink=np.clip(0.66 - white * strength, 0, 1))
    piers, caps = sheet.pen(), sheet.pen()
    for i in range(7):
        middle = -48 + i * 216
        piers.polygon([(middle - 30, 214), (middle + 30, 214), (middle + 34, 742), (middle - 34, 742)])
        caps.rectangle(middle - 40, 206, middle + 40, 226)
    mass = piers.mask()
    light = np.abs((x + 48 + 108) % 216 - 108)
    sheet.paint(
        mass,
        blue=0.45,
        ink=np.clip(0.20 + ((x + 48 + 108) % 216 - 108) / 60 + 0.14 * (sheet.noise(30, 4, 3) - 0.5), 0.05, 0.95),
    )
    sheet.overprint(mass * (np.abs((y - 214) % 62 - 2) < 2), ink=0.8)
    sheet.overprint(mass * (light > 28), ink=0.9)
    sheet.paint(caps.mask(), ink=0.95, blue=0.5)
    frame = sheet.pen().rectangle(-10, 176, 1210, 190).rectangle(-10, 136, 1210, 141).rectangle(-10, 156, 1210, 160)
    for i in range(51):
        frame.rectangle(i * 24 - 1.5, 138, i * 24 + 1.5, 180)
    for number, centre in enumerate(centres):
        frame.rectangle(centre - 34, 96, centre + 34, 180).rectangle(centre - 44, 88, centre + 44, 100)
        for side in (-26, 26):
            frame.rectangle(centre + side - 4, 180, centre + side + 4, 304)
        if number != 2:
            frame.ring(centre, 66, 30, 6)
            for turn in range(0, 180, 45):
                run, rise = 28 * np.cos(np.radians(turn + 12)), 28 * np.sin(np.radians(turn + 12))
                frame.line([(centre - run, 66 - rise), (centre + run, 66 + rise)], 4)
    sheet.paint(frame.mask(), ink=0.98, blue=0.4)
    keeper = sheet.pen()
    standing(keeper, centres[2] + 62, 180, 116, coat=True, flip=True)
    keeper.ring(centres[2], 66, 30, 6)
    for turn in range(0, 180, 45):
        run, rise = 28 * np.cos(np.radians(turn)), 28 * np.sin(np.radians(turn))
        keeper.line([(centres[2] - run, 66 - rise), (centres[2] + run, 66 + rise)], 4)
    keeper.stroke([(centres[2] + 56, 98), (centres[2] + 36, 92), (centres[2] + 26, 80)], 8, 6)
    sheet.paint(keeper.mask(), ink=1)
    boil = sheet.below(foot - 6)
    wavelets = np.sin((y - foot) * 0.20 + sheet.noise(90, 8, 3) * 17)
    sheet.paint(boil, blue=0.9, ink=np.clip(0.4 + ramp(y, foot, 800) * 0.35 - (wavelets > 0.5) * 0.9, 0, 0.95))
    sheet.lift(boil * (wavelets > 0.5), "blue")
    foam = sheet.pen()
    for number, centre in enumerate(centres):
        for _ in range(16 if number == 2 else 58):
            spread = random.normal() * 44
            foam.disc(
                centre + spread, foot + 6 + random.normal() * 12, random.uniform(7, 26) * (0.5 if number == 2 else 1)
            )
    sheet.paint(foam.mask(), blue=np.clip(0.03 + 0.7 * sheet.shift(1 - sheet.blur(foam.mask(), 14), -4, -10), 0, 0.6))
    return sheet


@scene
def mill() -> Sheet:
    """Paper rolls stacked before a mill whose roof is smoking."""
    sheet = Sheet(screen_red=True)
    x, y, ground = sheet.x, sheet.y, 640
    sheet.paint(blue=np.clip(0.72 - ramp(y, 0, 520) * 0.5 + (sheet.noise(420, 5) - 0.5) * 0.25, 0, 1))
    random = np.random.default_rng(14)
    plume = sheet.pen()
    for _ in range(230):
        share = random.random() ** 0.8
        drift = share**1.25
        centre = (520 + 640 * drift, 318 - 330 * share + 60 * drift)
        spread = 22 + 120 * share
        plume.disc(
            centre[0] + random.normal() * spread * 0.5,
            centre[1] + random.normal() * spread * 0.45,
            spread * random.uniform(0.35, 0.72),
        )
    smoke = plume.mask()
    billow = sheet.noise(120, 17, 4)
    thin = sheet.shift(1 - sheet.blur(smoke, 30), 10, 16)
    sheet.paint(
        smoke, blue=0.55, ink=np.clip(0.84 - 0.45 * ramp(x, 500, 1200) - (billow - 0.4) * 1.5 - thin * 0.3, 0.05, 0.95)
    )
    roofs = sheet.pen()
    for tooth in range(5):
        left = 60 + tooth * 168
        roofs.polygon([(left, 420), (left, 312), (left + 168, 420)])
    roofs.rectangle(60, 418, 900, ground).rectangle(900, 360, 1090, ground).rectangle(950, 150, 1000, ground)
    roofs.rectangle(942, 146, 1008, 164).rectangle(-10, 500, 70, ground).rectangle(1080, 470, 1210, ground)
    building = roofs.mask()
    fire = sheet.glow(520, 372, 260, 1.4)
    sheet.overprint((1 - building) * fire * (y < 420), red=np.clip(fire * 1.1, 0, 0.85), ochre=fire * 0.5)
    sheet.paint(building, ink=0.93, blue=0.6)
    courses = (np.abs(y % 17 - 1) < 1.2) & (y > 424)
    sheet.lift(building * courses * 0.35, "ink")
    panes, burning = sheet.pen(), sheet.pen()
    for tooth in range(5):
        left = 60 + tooth * 168
        pen = burning if tooth == 2 else panes
        for i in range(3):
            pen.polygon(
                [
                    (left + 8 + i * 24, 330 + i * 15.4),
                    (left + 26 + i * 24, 342 + i * 15.4),
                    (left + 26 + i * 24, 412),
                    (left + 8 + i * 24, 412),
                ]
            )
    for i in range(14):
        panes.rectangle(86 + i * 58, 462, 118 + i * 58, 540)
    sheet.paint(panes.mask(), blue=0.7, ink=0.35)
    sheet.paint(burning.mask(), red=1)
    torn = sheet.pen().polygon(plot("430,360 446,330 470,352 500,322 520,362 560,346 580,396 520,402 440,396"))
    sheet.paint(torn.mask(), red=1, ochre=0.4)
    yard = sheet.below(ground)
    sheet.paint(yard, ink=0.62 + 0.3 * ramp(y, ground, 800), blue=0.7)
    hose = sheet.pen().stroke([(1230, 760), (1100, 720), (1010, 760), (930, 712), (820, 700)], 9)
    sheet.paint(hose.mask(), ink=0.98)

    radius = 92
    places = [(1096 - i * 190, 716) for i in range(3)] + [(1001 - i * 190, 552) for i in range(2)]
    for centre_x, centre_y in [(130, 712), *places, (906, 388)]:
        length = 150
        body = sheet.pen().disc(centre_x, centre_y, radius).disc(centre_x + length, centre_y - 26, radius)
        side = [(centre_x + 14, centre_y - radius), (centre_x + length + 14, centre_y - 26 - radius)]
        side += [(centre_x + length - 14, centre_y - 26 + radius), (centre_x - 14, centre_y + radius)]
        roll = body.polygon(side).mask()
        shade = ramp(y - centre_y + (x - centre_x) * 0.17, -60, 110)
        sheet.paint(np.clip(sheet.blur(roll, 2.5) * 2.4, 0, 1), ink=0.97)
        sheet.paint(roll, blue=np.clip(0.06 + shade * 0.8, 0, 1), ink=shade * 0.62)
        face = sheet.disc(centre_x, centre_y, radius)
        away = np.hypot(x - centre_x, y - centre_y)
        rings = np.sin(away * 0.62 + 0.6 * np.arctan2(y - centre_y, x - centre_x)) > 0.55
        sheet.paint(face, ink=0.97)
        sheet.paint(
            sheet.disc(centre_x, centre_y, radius - 3.5),
            blue=0.10 + 0.28 * ramp(y - centre_y, -80, 90),
            ink=rings * 0.55,
        )
        sheet.paint(sheet.disc(centre_x, centre_y, 24), ink=0.97)
        sheet.paint(sheet.disc(centre_x, centre_y, 17), ochre=0.7, ink=0.3)
        sheet.paint(sheet.disc(centre_x + 2, centre_y + 2, 11), ink=1)
    return sheet
