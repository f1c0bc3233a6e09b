"""The printing press: plates, halftone screens, masks and noise.

A picture is a `Sheet` of four plates (cold blue, ochre, warm red, ink). Scenes are drawn in their own units,
from the back of the picture to its front; `print_sheet` screens the plates onto paper.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Plate = NDArray[np.float64]
Tone = float | Plate
Point = tuple[float, float]
Window = tuple[slice, slice]

SCENE_SIZE = (1280, 854)
PORTRAIT_SIZE = (480, 600)
PAPER = np.array([246, 245, 241]) / 255
COLOURS = {
    "blue": np.array([108, 150, 182]) / 255,
    "ochre": np.array([240, 178, 84]) / 255,
    "red": np.array([226, 62, 34]) / 255,
    "ink": np.array([20, 26, 38]) / 255,
}
ANGLES = {"blue": 15, "ochre": 75, "red": 45, "ink": 34}
MISREGISTER = {"blue": (0, 0), "ochre": (1, 1), "red": (1, -1), "ink": (2, 1)}
OVERSAMPLING = 2


def plot(text: str) -> list[Point]:
    """Read points from text: `"0,0 10,5 20,0"`."""
    pairs = (word.split(",") for word in text.split())
    return [(float(across), float(down)) for across, down in pairs]


def ramp(value: Plate, low: float, high: float) -> Plate:
    """Rise from 0 to 1 while the value goes from low to high (which may be the smaller one)."""
    return np.clip((value - low) / (high - low), 0, 1)


def profile(length: int, period: float, seed: int, octaves: int = 5) -> Plate:
    """Return a line of smooth noise between 0 and 1, one value for each unit of length."""
    return noise_field(length, 4, length, 4, period, seed, octaves)[1]


def noise_field(width: float, height: float, columns: int, rows: int, period: float, seed: int, octaves: int) -> Plate:
    """Return smooth noise between 0 and 1 with features about one period wide."""
    generator = np.random.default_rng(seed)
    total = np.zeros((rows, columns))
    weight, weights = 1.0, 0.0
    for octave in range(octaves):
        across = max(2, int(width / period * 2**octave))
        down = max(2, int(height / period * 2**octave))
        lattice = Image.fromarray(generator.random((down + 1, across + 1)).astype("float32"))
        total += weight * np.asarray(lattice.resize((columns, rows), Image.Resampling.BICUBIC))
        weights += weight
        weight /= 2
    return total / weights


def smooth(points: Sequence[Point], steps: int = 12, closed: bool = True) -> list[Point]:
    """Pass a Catmull-Rom curve through the points."""
    knots = np.array(points, float)
    count = len(knots)
    times = np.linspace(0, 1, steps, endpoint=False)[:, None]
    curve: list[Point] = []
    for i in range(count if closed else count - 1):
        if closed:
            before, start, end, after = (knots[(i + k) % count] for k in (-1, 0, 1, 2))
        else:
            before, start, end, after = (knots[min(max(i + k, 0), count - 1)] for k in (-1, 0, 1, 2))
        linear = (end - before) * times
        square = (2 * before - 5 * start + 4 * end - after) * times**2
        cube = (3 * start - before - 3 * end + after) * times**3
        curve += [(float(a), float(b)) for a, b in 0.5 * (2 * start + linear + square + cube)]
    if not closed:
        curve.append((float(knots[-1][0]), float(knots[-1][1])))
    return curve


class Pen:
    """Draws shapes, in the sheet's units, that become one mask."""

    def __init__(self, sheet: "Sheet") -> None:
        self._image = Image.new("L", (sheet.columns * OVERSAMPLING, sheet.rows * OVERSAMPLING))
        self._draw = ImageDraw.Draw(self._image)
        self._scale = sheet.scale * OVERSAMPLING
        self._matrix = np.eye(2)
        self._origin = np.zeros(2)
        self._stretch = 1.0

    def at(self, x: float, y: float, scale: float = 1, turn: float = 0, flip: bool = False) -> "Pen":
        """Return a pen on the same mask whose shapes are placed, scaled, turned (degrees) or flipped."""
        other = object.__new__(Pen)
        other.__dict__.update(self.__dict__)
        angle = np.radians(turn)
        rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        mirror = np.diag([-1.0 if flip else 1.0, 1.0])
        other._matrix = self._matrix @ rotation @ mirror * scale
        other._origin = self._origin + self._matrix @ np.array([x, y])
        other._stretch = self._stretch * scale
        return other

    def _place(self, points: Iterable[Point]) -> list[tuple[float, float]]:
        placed = np.array(list(points), float) @ self._matrix.T + self._origin
        return [(float(x), float(y)) for x, y in placed * self._scale]

    def polygon(self, points: Iterable[Point], tone: float = 1) -> "Pen":
        """Fill a polygon."""
        self._draw.polygon(self._place(points), fill=int(tone * 255))
        return self

    def blob(self, points: Sequence[Point], tone: float = 1) -> "Pen":
        """Fill the smooth closed curve through the points."""
        return self.polygon(smooth(points), tone)

    def rectangle(self, left: float, top: float, right: float, bottom: float, tone: float = 1) -> "Pen":
        """Fill a rectangle."""
        return self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], tone)

    def disc(self, x: float, y: float, radius: float, height: float | None = None, tone: float = 1) -> "Pen":
        """Fill a disc, or an ellipse if a second radius is given."""
        angles = np.linspace(0, 2 * np.pi, 72, endpoint=False)
        rise = radius if height is None else height
        return self.polygon(zip(x + radius * np.cos(angles), y + rise * np.sin(angles), strict=True), tone)

    def line(self, points: Sequence[Point], width: float, tone: float = 1) -> "Pen":
        """Draw a line of one width with square ends."""
        pixels = max(1, round(width * self._stretch * self._scale))
        self._draw.line(self._place(points), fill=int(tone * 255), width=pixels, joint="curve")
        return self

    def stroke(self, points: Sequence[Point], start: float, end: float | None = None, tone: float = 1) -> "Pen":
        """Draw a round-ended smooth stroke whose width goes from start to end."""
        path = smooth(points, 10, closed=False)
        widths = np.linspace(start, start if end is None else end, len(path))
        for i, (here, width) in enumerate(zip(path, widths, strict=True)):
            self.disc(*here, width / 2, tone=tone)
            if i:
                self._join(path[i - 1], here, widths[i - 1], width, tone)
        return self

    def _join(self, start: Point, end: Point, start_width: float, end_width: float, tone: float) -> None:
        run, rise = end[0] - start[0], end[1] - start[1]
        length = float(np.hypot(run, rise)) or 1
        across, down = -rise / length / 2, run / length / 2
        self.polygon(
            [
                (start[0] + across * start_width, start[1] + down * start_width),
                (end[0] + across * end_width, end[1] + down * end_width),
                (end[0] - across * end_width, end[1] - down * end_width),
                (start[0] - across * start_width, start[1] - down * start_width),
            ],
            tone,
        )

    def ring(self, x: float, y: float, radius: float, width: float, height: float | None = None) -> "Pen":
        """Draw the outline of a disc or ellipse."""
        angles = np.linspace(0, 2 * np.pi, 97)
        rise = radius if height is None else height
        return self.line(list(zip(x + radius * np.cos(angles), y + rise * np.sin(angles), strict=True)), width)

    def mask(self) -> Plate:
        """Return what was drawn as a mask between 0 and 1."""
        return np.asarray(self._image.reduce(OVERSAMPLING), float) / 255


class Sheet:
    """Four plates of one picture. Paint covers what lies under it; a tone is a number or a field."""

    def __init__(
        self,
        units: float = 1200,
        *,
        size: tuple[int, int] = SCENE_SIZE,
        cell: float = 7.5,
        screen_red: bool = False,
    ) -> None:
        self.columns, self.rows = size
        self.scale = self.columns / units
        self.width = float(units)
        self.height = self.rows / self.scale
        self.cell = cell
        self.screen_red = screen_red
        down, across = np.mgrid[0 : self.rows, 0 : self.columns]
        self.x: Plate = (across + 0.5) / self.scale
        self.y: Plate = (down + 0.5) / self.scale
        self.plates: dict[str, Plate] = {name: np.zeros((self.rows, self.columns)) for name in COLOURS}

    def pen(self) -> Pen:
        """Return a pen for a new mask."""
        return Pen(self)

    def noise(self, period: float, seed: int, octaves: int = 4) -> Plate:
        """Return smooth noise between 0 and 1 with features about one period wide."""
        return noise_field(self.width, self.height, self.columns, self.rows, period, seed, octaves)

    def contour(self, base: float, swing: float, period: float, seed: int) -> Plate:
        """Return the heights of a rough horizontal line, one for each column."""
        line = profile(self.columns, period * self.scale, seed)
        return base - swing * (line - 0.5) * 2

    def below(self, line: Tone) -> Plate:
        """Return the mask of everything under a height, or under one height for each column."""
        return np.clip((self.y - line) * self.scale + 0.5, 0, 1)

    def disc(self, x: float, y: float, radius: float) -> Plate:
        """Return the mask of a disc."""
        return np.clip((radius - np.hypot(self.x - x, self.y - y)) * self.scale + 0.5, 0, 1)

    def glow(self, x: float, y: float, radius: float, power: float = 1.5, squash: float = 1) -> Plate:
        """Return light that fades to nothing at the radius; squash over 1 flattens it."""
        distance = np.hypot(self.x - x, (self.y - y) * squash)
        return np.clip(1 - distance / radius, 0, 1) ** power

    def blur(self, mask: Plate, radius: float) -> Plate:
        """Soften a mask."""
        image = Image.fromarray((np.clip(mask, 0, 1) * 255).astype("uint8"))
        return np.asarray(image.filter(ImageFilter.GaussianBlur(radius * self.scale)), float) / 255

    def shift(self, mask: Plate, right: float, down: float) -> Plate:
        """Move a mask; nothing comes in from outside the picture."""
        across, deep = round(right * self.scale), round(down * self.scale)
        wide = np.pad(mask, ((abs(deep), abs(deep)), (abs(across), abs(across))))
        top, left = abs(deep) - deep, abs(across) - across
        return wide[top : top + self.rows, left : left + self.columns]

    def paint(self, mask: Tone = 1, *, blue: Tone = 0, ochre: Tone = 0, red: Tone = 0, ink: Tone = 0) -> None:
        """Cover the mask with these tones on every plate."""
        window = _window(mask)
        cover = _part(mask, window)
        for name, tone in (("blue", blue), ("ochre", ochre), ("red", red), ("ink", ink)):
            plate = self.plates[name]
            plate[window] = plate[window] * (1 - cover) + _part(tone, window) * cover

    def overprint(self, mask: Tone = 1, *, blue: Tone = 0, ochre: Tone = 0, red: Tone = 0, ink: Tone = 0) -> None:
        """Add these tones, where they are darker, to what is on the plates."""
        window = _window(mask)
        cover = _part(mask, window)
        for name, tone in (("blue", blue), ("ochre", ochre), ("red", red), ("ink", ink)):
            if isinstance(tone, np.ndarray) or tone:
                plate = self.plates[name]
                plate[window] = np.maximum(plate[window], _part(tone, window) * cover)

    def lift(self, mask: Tone, *names: str) -> None:
        """Take tone off the plates (all of them unless named), as light does."""
        window = _window(mask)
        for name in names or tuple(COLOURS):
            self.plates[name][window] *= 1 - _part(mask, window)

    def mirror(self) -> None:
        """Turn the whole sheet left to right."""
        self.plates = {name: plate[:, ::-1].copy() for name, plate in self.plates.items()}


def _window(mask: Tone) -> Window:
    """Return the smallest part of the sheet that holds the whole mask."""
    if not isinstance(mask, np.ndarray):
        return np.s_[:, :]
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return np.s_[0:0, 0:0]
    return np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _part(tone: Tone, window: Window) -> Tone:
    return tone[window] if isinstance(tone, np.ndarray) else tone


def screen(plate: Plate, cell: float, angle: float) -> Plate:
    """Break a plate into halftone dots."""
    rows, columns = np.mgrid[0 : plate.shape[0], 0 : plate.shape[1]].astype(float)
    turn = np.radians(angle)
    across = (columns * np.cos(turn) + rows * np.sin(turn)) * 2 * np.pi / cell
    down = (rows * np.cos(turn) - columns * np.sin(turn)) * 2 * np.pi / cell
    threshold = 0.5 + (np.cos(across) + np.cos(down)) / 4
    dots = np.clip((plate * 1.04 - threshold * 0.98 - 0.02) * cell / 3.2 + 0.5, 0, 1)
    return dots * (plate > 0.015)


def _misregister(plate: Plate, right: int, down: int) -> Plate:
    padded = np.pad(plate, 4, mode="edge")
    rows, columns = plate.shape
    return padded[4 - down : 4 - down + rows, 4 - right : 4 - right + columns]


def print_sheet(sheet: Sheet) -> Image.Image:
    """Print the plates on paper with halftone screens, grain and a hair of misregister."""
    shape = (sheet.rows, sheet.columns)
    picture = np.ones((*shape, 3)) * PAPER
    grain = noise_field(sheet.columns, sheet.rows, sheet.columns, sheet.rows, 3.5, 11, 2)
    fibre = noise_field(sheet.columns, sheet.rows, sheet.columns, sheet.rows, 170, 5, 3)
    wear = 0.93 + 0.14 * (fibre - 0.5) - 0.16 * np.clip(grain - 0.56, 0, 1)
    for name, colour in COLOURS.items():
        plate = np.clip(np.nan_to_num(sheet.plates[name]), 0, 1)
        if not plate.any():
            continue
        plate = _misregister(plate, *MISREGISTER[name])
        if name != "red" or sheet.screen_red:
            plate = screen(plate, sheet.cell, ANGLES[name])
        picture *= 1 - (plate * wear)[..., None] * (1 - colour)
    picture += (grain[..., None] - 0.5) * 0.03
    return Image.fromarray((np.clip(picture, 0, 1) * 255).astype("uint8"))


def save_avif(picture: Image.Image, path: Path, limit: int) -> int:
    """Write the picture in the best quality whose file stays under the limit; return its size."""
    quality = 50
    while True:
        picture.save(path, quality=quality, speed=6)
        size = path.stat().st_size
        if size <= limit or quality <= 15:
            return size
        quality -= 4 if size < limit * 1.15 else 8


Scene = Callable[[], Sheet]
SCENES: dict[str, Scene] = {}


def scene(draw: Scene) -> Scene:
    """Enter a drawing function in the list of scenes under its own name."""
    SCENES[draw.__name__.rstrip("_")] = draw
    return draw
