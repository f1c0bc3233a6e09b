"""Scenes under a big sky: the comet."""

import numpy as np

from .press import Sheet, plot, ramp, scene, smooth


@scene
def comet() -> Sheet:
    """A child on a car roof in an empty car park, under a comet."""
    sheet = Sheet()
    x, y, horizon = sheet.x, sheet.y, 590
    glow = ramp(y, 150, horizon)
    sheet.paint(blue=0.75 + 0.2 * glow, ink=np.clip(0.97 - glow**1.5 * 0.75 + (sheet.noise(420, 8) - 0.5) * 0.2, 0, 1))
    random = np.random.default_rng(5)
    stars = sheet.pen()
    for _ in range(150):
        stars.disc(random.uniform(0, 1200), random.uniform(0, 480), random.uniform(0.8, 2.6) ** 1.1)
    sheet.paint(stars.mask())
    head_x, head_y = 800, 250
    turn = np.radians(205)
    along = (x - head_x) * np.cos(turn) + (y - head_y) * np.sin(turn)
    across = (y - head_y) * np.cos(turn) - (x - head_x) * np.sin(turn)
    width = 18 + np.clip(along, 0, None) * 0.20
    bend = across - np.clip(along, 0, None) ** 2 * 0.00010
    tail = np.exp(-((bend / width) ** 2) * 1.6) * (along > 0) * np.exp(-np.clip(along, 0, None) / 760)
    rays = 0.72 + 0.28 * np.sin(bend / width * 9 + 1)
    ion = (
        np.exp(-(((across + along * 0.10) / (5 + along * 0.02)) ** 2))
        * (along > 0)
        * np.exp(-np.clip(along, 0, None) / 620)
    )
    halo = sheet.glow(head_x, head_y, 120, 2)
    light = np.clip(np.maximum.reduce([tail * rays * 1.25, ion * 0.9, halo]), 0, 1)
    sheet.lift(light, "ink")
    sheet.lift(np.clip(light * 1.3 - 0.2, 0, 1), "blue")
    sheet.overprint(ochre=np.clip(tail * 0.9 - ion, 0, 0.7))
    sheet.paint(sheet.disc(head_x, head_y, 15))

    hills = sheet.contour(horizon - 24, 26, 400, 12)
    sheet.paint(sheet.below(hills), ink=0.82, blue=0.8)
    lamps = sheet.pen()
    for post, size in ((96, 1.0), (300, 0.62), (1120, 0.8)):
        lamps.rectangle(post - 3 * size, horizon - 220 * size, post + 3 * size, horizon + 10)
        lamps.rectangle(post - 44 * size, horizon - 226 * size, post + 44 * size, horizon - 216 * size)
    sheet.paint(lamps.mask(), ink=0.97, blue=0.4)
    depth = ramp(y, horizon, sheet.height)
    ground = sheet.below(horizon)
    sheet.paint(ground, blue=0.85, ink=0.48 + 0.44 * depth + (sheet.noise(160, 3) - 0.5) * 0.16)
    bays = sheet.pen()
    for level, nearness in ((612, 0.1), (676, 0.4)):
        bays.rectangle(-10, level, 1210, level + 2 + 4 * nearness)
    for i in range(-16, 17):
        far, near = 600 + i * 74, 600 + i * 112
        bays.polygon([(far - 1.5, 614), (far + 1.5, 614), (near + 3, 676), (near - 3, 676)])
        low = 600 + i * 250
        bays.polygon([(near - 3, 676), (near + 3, 676), (low + 9, 860), (low - 9, 860)])
    sheet.paint(bays.mask() * ground, blue=0.18, ink=0.10)
    sheet.overprint(sheet.glow(420, 726, 330, 0.6, squash=6.5) * ground, ink=0.95)
    car, glass = sheet.pen().at(420, 720, 1.18), sheet.pen().at(420, 720, 1.18)
    body = plot("-226,-40 -222,-70 -186,-88 -120,-94 -62,-144 70,-148 132,-98 206,-88")
    car.polygon(smooth([*body, (232, -66), (230, -30), (200, -18), (-210, -18)], 8))
    for wheel in (-136, 138):
        car.disc(wheel, -20, 42)
    glass.polygon([(-98, -96), (-54, -134), (-6, -136), (-6, -96)]).polygon(
        [(8, -96), (8, -136), (62, -138), (104, -98)]
    )
    sheet.paint(car.mask(), ink=0.98, blue=0.4)
    sheet.paint(glass.mask(), blue=0.85, ink=0.35)
    hubs = sheet.pen().at(420, 720, 1.18)
    for wheel in (-136, 138):
        hubs.disc(wheel, -20, 19)
    sheet.paint(hubs.mask(), blue=0.6, ink=0.3)
    gleam = car.mask() * (1 - sheet.shift(car.mask(), -5, 7)) * (y < 640)
    sheet.paint(gleam, blue=0.15)
    coat, dark = sheet.pen().at(424, 548, 1.3), sheet.pen().at(424, 548, 1.3)
    coat.blob(plot("-30,0 -32,-34 -18,-66 4,-70 16,-50 20,-14 16,0"))
    coat.stroke([(4, -58), (22, -34), (44, -30)], 15, 11).stroke([(-12, -58), (-34, -30), (-44, -3)], 14, 10)
    dark.stroke([(6, -10), (46, -34), (58, 2)], 18, 13).stroke([(50, -2), (74, -2)], 11, 8)
    head, hair = (sheet.pen().at(424, 548, 1.3).at(4, -88, 1, -24) for _ in range(2))
    head.disc(0, 0, 19, 21).disc(18, 2, 5)
    hair.blob(plot("14,-18 -4,-26 -23,-16 -25,8 -14,24 -4,12 0,-6"))
    sheet.paint(dark.mask(), ink=0.98, blue=0.4)
    sheet.paint(coat.mask(), red=1)
    sheet.paint(head.mask(), ochre=0.2)
    sheet.paint(hair.mask(), ink=0.98)
    return sheet
