"""Scenes of home: the stairwell, the soup, the kettle, the umbrellas."""

import numpy as np

from .press import Point, Sheet, plot, ramp, scene, smooth


@scene
def stairs() -> Sheet:
    """A spiral stairwell from above; one landing is lit, someone in red stands on it."""
    sheet = Sheet(cell=7)
    x, y, centre_x, centre_y = sheet.x, sheet.y, 560, 410
    right, down = x - centre_x, (y - centre_y) * 1.12
    away = (np.abs(right) ** 2.5 + np.abs(down) ** 2.5) ** (1 / 2.5)
    bearing = np.arctan2(down, right) / (2 * np.pi) % 1
    turns = np.log(np.maximum(away, 1) / 960) / np.log(0.60) + bearing
    level, share = np.floor(turns), turns % 1
    depth = ramp(turns, 0.6, 5.5)
    steps = 26
    step = (bearing * steps) % 1
    edge = (step < 0.13) | (step > 0.97)
    light = 0.5 + 0.5 * np.cos((bearing - 0.62) * 2 * np.pi)
    tread = np.clip(0.10 + 0.62 * depth + 0.26 * (1 - light) + 0.22 * step, 0, 1)
    sheet.paint(blue=0.45 + 0.4 * depth, ink=tread)
    sheet.overprint(edge * 1.0, ink=0.85)
    wall = share < 0.16
    sheet.paint(wall, blue=0.75, ink=np.clip(0.45 + 0.5 * depth + 0.3 * (1 - light), 0, 0.98))
    rail = share > 0.90
    sheet.paint((share > 0.80) & ~rail, ink=np.where(np.sin(bearing * 2 * np.pi * 96) > 0.2, 1, 0.72), blue=0.6)
    sheet.paint(rail, ochre=0.55, ink=np.clip(0.30 + 0.5 * depth, 0, 1))
    sheet.paint(share > 0.985, ink=1)
    sheet.paint(turns > 5.0, ink=0.98, blue=0.5)

    landing = (level == 2) & (share > 0.16) & (share < 0.80) & (bearing > 0.02) & (bearing < 0.17)
    soft = sheet.blur(landing.astype(float), 26)
    sheet.lift(np.clip(soft * 1.1, 0, 0.9) * (share > 0.02), "ink", "blue")
    sheet.overprint(ochre=np.clip(soft * 1.2, 0, 0.95))
    sheet.paint(landing, ochre=0.75)
    glow = sheet.glow(775, 560, 240, 1.3) * (share < 0.9)
    sheet.lift(glow * 0.45, "ink")
    sheet.overprint(ochre=glow * 0.5)
    place_x, place_y = 800, 548
    shadow = sheet.pen().at(place_x, place_y, 1, 152).polygon([(0, -26), (120, -16), (120, 16), (0, 26)])
    sheet.overprint(shadow.mask(), ink=0.8)
    sheet.paint(sheet.pen().at(place_x, place_y, 1, 62).disc(0, 0, 46, 27).mask(), red=1)
    sheet.paint(sheet.pen().disc(place_x + 4, place_y - 3, 20).mask(), ink=0.98)
    return sheet


@scene
def soup() -> Sheet:
    """Three steaming bowls of soup from above on a striped cloth; one of them is red."""
    sheet = Sheet()
    x, y = sheet.x, sheet.y
    slant = x * 0.94 + y * 0.34
    sheet.paint(blue=0.04)
    wide = slant % 150
    sheet.paint((wide < 62) | ((wide > 78) & (wide < 88)), blue=0.9, ink=0.06)
    weave = (np.sin(x * 1.2) * np.sin(y * 1.2) > 0.3) * 0.08
    sheet.overprint(blue=weave)
    random = np.random.default_rng(2)
    spoons = sheet.pen()
    spoon = spoons.at(530, 640, 1.35, -58)
    spoon.blob(plot("-92,0 -76,-24 -40,-27 -14,-10 -14,10 -40,27 -76,24"))
    spoon.stroke([(-20, 0), (60, 0), (150, 0)], 10, 20)
    sheet.overprint(sheet.blur(sheet.shift(spoons.mask(), 9, 14), 3), ink=0.75)
    sheet.paint(spoons.mask(), ink=0.97)
    sheet.paint(sheet.blur(spoons.mask(), 2.5) > 0.86, blue=0.5, ink=0.1)
    for number, (left, top, radius) in enumerate(((300, 300, 208), (716, 232, 184), (968, 612, 198))):
        away = np.hypot(x - left, y - top)
        light = ((x - left) * 0.6 + (y - top) * 0.8) / radius
        sheet.overprint(sheet.blur(sheet.disc(left + 24, top + 34, radius + 4), 8), ink=0.8)
        sheet.paint(sheet.disc(left, top, radius), ink=0.97)
        sheet.paint(sheet.disc(left, top, radius - 4), blue=np.clip(0.04 + 0.25 * light, 0, 1))
        band = (away > radius - 26) & (away < radius - 17)
        sheet.overprint(band, ink=0.9)
        sheet.overprint(
            sheet.disc(left, top, radius - 40),
            blue=np.clip(0.6 - 0.5 * light, 0.1, 1),
            ink=np.clip(0.30 - 0.4 * light, 0, 0.7),
        )
        pool = sheet.disc(left + 4, top + 6, radius - 56)
        swirl = np.sin(away * 0.075 + np.arctan2(y - top, x - left) + sheet.noise(110, 5 + number, 3) * 6)
        shade = np.clip(0.06 + 0.16 * (swirl > 0.35) + 0.3 * ramp(light, -0.2, -0.8), 0, 1)
        sheet.paint(sheet.disc(left + 2, top + 3, radius - 53), ink=0.9)
        if number == 1:
            sheet.paint(pool, red=1, ink=shade * 1.3)
        else:
            sheet.paint(pool, ochre=1, ink=shade * 1.2)
        dots, herbs = sheet.pen(), sheet.pen()
        for _ in range(15):
            angle, reach = random.uniform(0, 6.28), (radius - 84) * random.random() ** 0.6
            spot = (left + reach * np.cos(angle), top + reach * np.sin(angle))
            if random.random() < 0.5:
                dots.disc(*spot, random.uniform(4, 11))
            else:
                herbs.at(*spot, random.uniform(0.8, 1.3), random.uniform(0, 360)).blob(
                    [(-17, 0), (0, -7), (17, 0), (0, 7)]
                )
        sheet.overprint(herbs.mask(), ink=0.92)
        sheet.paint(dots.mask(), ochre=0.2, blue=0.0)
    steam = sheet.pen()
    wisps = ((246, 330, 1.1), (340, 280, 1.3), (690, 240, 1.0), (762, 200, 1.2), (914, 640, 1.1), (1010, 590, 1.3))
    for left, top, size in wisps:
        climb = np.linspace(0, 1, 15)
        drift = 30 * np.sin(climb * 7.2 + left) * (0.35 + climb)
        points = [(left + float(a) * size, top - 215 * float(b) * size) for a, b in zip(drift, climb, strict=True)]
        steam.stroke(points, 27 * size, 3)
    veil = sheet.blur(steam.mask(), 5)
    sheet.lift(veil * 0.92)
    return sheet


@scene
def kettle() -> Sheet:
    """A red kettle on a stove; its steam drifts out like a plume over snowy roofs."""
    sheet = Sheet()
    x, y = sheet.x, sheet.y
    dusk = ramp(y, 0, 560)
    sheet.paint(blue=0.95 - 0.35 * dusk, ink=np.clip(0.80 - 0.68 * dusk + (sheet.noise(420, 3) - 0.5) * 0.2, 0, 1))
    random = np.random.default_rng(9)
    for base, size, ink, seed in ((470, 0.7, 0.45, 1), (560, 1.0, 0.74, 2), (664, 1.35, 0.95, 3)):
        walls, snow, panes = sheet.pen(), sheet.pen(), sheet.pen()
        left = 330.0 if seed < 3 else 420.0
        while left < 1280:
            half, tall = random.uniform(52, 82) * size, random.uniform(46, 96) * size
            peak = base - tall - half * 0.8
            walls.rectangle(left, base - tall, left + 2 * half, 830)
            walls.polygon([(left - 7, base - tall), (left + half, peak), (left + 2 * half + 7, base - tall)])
            walls.rectangle(left + half * 1.35, peak - 8 * size, left + half * 1.35 + 19 * size, base - tall)
            snow.polygon(
                [
                    (left - 9, base - tall + 2),
                    (left + half, peak - 5),
                    (left + half, peak + 15 * size),
                    (left + 8, base - tall + 2),
                ]
            )
            snow.polygon(
                [
                    (left + 2 * half + 9, base - tall + 2),
                    (left + half, peak - 5),
                    (left + half, peak + 15 * size),
                    (left + 2 * half - 8, base - tall + 2),
                ]
            )
            snow.rectangle(left + half * 1.35 - 2, peak - 14 * size, left + half * 1.35 + 21 * size, peak - 6 * size)
            for i in range(2):
                if random.random() < 0.6:
                    pane = left + half * (0.45 + 0.72 * i)
                    panes.rectangle(pane, base - tall + 18 * size, pane + 17 * size, base - tall + 42 * size)
            left += 2 * half + random.uniform(2, 12)
        sheet.paint(walls.mask(), blue=0.8, ink=ink)
        sheet.paint(snow.mask(), blue=0.08 + 0.3 * (3 - seed) / 2)
        sheet.paint(panes.mask(), ochre=1)
    window = sheet.pen().rectangle(-10, -10, 250, 820).rectangle(-10, 668, 1210, 820)
    sheet.paint(window.mask(), ink=0.96, blue=0.5)
    frame = sheet.pen().rectangle(250, -10, 276, 668).rectangle(250, 650, 1210, 672)
    sheet.paint(frame.mask(), ink=0.30, blue=0.6)
    plume = sheet.pen()
    spine = smooth(
        plot("506,420 560,344 560,250 640,176 780,160 910,116 1060,110 1240,70"),
        24,
        closed=False,
    )
    for _ in range(330):
        share = random.random() ** 0.9
        spot = spine[int(share * (len(spine) - 1))]
        spread = 6 + 78 * share**0.9
        plume.disc(
            spot[0] + random.normal() * spread * 0.5,
            spot[1] + random.normal() * spread * 0.45,
            spread * random.uniform(0.25, 0.62) + 6,
        )
    cloud = plume.mask()
    inner = sheet.shift(sheet.blur(cloud, 24), -12, -20)
    sheet.paint(
        cloud,
        blue=np.clip(0.03 + 0.85 * (1 - inner) + 0.12 * (sheet.noise(80, 4) - 0.5), 0, 0.75),
        ink=np.clip(0.5 * (1 - inner) - 0.2, 0, 0.3),
    )
    stove = sheet.pen().rectangle(-10, 716, 1210, 820).rectangle(60, 694, 470, 718)
    sheet.paint(stove.mask(), ink=1, blue=0.4)
    sheet.lift(sheet.pen().rectangle(-10, 716, 1210, 721).mask() * 0.7, "ink")
    flames = sheet.pen()
    for i in range(13):
        flames.polygon(smooth([(110 + i * 25, 696), (116 + i * 25, 674 - 9 * (i % 2)), (122 + i * 25, 696)], 4))
    sheet.paint(flames.mask(), ochre=1)
    grate = sheet.pen().rectangle(70, 676, 460, 683)
    sheet.paint(grate.mask(), ink=1)
    body, metal = sheet.pen(), sheet.pen()
    body.polygon(
        smooth(
            plot("98,670 84,610 112,510 180,446 268,430 352,448 412,512 438,610 424,670"),
            8,
        )
    )
    body.polygon(
        smooth(
            plot("392,600 430,560 462,470 484,428 520,424 516,446 494,500 470,580 424,640"),
            6,
        )
    )
    shape = body.mask()
    sheet.paint(np.clip(sheet.blur(shape, 3) * 2.4, 0, 1), ink=0.98)
    sheet.paint(shape, red=1)
    shade = np.clip(ramp(x, 330, 90) * 0.9 - 0.12 + ramp(y, 600, 700) * 0.3, 0, 0.85)
    sheet.overprint(shape, ink=shade)
    shine = sheet.pen().stroke([(368, 486), (398, 540), (408, 610)], 17, 8).stroke([(300, 448), (330, 456)], 10, 7)
    sheet.paint(shine.mask() * shape)
    metal.blob(plot("186,444 200,424 264,412 330,424 346,446 268,436")).disc(266, 404, 17, 14)
    metal.stroke(plot("140,470 120,380 180,306 266,284 352,306 408,376 392,470"), 17)
    metal.stroke([(190, 303), (266, 284), (342, 303)], 31)
    sheet.paint(np.clip(sheet.blur(metal.mask(), 2) * 1.8, 0, 1), blue=0.3)
    sheet.paint(metal.mask(), ink=0.98)
    return sheet


@scene
def umbrellas() -> Sheet:
    """A wall of hanging umbrellas, one of them open and red."""
    sheet = Sheet()
    x, y = sheet.x, sheet.y
    panel = np.abs(x % 100 - 2) < 2.5
    sheet.paint(blue=np.clip(0.50 + ramp(y, 0, 800) * 0.2 + (sheet.noise(400, 3) - 0.5) * 0.15, 0, 1), ink=0.06)
    sheet.overprint(panel * 1.0, blue=0.95, ink=0.3)
    random = np.random.default_rng(6)
    open_x, open_y = 690, 420
    rails, hooks, handles, folds, ties, shades = (sheet.pen() for _ in range(6))
    furled = [sheet.pen() for _ in range(3)]
    for rail_y, start in ((58, 40), (452, 84)):
        rails.rectangle(-10, rail_y - 15, 1210, rail_y + 15)
        for i in range(14):
            left, turn, tall = start + i * 88.0, random.normal() * 2.5, random.uniform(262, 306)
            side = [(12, 88), (26, 124), (24, 190), (10, tall)]
            outline = smooth([*side, (0, tall + 12), *[(-a, b) for a, b in side[::-1]]], 6)
            furled[random.choice([0, 1, 2, 2])].at(left, rail_y, 1, turn).polygon(outline)
            shades.at(left + 14, rail_y + 12, 1, turn).polygon(outline)
            hooks.disc(left, rail_y + 2, 7)
            handle = handles.at(left, rail_y, 1, turn)
            handle.stroke(plot("15,40 17,14 0,-4 -13,12 -4,34 0,60 0,92"), 9)
            handle.rectangle(-2.5, tall + 6, 2.5, tall + 30)
            for fold in (-12, 0, 12):
                folds.at(left, rail_y, 1, turn).line([(fold, 104), (fold * 1.2, 180), (fold * 0.25, tall - 6)], 2.5)
            ties.at(left, rail_y, 1, turn).polygon([(-25, 186), (25, 196), (24, 210), (-24, 200)])
    rail = rails.mask()
    sheet.overprint(sheet.shift(rail, 0, 15), ink=0.5)
    sheet.paint(rail, ochre=0.5, ink=0.6)
    sheet.overprint(shades.mask(), ink=0.55, blue=0.8)
    sheet.paint(handles.mask(), ink=0.97)
    pale, middle, dark = (pen.mask() for pen in furled)
    sheet.paint(pale, blue=0.12)
    sheet.paint(middle, blue=0.95, ink=0.2)
    sheet.paint(dark, blue=0.6, ink=0.9)
    cloth = np.maximum.reduce([pale, middle, dark])
    sheet.overprint(np.clip(cloth - sheet.shift(cloth, 17, 0), 0, 1), ink=0.5)
    sheet.overprint(folds.mask() * np.maximum(pale, middle), ink=0.75)
    sheet.lift(folds.mask() * dark * 0.6, "ink")
    sheet.paint(ties.mask() * cloth, ink=0.95 - 0.6 * dark, blue=0.5)
    sheet.paint(hooks.mask(), ink=1)
    rim: list[Point] = []
    radius, panels = 268, 8
    corners = [
        (open_x + radius * np.cos(np.radians(22.5 + i * 45)), open_y + radius * np.sin(np.radians(22.5 + i * 45)))
        for i in range(panels)
    ]
    for i, (a, b) in enumerate(corners):
        c, d = corners[(i + 1) % panels]
        for share in np.linspace(0, 1, 12, endpoint=False):
            sag = 0.10 * 4 * share * (1 - share)
            px, py = a + (c - a) * share, b + (d - b) * share
            rim.append((px + (open_x - px) * sag, py + (open_y - py) * sag))
    canopy = sheet.pen().polygon(rim).mask()
    sheet.overprint(sheet.blur(sheet.shift(canopy, 30, 36), 7), ink=0.92)
    sheet.paint(np.clip(sheet.blur(canopy, 2.5) * 2.2, 0, 1), ink=0.98)
    sheet.paint(canopy, red=1)
    angle = np.degrees(np.arctan2(y - open_y, x - open_x)) % 360
    facet = np.floor((angle - 22.5) % 360 / 45)
    tones = np.array([0.34, 0.50, 0.40, 0.20, 0.02, 0.0, 0.05, 0.16])
    fold = ((angle - 22.5) % 45) / 45
    sheet.overprint(canopy, ink=np.clip(tones[facet.astype(int)] + 0.16 * (fold < 0.5) - 0.08, 0, 1))
    ribs = sheet.pen()
    for a, b in corners:
        ribs.line([(open_x, open_y), (a, b)], 4)
        ribs.disc(a, b, 6)
    ribs.disc(open_x, open_y, 15)
    sheet.overprint(ribs.mask(), ink=0.97)
    sheet.paint(sheet.disc(open_x - 3, open_y - 4, 6), blue=0.1)
    return sheet
