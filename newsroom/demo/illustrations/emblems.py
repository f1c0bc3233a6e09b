"""Emblems of the desks that sign without a face."""

import numpy as np

from .press import PORTRAIT_SIZE, SCENES, Pen, Sheet, ramp


def editorial_board() -> Sheet:
    """Draw a round table from above with empty chairs, one of them red."""
    sheet = Sheet(480, size=PORTRAIT_SIZE, cell=5, screen_red=True)
    centre_x, centre_y = 240, 300
    distance = np.hypot(sheet.x - centre_x, sheet.y - centre_y)
    boards = 0.12 * (np.sin(sheet.x * 0.13) > 0.9)
    sheet.paint(blue=np.clip(0.75 - ramp(distance, 60, 420) * 0.4 + boards, 0, 1))
    chairs, backs, marked, papers = sheet.pen(), sheet.pen(), sheet.pen(), sheet.pen()
    for i in range(9):
        angle = 360 / 9 * i - 90 + 6
        away = 176 + (18 if i in (1, 5) else 0)
        x = centre_x + away * np.cos(np.radians(angle))
        y = centre_y + away * np.sin(np.radians(angle))
        seat = (marked if i == 1 else chairs).at(x, y, 1, angle + 90 + (12 if i == 5 else 0))
        seat.disc(0, 0, 29, 26)
        backs.at(x, y, 1, angle + 90).stroke([(-31, -4), (-23, -22), (0, -31), (23, -22), (31, -4)], 9)
        if i != 1:
            sheet_x = centre_x + 96 * np.cos(np.radians(angle))
            sheet_y = centre_y + 96 * np.sin(np.radians(angle))
            papers.at(sheet_x, sheet_y, 1, angle + 90 + i * 7 % 16 - 8).rectangle(-15, -20, 15, 20)
    seats = np.maximum(chairs.mask(), marked.mask())
    sheet.overprint(sheet.shift(np.maximum(seats, sheet.disc(centre_x, centre_y, 134)), 9, 13), ink=0.65)
    sheet.paint(chairs.mask(), ink=0.62, blue=0.8)
    sheet.paint(marked.mask(), red=1)
    sheet.paint(backs.mask(), ink=0.97)
    rings = np.sin(distance * 0.35 + sheet.noise(90, 4) * 9)
    sheet.paint(sheet.disc(centre_x, centre_y, 134), ink=0.97)
    sheet.paint(sheet.disc(centre_x, centre_y, 127), ochre=0.55, ink=0.5 + 0.14 * rings + ramp(distance, 0, 160) * 0.2)
    sheet.overprint(sheet.shift(papers.mask(), 3, 4), ink=0.9)
    sheet.paint(papers.mask())
    return sheet


def letters_desk() -> Sheet:
    """Draw an envelope with a red seal."""
    sheet = Sheet(480, size=PORTRAIT_SIZE, cell=5, screen_red=True)
    sheet.paint(ochre=0.95)
    body = [(-170, -112), (170, -112), (170, 112), (-170, 112)]

    def placed_pen() -> Pen:
        return sheet.pen().at(240, 306, 1, -8)

    letter = placed_pen().rectangle(-146, -196, 146, 60).mask()
    lines = placed_pen()
    for i in range(3):
        lines.rectangle(-112, -168 + i * 26, (96, 112, 40)[i], -161 + i * 26)
    envelope = placed_pen().polygon(body).mask()
    pocket = placed_pen().polygon([(-170, -112), (0, 18), (170, -112), (170, 112), (-170, 112)]).mask()
    folds = placed_pen().line([(-170, -112), (0, 18), (170, -112)], 5)
    folds.line([(-170, 112), (-34, -8)], 4).line([(170, 112), (34, -8)], 4)
    sheet.overprint(sheet.blur(sheet.shift(envelope, 12, 18), 5), ink=0.75)
    sheet.paint(envelope, ink=0.9, blue=0.6)
    sheet.paint(letter * (1 - pocket), blue=0.05)
    sheet.overprint(letter * (1 - pocket) * sheet.shift(sheet.blur(letter * (1 - pocket), 8), 0, 12), blue=0.2)
    sheet.paint(lines.mask(), ink=0.85)
    sheet.paint(pocket, blue=0.45 + ramp(sheet.y, 300, 440) * 0.35, ink=ramp(sheet.y, 330, 470) * 0.3)
    sheet.paint(folds.mask() * envelope, ink=0.95)
    seal = placed_pen().blob(
        [(44 * (1 + 0.1 * (i % 2)) * np.cos(i * 0.52), 22 + 42 * np.sin(i * 0.52)) for i in range(12)]
    )
    sheet.overprint(sheet.shift(seal.mask(), 4, 6), ink=0.8)
    sheet.paint(seal.mask(), red=1)
    sheet.overprint(placed_pen().ring(0, 22, 28, 4).mask(), ink=0.75)
    sheet.overprint(placed_pen().line([(-14, 26), (-4, 36), (15, 10)], 5).mask(), ink=0.75)
    return sheet


SCENES.update({"editorial-board": editorial_board, "letters-desk": letters_desk})
