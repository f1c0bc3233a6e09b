"""Scenes of the arts: the letterpress forme, the quartet, the cut film."""

import numpy as np

from .press import Pen, Point, Sheet, plot, ramp, scene, smooth


@scene
def type_() -> Sheet:
    """A forme of lead type locked in its chase, with one red sort; the faces are ornaments, not letters."""
    sheet = Sheet()
    x, y = sheet.x, sheet.y
    turn = -11.0
    centre: Point = (600, 400)
    sheet.paint(blue=0.75, ink=0.42 + 0.12 * (sheet.noise(200, 3) - 0.5))
    scratches = np.sin((x * 0.94 - y * 0.34) * 0.5 + sheet.noise(160, 2) * 9) > 0.93
    sheet.lift(scratches * 0.3, "ink")
    chase = sheet.pen().at(*centre, 1, turn).rectangle(-560, -372, 560, 372)
    inner = sheet.pen().at(*centre, 1, turn).rectangle(-506, -318, 506, 318)
    frame = np.clip(chase.mask() - inner.mask(), 0, 1)
    sheet.overprint(sheet.blur(sheet.shift(chase.mask(), 24, 30), 7), ink=0.95)
    sheet.paint(chase.mask(), ink=0.97, blue=0.5)
    sheet.paint(np.clip(frame - sheet.shift(frame, 6, 8), 0, 1), blue=0.3)
    wood = sheet.pen().at(*centre, 1, turn)
    wood.rectangle(-500, 212, 500, 264).rectangle(-500, -312, -444, 206).rectangle(452, -312, 500, 206)
    grain = np.sin(y * 0.7 + x * 0.1 + sheet.noise(200, 6, 3) * 26) > 0.6
    sheet.paint(wood.mask(), ochre=0.6, ink=0.18 + 0.4 * grain)
    quoins = sheet.pen().at(*centre, 1, turn)
    for left in (-420, -140, 140, 400):
        quoins.polygon([(left - 60, 272), (left + 60, 272), (left + 60, 288), (left - 60, 310)])
    sheet.paint(quoins.mask(), blue=0.5, ink=0.25)
    random = np.random.default_rng(20)
    bodies, faces, shade, shine = (sheet.pen().at(*centre, 1, turn) for _ in range(4))
    red_body, red_face, red_shade = (sheet.pen().at(*centre, 1, turn) for _ in range(3))
    top, row = -304.0, 0
    while top < 190:
        tall = 74.0 if row % 5 else 118.0
        left = -436.0
        column = 0
        while left < 400:
            wide = float(random.choice([0.42, 0.62, 0.72, 0.86])) * tall
            wide = min(wide, 444 - left)
            marked = row == 2 and column == 9
            body, face, dark = (red_body, red_face, red_shade) if marked else (bodies, faces, shade)
            body.rectangle(left + 2, top + 2, left + wide - 2, top + tall - 3)
            dark.rectangle(left + wide - 8, top + 2, left + wide - 2, top + tall - 3)
            dark.rectangle(left + 2, top + tall - 10, left + wide - 2, top + tall - 3)
            if not marked:
                shine.rectangle(left + 2, top + 2, left + wide - 8, top + 5).rectangle(
                    left + 2, top + 2, left + 5, top + tall - 10
                )
            if random.random() < 0.86 or marked:
                ornament = face.at(left + wide / 2 - 3, top + tall / 2 - 4, min(wide, tall * 0.7) / 60)
                _ornament(ornament, 2 if marked else int(random.integers(0, 8)))
            left += wide
            column += 1
        top += tall + 5
        row += 1
    lead = bodies.mask()
    light = sheet.glow(420, 180, 900, 1)
    sheet.paint(lead, blue=0.55, ink=np.clip(0.46 - 0.30 * light, 0, 1))
    sheet.overprint(shade.mask() * lead, ink=0.78)
    sheet.paint(shine.mask() * lead, blue=0.05)
    sheet.overprint(sheet.shift(faces.mask(), 3, 4) * lead, ink=0.55)
    sheet.paint(faces.mask() * lead, ink=0.97)
    red = red_body.mask()
    sheet.paint(red, red=1)
    sheet.overprint(red_shade.mask() * red, ink=0.6)
    sheet.paint(red_face.mask() * red)
    return sheet


def _ornament(pen: Pen, kind: int) -> None:
    """Draw the face of one sort, about 50 wide: no letter, but as black as one."""
    if kind == 0:
        pen.ring(0, 0, 17, 9, 24)
    elif kind == 1:
        pen.rectangle(-7, -26, 7, 26)
    elif kind == 2:
        pen.polygon([(0, -26), (20, 0), (0, 26), (-20, 0)])
    elif kind == 3:
        for turn in range(0, 360, 90):
            pen.at(0, 0, 1, turn).disc(0, -14, 10, 13)
        pen.disc(0, 0, 5)
    elif kind == 4:
        pen.stroke([(-16, 22), (-12, -10), (4, -22), (16, -8), (4, 6)], 9)
    elif kind == 5:
        pen.disc(0, -14, 9).disc(0, 14, 9)
    elif kind == 6:
        pen.rectangle(-20, -24, 20, -15).rectangle(-20, -4, 20, 5).rectangle(-20, 15, 20, 24)
    else:
        pen.blob(plot("-20,20 -18,-14 0,-26 18,-14 20,20 0,6"))


def _fiddle(pen: Pen) -> None:
    """Draw the body and neck of a string instrument from the front, about 150 high."""
    half: list[Point] = plot("0,40 26,36 34,18 26,2 20,-8 27,-22 22,-38 0,-42")
    pen.polygon(smooth([*half, *[(-a, b) for a, b in half[-2:0:-1]]], 8))
    pen.polygon([(-4, -38), (4, -38), (3.4, -96), (-3.4, -96)]).disc(0, -102, 6, 9)


@scene
def quartet() -> Sheet:
    """Four string players seen from above, sitting around a harmonium."""
    sheet = Sheet(cell=7)
    x, y, centre_x, centre_y = sheet.x, sheet.y, 600.0, 400.0
    boards = np.abs((y + x * 0.18) % 46 - 2) < 2
    light = sheet.glow(centre_x, centre_y, 720, 0.9)
    sheet.paint(
        ochre=np.clip(0.25 + 0.5 * light, 0, 1),
        ink=np.clip(0.86 - 0.95 * light + 0.10 * sheet.noise(260, 3, 3), 0.04, 0.97),
        blue=0.35 * (1 - light),
    )
    sheet.overprint(boards * 1.0, ink=0.5)
    cabinet = sheet.pen().at(centre_x, centre_y, 1.3, -8).rectangle(-176, -84, 176, 84)
    sheet.overprint(sheet.blur(sheet.shift(cabinet.mask(), 20, 28), 6), ink=0.95)
    sheet.paint(cabinet.mask(), ink=0.97, blue=0.4)
    lid = sheet.pen().at(centre_x, centre_y, 1.3, -8).rectangle(-166, -74, 166, 6)
    sheet.paint(lid.mask(), red=1)
    cloth = sheet.pen().at(centre_x, centre_y, 1.3, -8)
    for fold in range(-5, 6):
        cloth.line([(fold * 30, -74), (fold * 30 + 6, 6)], 2.5)
    sheet.overprint(cloth.mask(), ink=0.6)
    keys, sharps = sheet.pen().at(centre_x, centre_y, 1.3, -8), sheet.pen().at(centre_x, centre_y, 1.3, -8)
    keys.rectangle(-158, 18, 158, 72)
    for i in range(22):
        sharps.rectangle(-158 + i * 14.4 - 0.9, 18, -158 + i * 14.4 + 0.9, 72)
        if i % 7 not in (0, 3):
            sharps.rectangle(-158 + i * 14.4 - 4, 18, -158 + i * 14.4 + 4, 50)
    sheet.paint(keys.mask())
    sheet.paint(sharps.mask(), ink=0.97)
    players = (
        (214.0, 176.0, 118.0, 1.0),
        (976.0, 170.0, -120.0, 1.0),
        (206.0, 632.0, 60.0, 1.08),
        (988.0, 630.0, -58.0, 1.3),
    )
    for number, (left, top, turn, instrument) in enumerate(players):
        facing = turn
        shadow = sheet.pen().at(left + 42, top + 58, 1.62, facing).disc(0, 0, 92, 56)
        sheet.overprint(sheet.blur(shadow.mask(), 7), ink=0.92)
        chair = (
            sheet.pen()
            .at(left, top, 1.62, facing)
            .rectangle(-52, -20, 52, 66)
            .stroke([(-54, 64), (0, 76), (54, 64)], 12)
        )
        sheet.paint(chair.mask(), ochre=0.5, ink=0.70)
        body = sheet.pen().at(left, top, 1.62, facing)
        body.stroke([(-26, -10), (-38, -56), (-30, -84)], 32, 22).stroke([(26, -10), (38, -56), (30, -84)], 32, 22)
        body.blob(plot("-88,4 -70,-28 0,-36 70,-28 88,4 62,34 0,40 -62,34"))
        body.stroke([(-80, 2), (-92, -44), (-58, -82)], 27, 15).stroke([(80, 2), (98, -40), (66, -76)], 27, 15)
        sheet.paint(body.mask(), ink=0.98, blue=0.5)
        back = sheet.pen().at(left, top, 1.62, facing).stroke([(-66, 22), (0, 30), (66, 22)], 4)
        sheet.lift(back.mask() * 0.6, "ink")
        wood, strings = sheet.pen(), sheet.pen()
        place: tuple[float, float, float] = (-30, -66, -36) if number < 3 else (0, -84, 4)
        fiddle = wood.at(left, top, 1.62, facing).at(place[0], place[1], 0.9 * instrument, place[2])
        _fiddle(fiddle)
        detail = strings.at(left, top, 1.62, facing).at(place[0], place[1], 0.9 * instrument, place[2])
        detail.line([(0, 30), (0, -98)], 4).stroke([(-12, -4), (-14, 8), (-10, 16)], 3).stroke(
            [(12, -4), (14, 8), (10, 16)], 3
        )
        detail.rectangle(-10, 14, 10, 18)
        wooden = wood.mask()
        sheet.paint(np.clip(sheet.blur(wooden, 2.5) * 2.2, 0, 1), ink=0.98)
        sheet.paint(wooden, ochre=1, ink=0.08 + 0.2 * ramp(light, 0.8, 0.1))
        sheet.overprint(strings.mask() * wooden, ink=0.95)
        bow = sheet.pen().at(left, top, 1.62, facing).line([(84, -104), (-66, -60)], 4.5)
        sheet.overprint(sheet.shift(bow.mask(), 5, 8), ink=0.7)
        sheet.paint(bow.mask(), blue=0.02)
        head = sheet.pen().at(left, top, 1.62, facing).disc(0, -8, 33, 36)
        sheet.paint(np.clip(sheet.blur(head.mask(), 2) * 2, 0, 1), ochre=0.2)
        sheet.paint(
            head.mask(),
            **({"ink": 0.97}, {"ochre": 0.6, "ink": 0.3}, {"blue": 0.35, "ink": 0.1}, {"ink": 0.97})[number],
        )
        hair = np.sin(np.hypot(x - left, y - top) * 0.5 + sheet.noise(60, number) * 6) > 0.5
        if number in (1, 2):
            sheet.overprint(head.mask() * hair, ink=0.75)
        else:
            sheet.lift(head.mask() * hair * 0.35, "ink")
    return sheet


@scene
def scissors() -> Sheet:
    """Big scissors cutting a strip of film; single frames fall, one of them red."""
    sheet = Sheet()
    x, y = sheet.x, sheet.y
    sheet.paint(blue=np.clip(0.62 - sheet.glow(520, 300, 760, 1) * 0.55, 0, 1))

    def frame_picture(kind: int, left: float, top: float, turn: float, size: float, tones: dict[str, float]) -> None:
        window = sheet.pen().at(left, top, size, turn).rectangle(-58, -44, 58, 44).mask()
        sheet.paint(window, **tones)
        shapes = sheet.pen().at(left, top, size, turn)
        if kind == 0:
            shapes.disc(-4, -10, 17, 19).blob([(-40, 60), (-32, 20), (-4, 10), (24, 20), (32, 60)])
        elif kind == 1:
            shapes.polygon(plot("-58,44 -20,-16 6,16 28,-8 58,34 58,44")).disc(30, -24, 10)
        elif kind == 2:
            shapes.rectangle(-44, -6, -20, 44).rectangle(-14, -26, 12, 44).rectangle(18, 4, 46, 44)
        else:
            shapes.disc(-22, -6, 12, 14).disc(22, -2, 12, 14).blob([(-44, 60), (-22, 12), (0, 30), (22, 16), (46, 60)])
        sheet.paint(shapes.mask() * window, ink=0.95, blue=0.4)

    strip_turn = -9.0
    strip = sheet.pen().at(420, 330, 1, strip_turn)
    holes = sheet.pen().at(420, 330, 1, strip_turn)
    strip.polygon(plot("-560,-98 236,-98 214,-60 240,-20 216,30 238,98 -560,98"))
    for i in range(-14, 6):
        for side in (-82, 66):
            holes.rectangle(i * 42 - 10, side, i * 42 + 10, side + 17)
    shape = strip.mask()
    sheet.overprint(sheet.blur(sheet.shift(shape, 16, 26), 6), ink=0.6)
    sheet.paint(shape, ink=0.97, blue=0.4)
    sheet.paint(holes.mask() * shape, blue=0.25)
    cos, sin = np.cos(np.radians(strip_turn)), np.sin(np.radians(strip_turn))
    for i in range(-4, 2):
        along = i * 136 + 10
        frame_picture((i + 8) % 4, 420 + along * cos, 330 + along * sin, strip_turn, 1, {"blue": 0.30, "ochre": 0.12})
    fallen = ((690, 560, 28, 1.0, 0), (512, 690, -21, 0.96, 1), (884, 706, -38, 0.98, 2), (300, 616, 14, 0.92, 3))
    for number, (left, top, turn, size, kind) in enumerate(fallen):
        piece = sheet.pen().at(left, top, size, turn).rectangle(-68, -98, 68, 98).mask()
        pits = sheet.pen().at(left, top, size, turn)
        for i in (-1, 0, 1):
            pits.rectangle(i * 42 - 10, -82, i * 42 + 10, -65).rectangle(i * 42 - 10, 66, i * 42 + 10, 83)
        sheet.overprint(sheet.blur(sheet.shift(piece, 18, 30), 8), ink=0.4, blue=0.6)
        sheet.paint(piece, ink=0.97, blue=0.4)
        sheet.paint(pits.mask(), blue=0.2)
        frame_picture(kind, left, top, turn, size, {"red": 1.0} if number == 0 else {"blue": 0.30, "ochre": 0.12})
    pivot: Point = (842, 300)
    for blade, spin in (("upper", 154.0), ("lower", -160.0)):
        steel, shank, shadow = (sheet.pen().at(*pivot, 1.0, spin) for _ in range(3))
        side = 1 if blade == "upper" else -1
        outline: list[Point] = [
            (-40, 26 * side),
            (250, 16 * side),
            (332, -10 * side),
            (240, -26 * side),
            (-40, -30 * side),
        ]
        steel.polygon(outline)
        shank.polygon(
            [
                (20, 24 * side),
                (-60, 30 * side),
                (-190, 8 * side),
                (-190, -24 * side),
                (-60, -16 * side),
                (20, -26 * side),
            ]
        )
        shank.ring(-262, -36 * side, 84, 32, 64)
        shadow.polygon(outline).ring(-262, -36 * side, 84, 32, 64)
        sheet.overprint(sheet.blur(sheet.shift(shadow.mask(), 16, 26), 5), ink=0.6)
        metal = steel.mask()
        sheet.paint(np.clip(sheet.blur(metal, 2) * 2, 0, 1), ink=0.97)
        sheet.paint(metal, blue=0.12 + 0.55 * ramp(x, 500, 900), ink=0.12 * (np.sin(x * 0.05 + y * 0.02) > 0.2))
        edge = sheet.pen().at(*pivot, 1.0, spin).line([(-20, -18 * side), (236, -16 * side), (326, -9 * side)], 5)
        sheet.paint(edge.mask() * metal)
        grip = shank.mask()
        sheet.paint(grip, ink=0.98, blue=0.4)
        sheet.lift(np.clip(grip - sheet.shift(grip, 5, 6), 0, 1) * 0.6, "ink")
    sheet.paint(sheet.disc(*pivot, 24), ink=1)
    sheet.paint(sheet.disc(pivot[0] - 1, pivot[1] - 2, 16), blue=0.3)
    sheet.paint(sheet.pen().at(*pivot, 1, 34).rectangle(-14, -2.5, 14, 2.5).mask(), ink=0.97)
    return sheet
