"""Scenes of the railway: the night train, the two gauges."""

import numpy as np

from .press import Point, Sheet, plot, ramp, scene, smooth


@scene
def train() -> Sheet:
    """A lit night train running to its vanishing point beside an empty track."""
    sheet = Sheet(1080, cell=7, screen_red=True)
    x, y, vanish_x, vanish_y = sheet.x, sheet.y, 250, 330
    near_x = 1180

    def wall(along: float, height: float) -> Point:
        return vanish_x + (near_x - vanish_x) * along, vanish_y + (height - vanish_y) * along

    panes: list[tuple[float, float]] = []
    along = 0.055
    while along < 1.1:
        panes.append((along, along * 1.105))
        along *= 1.16
    body = sheet.pen().polygon([wall(0.04, 150), wall(1.2, 90), wall(1.2, 560), wall(0.04, 520)]).mask()
    roof = sheet.pen().polygon([wall(0.04, 130), wall(1.2, 40), wall(1.2, 100), wall(0.04, 152)]).mask()
    stripe = sheet.pen().polygon([wall(0.04, 420), wall(1.2, 424), wall(1.2, 442), wall(0.04, 430)]).mask()
    glass, curtains, people = sheet.pen(), sheet.pen(), sheet.pen()
    for i, (a, b) in enumerate(panes):
        glass.polygon([wall(a, 215), wall(b, 213), wall(b, 350), wall(a, 352)])
        curtains.polygon([wall(a, 215), wall(a + (b - a) * 0.28, 215), wall(a + (b - a) * 0.2, 350), wall(a, 350)])
        if i % 3 == 1 or i == len(panes) - 2:
            middle, step = a + (b - a) * 0.62, b - a
            head_x, head_y = wall(middle, 278)
            people.disc(head_x, head_y, (near_x - vanish_x) * step * 0.13)
            people.polygon(
                [
                    wall(middle - step * 0.24, 352),
                    wall(middle - step * 0.16, 310),
                    wall(middle + step * 0.16, 310),
                    wall(middle + step * 0.24, 352),
                ]
            )
    windows, drapes, sleepers_up = glass.mask(), curtains.mask(), people.mask()
    rails = sheet.pen().polygon([(230, 370), (234, 370), (60, 725), (20, 725)])
    rails.polygon([(256, 370), (260, 370), (520, 725), (470, 725)])
    ties = sheet.pen()
    for i in range(1, 14):
        far = i**1.75
        top, bottom = 374 + far * 5.2, 374 + far * 5.9
        left, right = vanish_x - 30 - far * 5, vanish_x + 20 + far * 6
        ties.polygon([(left, top), (right, top), (right + 4 + far * 0.3, bottom), (left - 2 - far * 0.3, bottom)])
    steel, wood = rails.mask(), ties.mask()
    moon = sheet.disc(120, 120, 46) * (1 - sheet.disc(140, 110, 44))
    light = np.clip(sheet.blur(windows, 46) * 1.3 * (1 - body), 0, 1)
    night = 0.86 - np.hypot((x - vanish_x) / 1080, (y - vanish_y) / 720) * 0.12 + (sheet.noise(380, 5) - 0.5) * 0.2
    sheet.paint(ink=np.where(y < 360, night, 0.94), blue=0.3 + 0.5 * np.clip(1 - y / 600, 0, 1) * (y < 360))
    sheet.lift(light * 0.5, "ink")
    sheet.overprint(ochre=light * 0.6, red=light * 0.2)
    sheet.lift(wood * 0.35, "ink")
    sheet.overprint(wood, blue=0.7)
    sheet.paint(steel, blue=0.15, red=0.25)
    sheet.paint(moon)
    sheet.paint(body, ink=0.6 + 0.3 * np.clip((y - 300) / 300, 0, 1), blue=0.95)
    sheet.paint(roof, ink=0.97, blue=0.4)
    sheet.paint(stripe, red=1)
    sheet.paint(windows, ochre=1)
    sheet.paint(drapes * windows, red=1, ink=0.3)
    sheet.paint(sleepers_up * windows, ink=0.97)
    return sheet


@scene
def gauge() -> Sheet:
    """Tracks of two gauges from above at dusk: one sleeper is being moved, a worker holds a red flag."""
    sheet = Sheet(1200, cell=7)
    turn = np.radians(17)
    middle_x, middle_y = 600, 400

    def place(a: float, b: float) -> Point:
        return middle_x + a * np.cos(turn) - b * np.sin(turn), middle_y + a * np.sin(turn) + b * np.cos(turn)

    stones = sheet.noise(9, 4, 2)
    dusk = ramp(sheet.x - sheet.y * 0.6, -500, 1100)
    sheet.paint(
        blue=0.25 + 0.6 * dusk, ink=np.clip(0.02 + (stones > 0.58) * 0.24 + 0.34 * dusk, 0, 1), ochre=(1 - dusk) * 0.7
    )
    tracks = ((-270.0, 122.0, 200.0), (270.0, 78.0, 140.0))
    moved = 2
    ties, edges, shadows = sheet.pen(), sheet.pen(), sheet.pen()
    for centre, _, reach in tracks:
        for i in range(-9, 10):
            if centre > 0 and i == moved:
                continue
            level = i * 74.0
            corners = [(-reach, -19), (reach, -19), (reach, 19), (-reach, 19)]
            ties.polygon([place(centre + a, level + b) for a, b in corners])
            shadows.polygon([place(centre + a + 16, level + b + 13) for a, b in corners])
            edges.polygon(
                [place(centre + a, level + b) for a, b in ((-reach, -19), (reach, -19), (reach, -14), (-reach, -14))]
            )
    gap = [place(270 + a, moved * 74 + b) for a, b in ((-140, -19), (140, -19), (140, 19), (-140, 19))]
    sheet.overprint(sheet.pen().polygon(gap).mask(), ink=0.45)
    sheet.overprint(shadows.mask(), ink=0.62)
    sheet.paint(ties.mask(), ink=0.86 + 0.1 * (sheet.noise(30, 6, 3) > 0.5), blue=0.5)
    sheet.paint(edges.mask(), blue=0.4, ochre=0.3)
    rails, lights, rail_shade = sheet.pen(), sheet.pen(), sheet.pen()
    for centre, half, _ in tracks:
        for side in (-1, 1):
            edge = centre + side * half
            rails.polygon([place(edge - 9, -760), place(edge + 9, -760), place(edge + 9, 760), place(edge - 9, 760)])
            lights.polygon([place(edge - 5, -760), place(edge + 3, -760), place(edge + 3, 760), place(edge - 5, 760)])
            shade = [(10, -760), (30, -760), (30, 760), (10, 760)]
            rail_shade.polygon([place(edge + a, b) for a, b in shade])
    sheet.overprint(rail_shade.mask(), ink=0.7)
    sheet.paint(rails.mask(), ink=0.98)
    sheet.paint(lights.mask(), blue=0.08)
    spare, spare_shade, grain = sheet.pen(), sheet.pen(), sheet.pen()
    spot = place(370, moved * 74 + 88)
    spare.at(*spot, 1, 17 - 24).rectangle(-152, -21, 152, 21)
    spare_shade.at(spot[0] + 34, spot[1] + 36, 1, 17 - 24).rectangle(-152, -21, 152, 21)
    for line in (-11, 0, 10):
        grain.at(*spot, 1, 17 - 24).line([(-140, line), (140, line + 2)], 2)
    sheet.overprint(sheet.blur(spare_shade.mask(), 3), ink=0.95)
    sheet.paint(spare.mask(), ochre=0.75, ink=0.12)
    sheet.overprint(grain.mask(), ink=0.7)

    stand = place(16, 40)
    shadow = sheet.pen().at(*stand, 1, 37)
    shadow.polygon([(0, -26), (250, -18), (250, 18), (0, 26)]).disc(266, 0, 30, 24)
    shadow.polygon(plot("170,20 176,24 186,112 250,106 238,60 190,62"))
    sheet.overprint(shadow.mask(), ink=0.8)
    worker = sheet.pen().at(*stand, 1.25, -32)
    worker.disc(0, 0, 42, 24).stroke([(30, 2), (52, 26), (64, 44)], 17, 13).stroke(
        [(-32, 4), (-44, 26), (-30, 44)], 17, 13
    )
    sheet.paint(worker.mask(), ink=0.98, blue=0.4)
    vest = sheet.pen().at(*stand, 1.25, -32).rectangle(-20, -24, -13, 24).rectangle(13, -24, 20, 24)
    sheet.paint(vest.mask() * worker.mask(), ochre=1)
    sheet.paint(sheet.pen().at(*stand, 1.25).disc(0, 0, 20).mask(), ink=1)
    sheet.paint(sheet.pen().at(*stand, 1.25).disc(0, 0, 17).disc(8, 10, 17).mask(), blue=0.03)
    staff = sheet.pen().at(*stand, 1.25, -32).line([(64, 44), (98, -64)], 5)
    cloth = sheet.pen().at(*stand, 1.25, -32)
    cloth.polygon(smooth(plot("98,-66 128,-84 158,-64 190,-76 178,-8 148,2 116,-16 82,-6"), 6))
    sheet.overprint(sheet.shift(cloth.mask(), 16, 20), ink=0.9)
    sheet.paint(staff.mask(), ink=1)
    sheet.paint(cloth.mask(), red=1)
    return sheet
