"""Scenes of the town: the housing block, the lamplighter."""

import numpy as np

from .press import Sheet, scene
from .shapes import standing


@scene
def facade() -> Sheet:
    """A housing block in steep perspective, a few of its windows lit, three in red."""
    sheet = Sheet(1080, cell=7)
    x, y = sheet.x, sheet.y
    wall_x = 798 * np.log(0.5 + x / 1080)
    wall_y = (y - 430) / (0.55 + 0.75 * x / 1080)
    column, row = np.floor(wall_x / 76).astype(int), np.floor(wall_y / 92).astype(int)
    across, down = wall_x % 76 / 76, wall_y % 92 / 92
    window = ((across > 0.22) & (across < 0.78) & (down > 0.18) & (down < 0.78)).astype(float)
    frame = ((np.abs(across - 0.5) < 0.025) | (np.abs(down - 0.45) < 0.02)) * window
    balcony = ((down > 0.74) & (down < 0.9) & (across > 0.1) & (across < 0.9)).astype(float)
    lit = np.random.default_rng(4).random((80, 80))[column % 80, row % 80]
    shade = np.clip((x * 0.55 + y * 0.6 - 430) / 700, 0, 0.6)
    wall = 0.1 + 0.22 * sheet.noise(240, 4, 3) + (down < 0.05) * 0.5
    sheet.paint(ink=np.clip(wall + shade * 0.35, 0, 1), blue=0.28 + shade * 0.5)
    sheet.paint(window, ink=np.where(lit < 0.72, 0.62 + 0.36 * down, 0.12), blue=0.78)
    sheet.paint(window * (lit > 0.8), ochre=0.95)
    sheet.paint(window * (lit > 0.965), red=1)
    sheet.paint(frame, ink=0.9, blue=0.5)
    sheet.paint(balcony, ink=np.where(np.sin(wall_x * 1.3) > 0, 0.8, 0.3), blue=0.4)
    return sheet


@scene
def lamps() -> Sheet:
    """A lamplighter at work under a row of street lamps in the fog."""
    sheet = Sheet(1080, cell=7, screen_red=True)
    x, y, vanish_x, vanish_y = sheet.x, sheet.y, 760, 430
    glow = np.zeros_like(x)
    iron, glass = sheet.pen(), sheet.pen()
    for i in range(9):
        size = 0.74**i
        post = (vanish_x - 680 * size, vanish_y - 330 * size)
        iron.at(*post, size).rectangle(-5, 0, 5, 660).rectangle(-14, 630, 14, 660)
        iron.at(*post, size).polygon([(-26, -70), (26, -70), (16, 0), (-16, 0)])
        iron.at(*post, size).polygon([(-34, -70), (34, -70), (0, -100)])
        glass.at(*post, size).polygon([(-20, -62), (20, -62), (13, -8), (-13, -8)])
        glow = np.maximum(glow, sheet.glow(post[0], post[1] - 36 * size, 230 * size, 1.7))
    depth = np.abs(y - vanish_y)
    cobbles = np.sin((x - vanish_x) / (depth + 6) * 34) * np.sin(5400 / (depth + 22)) > 0.1
    street = y > vanish_y + 8
    wall = (x > vanish_x + 40) & (y < vanish_y + 330 * (x - vanish_x) / 520)
    wall &= y > vanish_y - 520 * (x - vanish_x) / 420
    sheet.paint(ink=0.88 - sheet.noise(420, 6) * 0.38, blue=0.8)
    sheet.paint(street, ink=0.66 + 0.26 * cobbles, blue=0.8)
    sheet.paint(wall, ink=0.95, blue=0.6)
    puddle = sheet.glow(330, 690, 330, 1.4, squash=2.6) * street
    sheet.lift(np.clip(puddle * 0.55, 0, 1), "ink")
    sheet.overprint(ochre=puddle * 0.75)
    haze = sheet.glow(330, 560, 260, 1.0) * 0.95
    sheet.lift(haze, "ink")
    sheet.overprint(ochre=haze * 0.6)
    sheet.lift(glow, "ink", "blue")
    sheet.overprint(ochre=glow * 1.1, red=np.clip((glow - 0.45) * 1.1, 0, 1) * 0.8)
    figure = sheet.pen()
    standing(figure, 322, 678, 190, coat=True)
    figure.line([(352, 600), (404, 296)], 4).stroke([(345, 542), (362, 530), (366, 512)], 13, 9)
    figure.stroke([(314, 498), (322, 493), (332, 498)], 10)
    sheet.paint(np.maximum(iron.mask(), figure.mask()), ink=1, blue=0.5)
    sheet.paint(glass.mask(), ochre=0.9)
    return sheet
