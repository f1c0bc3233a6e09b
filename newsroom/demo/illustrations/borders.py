"""Scenes of valleys and borders: the bridge, the post box, the flooded trees."""

import numpy as np

from .press import Pen, Sheet, plot, ramp, scene, smooth
from .shapes import flag, standing


def _town_hall(pen: Pen, x: float, y: float, size: float, *, flip: bool) -> None:
    """Draw a gabled town hall with a clock tower, its foot at y."""
    hall = pen.at(x, y, size, flip=flip)
    hall.rectangle(-150, -150, 120, 0).polygon([(-166, -150), (136, -150), (96, -216), (-126, -216)])
    hall.rectangle(-30, -300, 40, 0).polygon([(-40, -298), (50, -298), (34, -336), (-24, -336)])
    hall.rectangle(-16, -372, 26, -330).polygon([(-26, -370), (36, -370), (5, -430)])
    for gable in (-110, 80):
        hall.polygon([(gable - 26, -190), (gable, -236), (gable + 26, -190)])


@scene
def bridge() -> Sheet:
    """A stone border bridge over a small river, a town hall with its flag at either end."""
    sheet = Sheet()
    x, y, water = sheet.x, sheet.y, 604
    sky = ramp(y, 0, 520)
    sheet.paint(
        blue=np.clip(0.62 - 0.5 * sky + (sheet.noise(420, 6) - 0.5) * 0.3, 0, 1), ochre=ramp(y, 260, 540) * 0.28
    )
    for base, seed, tone in ((420, 3, 0.25), (470, 8, 0.5)):
        hills = sheet.contour(base, 70, 520, seed)
        sheet.paint(sheet.below(hills), blue=tone + 0.2, ink=tone * 0.35)
    left_bank = sheet.pen().polygon(smooth(plot("-60,500 120,488 280,506 330,620 250,830 -60,830"), 8)).mask()
    right_bank = sheet.pen().polygon(smooth(plot("1260,500 1080,488 920,506 870,620 950,830 1260,830"), 8)).mask()
    river = sheet.below(water - 40)
    ripples = np.sin(y * 0.34 + sheet.noise(130, 4) * 11) > 0.62
    sheet.paint(river, blue=0.55 + 0.3 * ramp(y, 560, 800), ink=ramp(y, 600, 900) * 0.4)
    sheet.paint(np.maximum(left_bank, right_bank), ink=0.90, blue=0.7)
    grass = sheet.noise(14, 3, 2) > 0.6
    sheet.lift(np.maximum(left_bank, right_bank) * grass * 0.35, "ink")
    halls, windows = sheet.pen(), sheet.pen()
    for place, flip in ((142, False), (1058, True)):
        _town_hall(halls, place, 500, 0.92, flip=flip)
        for i in range(4):
            for level in (-116, -60):
                if i != 2:
                    windows.at(place, 500, 0.92, flip=flip).rectangle(
                        -128 + i * 58, level - 14, -106 + i * 58, level + 18
                    )
        windows.at(place, 500, 0.92, flip=flip).disc(5, -268, 20).rectangle(-8, -212, 18, -172)
    sheet.paint(halls.mask(), ink=0.95, blue=0.5)
    sheet.paint(windows.mask(), ochre=0.7)
    staffs, red, white = sheet.pen(), sheet.pen(), sheet.pen()
    for place, pen in ((142, red), (1058, white)):
        tip = place + (5 if place < 600 else -5) * 0.92
        staffs.rectangle(tip - 2.5, 10, tip + 2.5, 110)
        flag(pen, tip + 2, 14, 46, 92 if place < 600 else -92, 7)
    sheet.paint(staffs.mask(), ink=1)
    sheet.paint(white.mask(), blue=0.05)
    sheet.overprint(white.mask() * (np.abs(y - 37) < 7), blue=1)
    sheet.paint(red.mask(), red=1)

    def hump(at: np.ndarray) -> np.ndarray:
        return 470 - 74 * np.exp(-(((at - 600) / 270) ** 2))

    spans = ((600.0, 112.0), (392.0, 78.0), (808.0, 78.0))
    deck = (y > hump(x)) & (x > 210) & (x < 990) & (y < water)
    arches = np.zeros_like(deck)
    for centre, half in spans:
        arches |= ((x - centre) / half) ** 2 + ((y - water) / (half * 1.05)) ** 2 < 1
    masonry = (np.abs((y - hump(x)) % 30 - 2) < 1.8) | (np.abs((x + np.floor((y - hump(x)) / 30) * 31) % 68 - 2) < 1.8)
    light = np.clip(0.30 + 0.25 * sheet.noise(60, 5, 3) + ramp(y, 400, 640) * 0.18, 0, 1)
    stone = deck & ~arches
    sheet.paint(arches & deck & (y < water), ink=0.94, blue=0.7)
    beyond = np.zeros_like(deck)
    for centre, half in spans:
        beyond |= ((x - centre + 15) / half) ** 2 + ((y - water) / (half * 1.0)) ** 2 < 0.84
    sheet.paint(beyond & arches & (y < water), blue=0.32)
    sheet.paint(stone, blue=0.35, ink=np.where(masonry, 0.85, light))
    ring = np.zeros_like(deck)
    for centre, half in spans:
        reach = np.sqrt(((x - centre) / half) ** 2 + ((y - water) / (half * 1.05)) ** 2)
        ring |= (reach > 1) & (reach < 1.15)
    spokes = np.sin(np.arctan2(y - water, ((x - 600 + 104) % 208) - 104) * 26) > -0.75
    sheet.paint(ring & stone & spokes, blue=0.10, ink=0.10)
    parapet = (np.abs(y - hump(x) - 6) < 11) & (x > 200) & (x < 1000)
    sheet.paint(parapet, ink=0.92, blue=0.5)
    walkers = sheet.pen()
    standing(walkers, 566, 404, 66, coat=True)
    standing(walkers, 636, 404, 70)
    sheet.paint(walkers.mask(), ink=1, blue=0.4)
    rows = np.clip(2 * water * sheet.scale - np.arange(sheet.rows), 0, sheet.rows - 1).astype(int)
    wobble = (x + 5 * np.sin(y * 0.4 + sheet.noise(60, 2) * 8)) * sheet.scale
    columns = np.clip(wobble, 0, sheet.columns - 1).astype(int)
    for name in ("blue", "ink"):
        mirrored = np.take_along_axis(sheet.plates[name][rows], columns, 1)
        shown = ((y > water) & (y < water + 190)) * (1 - np.maximum(left_bank, right_bank)) * 0.75
        sheet.plates[name] = sheet.plates[name] * (1 - shown) + mirrored * shown
    sheet.lift(ripples * (y > water + 6) * (1 - np.maximum(left_bank, right_bank)) * 0.8, "ink", "blue")
    return sheet


@scene
def postbox() -> Sheet:
    """A snowbound mountain valley with one red post box."""
    sheet = Sheet()
    x, y = sheet.x, sheet.y
    sheet.paint(blue=np.clip(0.85 - ramp(y, 0, 420) * 0.55, 0, 1), ink=np.clip(0.34 - ramp(y, 0, 300) * 0.34, 0, 1))
    peaks = (
        (plot("-40,430 120,200 230,290 390,90 520,260 640,190 800,430"), 11, 0.30),
        (
            plot("500,480 690,250 780,310 930,110 1060,260 1150,200 1300,420 1300,520"),
            12,
            0.45,
        ),
        ([(-60, 520), (60, 370), (190, 430), (330, 330), (520, 520)], 13, 0.6),
    )
    for outline, seed, dark in peaks:
        ground = sheet.pen().polygon([*outline, (outline[-1][0], 640), (outline[0][0], 640)]).mask()
        crest = np.interp(sheet.x[0], [a for a, _ in outline], [b for _, b in outline])
        ridge = np.where(np.gradient(crest) < 0, 0.0, 1.0)
        crest = crest + sheet.contour(0, 30, 90, seed)
        ground = ground * sheet.below(crest)
        crag = sheet.noise(46, seed, 4)
        leaning = (x - (y - crest) * 0.32 + 150 * (crag - 0.5)) * sheet.scale
        lit = ridge[np.clip(leaning, 0, sheet.columns - 1).astype(int)]
        rocks = (crag > 0.57) & (y > crest + 10 + 20 * crag)
        sheet.paint(ground, blue=0.08 + 0.5 * lit)
        sheet.overprint(ground * rocks, ink=dark + 0.35 * lit, blue=0.6)
    floor = sheet.contour(500, 26, 500, 4)
    sheet.paint(sheet.below(floor), blue=0.12 + 0.16 * sheet.noise(300, 5, 3))
    random = np.random.default_rng(12)
    trees, snow = sheet.pen(), sheet.pen()
    stands = sorted(
        ((random.uniform(-20, 1220), random.uniform(470, 560)) for _ in range(74)), key=lambda spot: spot[1]
    )
    for left, foot in stands:
        if 430 < left < 760 and foot > 505:
            continue
        tall = (foot - 430) * random.uniform(0.75, 1.15)
        for tier in range(3):
            low, half = foot - tall * tier * 0.27, tall * (0.27 - tier * 0.065)
            trees.polygon([(left - half, low), (left + half, low), (left, low - tall * 0.46)])
            snow.polygon([(left - half * 0.9, low - 2), (left - half * 0.1, low - 4), (left, low - tall * 0.42)])
    sheet.paint(trees.mask(), ink=0.92, blue=0.7)
    sheet.paint(snow.mask() * 0.8, blue=0.1)
    for base, seed, tone in ((560, 31, 0.10), (640, 32, 0.03), (738, 33, 0.0)):
        drift = sheet.contour(base, 34, 620, seed)
        sheet.paint(
            sheet.below(drift), blue=tone + ramp(y - drift, 0, 110) * 0.22 + 0.1 * (sheet.noise(200, seed, 3) > 0.55)
        )
        sheet.paint(sheet.below(drift) * (1 - sheet.below(drift + 5)), blue=0.0)
    huts = sheet.pen().rectangle(204, 566, 330, 622).rectangle(278, 500, 296, 556)
    sheet.paint(huts.mask(), ink=0.93, blue=0.5)
    sheet.paint(
        sheet.pen().polygon(smooth(plot("176,570 204,536 266,512 330,536 358,572 266,558"), 6)).mask(),
        blue=0.03,
    )
    sheet.paint(sheet.pen().rectangle(228, 580, 252, 602).rectangle(282, 580, 306, 602).mask(), ochre=1)
    steps = sheet.pen()
    path = smooth(plot("268,626 350,668 520,650 640,690 720,770 640,840"), 9, closed=False)
    for i, (a, b) in enumerate(path[::3]):
        size = 0.4 + (b - 600) / 200
        steps.disc(a + (6 if i % 2 else -6) * size, b, 8 * size, 4.5 * size)
    sheet.paint(steps.mask(), blue=0.75, ink=0.25)
    box_x, foot = 850, 748
    shadow = sheet.pen().polygon(
        [(box_x - 50, foot - 6), (box_x + 60, foot + 6), (box_x + 330, foot + 52), (box_x + 250, foot + 66)]
    )
    sheet.overprint(sheet.blur(shadow.mask(), 4), blue=0.75, ink=0.12)
    post = sheet.pen().rectangle(box_x - 13, foot - 150, box_x + 13, foot)
    sheet.paint(post.mask(), ink=0.96, blue=0.4)
    body = sheet.pen().rectangle(box_x - 72, foot - 330, box_x + 72, foot - 132).disc(box_x, foot - 330, 72, 26)
    sheet.paint(body.mask(), red=1)
    sheet.overprint(body.mask(), ink=ramp(x, box_x + 10, box_x + 96) * 0.55)
    trim = (
        sheet.pen()
        .rectangle(box_x - 50, foot - 302, box_x + 50, foot - 288)
        .rectangle(box_x - 74, foot - 140, box_x + 74, foot - 130)
    )
    trim.line(
        [
            (box_x - 44, foot - 262),
            (box_x + 44, foot - 262),
            (box_x + 44, foot - 168),
            (box_x - 44, foot - 168),
            (box_x - 44, foot - 262),
        ],
        4,
    )
    trim.disc(box_x + 30, foot - 214, 5)
    sheet.overprint(trim.mask(), ink=0.97)
    envelope = sheet.pen().polygon(
        [(box_x - 30, foot - 236), (box_x + 14, foot - 236), (box_x + 14, foot - 204), (box_x - 30, foot - 204)]
    )
    sheet.paint(envelope.mask(), blue=0.02)
    sheet.overprint(
        sheet.pen().line([(box_x - 30, foot - 236), (box_x - 8, foot - 218), (box_x + 14, foot - 236)], 3).mask(),
        ink=0.95,
    )
    cap = plot("-92,-330 -80,-372 -30,-402 30,-404 80,-374 94,-328 60,-338 20,-322 -30,-336")
    cap_mask = sheet.pen().at(box_x, foot).blob(cap).mask()
    sheet.paint(cap_mask, blue=np.clip((y - foot + 400) / 100 * 0.5 + (x - box_x) / 300, 0, 0.6))
    mound = sheet.pen().disc(box_x, foot + 4, 70, 20).mask()
    sheet.paint(mound, blue=0.05)
    return sheet


@scene
def vaccine() -> Sheet:
    """A flat boat with cold boxes crossing flooded trees; one of the boxes is red."""
    sheet = Sheet()
    x, y, level = sheet.x, sheet.y, 520
    sun = sheet.glow(640, 330, 640, 1.1)
    sheet.paint(blue=np.clip(0.72 - sun * 0.75, 0, 1), ochre=sun * 0.42)
    random = np.random.default_rng(21)
    for layer, (ink, blue, count, wide) in enumerate(((0.0, 0.45, 17, 13), (0.34, 0.65, 11, 22), (0.86, 0.7, 6, 40))):
        trunks = sheet.pen()
        for i in range(count):
            left = (i + 0.5 + random.uniform(-0.3, 0.3)) * 1200 / count
            if layer == 2 and 300 < left < 900:
                left = 150 if left < 600 else 1060
            lean = random.normal() * 12
            foot = level - 34 + layer * 34
            trunks.polygon(
                [(left - wide * 0.5 + lean, -10), (left + wide * 0.5 + lean, -10), (left + wide * 0.55, foot - 60)]
                + [(left + wide * 0.9, foot), (left - wide * 0.9, foot), (left - wide * 0.55, foot - 60)]
            )
            for side in (-1, 1):
                high = random.uniform(60, 260)
                end = (left + side * random.uniform(60, 130), high - random.uniform(60, 140))
                trunks.stroke([(left, high + 40), (left + side * 34, high - 10), end], wide * 0.5, wide * 0.12)
        canopy = sheet.below(0) * (y < 118 - layer * 26 + 90 * (sheet.noise(150 - layer * 20, 40 + layer, 4) - 0.5) * 2)
        mask = np.maximum(trunks.mask(), canopy)
        sheet.paint(mask, blue=blue, ink=ink)
        if layer == 0:
            pool = sheet.below(level - 34)
            sheet.paint(pool, blue=0.30 + 0.4 * ramp(y, 480, 800), ochre=sheet.glow(640, 560, 420, 1, squash=2) * 0.4)
        band = (y > level - 34 + layer * 34) & (y < 800)
        rows = np.clip((2 * (level - 34 + layer * 34) - y) * sheet.scale, 0, sheet.rows - 1).astype(int)
        columns = np.clip((x + 7 * np.sin(y * 0.28 + sheet.noise(90, 4) * 9)) * sheet.scale, 0, sheet.columns - 1)
        mirrored = mask[rows, columns.astype(int)] * band * ramp(y, 860, 500)
        sheet.overprint(mirrored, blue=blue * 0.9, ink=ink * 0.75)
    boat_x, boat_y = 600, 628
    hull = sheet.pen().at(boat_x, boat_y)
    hull.polygon(smooth(plot("-330,-52 -300,-34 300,-34 336,-56 296,16 230,30 -230,30 -294,16"), 6))
    people = sheet.pen()
    pole = people.at(boat_x - 246, boat_y - 30, 2.35)
    pole.disc(0, -92, 9, 10).polygon([(-9, -95), (15, -95), (15, -92), (-9, -92)]).disc(0, -98, 9, 6)
    pole.blob(plot("-8,-83 8,-83 15,-72 13,-46 15,-30 -14,-30 -13,-46 -15,-72"))
    pole.stroke([(-6, -34), (-14, -16), (-16, 0)], 11, 8).stroke([(6, -34), (12, -16), (12, 0)], 11, 8)
    pole.stroke([(12, -74), (28, -66), (40, -78)], 7, 5).stroke([(-10, -74), (8, -56), (30, -52)], 7, 5)
    pole.line([(48, -118), (12, 46)], 3)
    seat = people.at(boat_x + 236, boat_y - 26, 2.2)
    seat.disc(4, -62, 9, 10).blob(plot("-6,-54 10,-54 18,-36 16,0 -20,0 -16,-34"))
    seat.stroke([(-6, -44), (-24, -28), (-38, -30)], 7, 6)
    sheet.overprint(sheet.pen().disc(boat_x, boat_y + 44, 340, 26).mask(), ink=0.9)
    cold, red, straps = sheet.pen(), sheet.pen(), sheet.pen()
    for left, top, wide, tall in (
        (-150, -96, 92, 64),
        (-50, -96, 92, 64),
        (52, -96, 92, 64),
        (-104, -164, 92, 64),
        (-2, -164, 92, 64),
    ):
        pen = red if (left, top) == (-2, -164) else cold
        pen.at(boat_x, boat_y).rectangle(left, top, left + wide, top + tall)
        straps.at(boat_x, boat_y).rectangle(left - 3, top + 15, left + wide + 3, top + 20)
        straps.at(boat_x, boat_y).rectangle(left + wide / 2 - 12, top + 11, left + wide / 2 + 12, top + 27)
    boxes = np.maximum(cold.mask(), red.mask())
    outline = np.clip(sheet.blur(boxes, 3) * 3, 0, 1)
    sheet.paint(outline * (y < boat_y - 30), ink=0.95)
    sheet.paint(cold.mask(), blue=0.04 + 0.2 * ramp(y, boat_y - 160, boat_y - 30))
    sheet.paint(red.mask(), red=1)
    sheet.paint(straps.mask() * boxes, ink=0.9)
    sheet.paint(np.maximum(hull.mask(), people.mask()), ink=0.98, blue=0.4)
    sheet.lift(
        sheet.pen().at(boat_x, boat_y).line([(-322, -44), (-298, -30), (298, -30), (326, -46)], 4).mask() * 0.9, "ink"
    )
    waves = sheet.pen()
    for _ in range(150):
        near = random.random()
        left, at = random.uniform(-40, 1200), 540 + near * 260
        waves.line([(left, at), (left + 20 + near * 110 * random.random(), at)], 1.2 + near * 4)
    for i in range(5):
        waves.line([(boat_x + 300 + i * 42, boat_y + 20 + i * 9), (boat_x + 420 + i * 60, boat_y + 26 + i * 11)], 4)
        waves.line([(boat_x - 300 - i * 42, boat_y + 20 + i * 9), (boat_x - 420 - i * 60, boat_y + 26 + i * 11)], 4)
    sheet.paint(waves.mask() * (1 - hull.mask()) * (1 - people.mask()) * (y > 536), blue=0.03)
    return sheet
