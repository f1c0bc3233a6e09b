"""Portraits: heads in profile, each put together from a sitter's hair, hat, glasses, beard and clothes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from .press import PORTRAIT_SIZE, SCENES, Pen, Plate, Point, Sheet, plot, ramp, smooth
from .shapes import HEAD_PROFILE

# Shapes are in heads: the middle of the skull is (0, 0), the crown (0, -1), the nose points to the right.
HAIR: dict[str, list[Point]] = {
    "bob": plot(
        "0.5,-0.8 0.6,-0.98 0.15,-1.22 -0.45,-1.16 -0.95,-0.75 -1.08,-0.1 -0.95,0.45 "
        "-0.6,0.62 -0.42,0.35 -0.3,0.02 -0.12,-0.02 -0.02,-0.3 0.22,-0.5 0.45,-0.58"
    ),
    "crop": plot(
        "0.62,-0.62 0.66,-0.92 0.2,-1.12 -0.4,-1.08 -0.86,-0.7 -0.94,-0.15 -0.74,0.3 "
        "-0.5,0.24 -0.3,0.02 -0.14,-0.02 -0.1,-0.34 0.12,-0.62 0.42,-0.66"
    ),
    "long": plot(
        "0.66,-0.5 0.74,-0.86 0.35,-1.22 -0.3,-1.28 -0.95,-0.95 -1.2,-0.2 -1.18,0.7 -1,1.25 "
        "-0.45,1.3 -0.22,0.9 -0.3,0.3 -0.14,-0.05 0.08,-0.35 0.4,-0.5"
    ),
    "bun": plot(
        "0.52,-0.84 0.3,-1.08 -0.25,-1.1 -0.62,-0.98 -0.78,-1.08 -1.08,-1.02 -1.16,-0.7 "
        "-0.98,-0.42 -0.92,0 -0.75,0.42 -0.5,0.3 -0.28,-0.05 -0.1,-0.2 0.05,-0.55 0.35,-0.72"
    ),
    "tonsure": plot(
        "-0.2,-0.98 -0.55,-0.92 -0.88,-0.55 -0.95,0 -0.8,0.42 -0.55,0.36 -0.32,0.12 -0.28,-0.1 -0.42,-0.35 -0.45,-0.68"
    ),
    "afro": plot(
        "0.54,-0.66 0.78,-0.9 0.62,-1.24 0.12,-1.46 -0.55,-1.42 -1.08,-1.08 -1.34,-0.45 "
        "-1.28,0.22 -0.95,0.6 -0.55,0.52 -0.32,0.2 -0.18,-0.05 -0.04,-0.36 0.24,-0.54"
    ),
    "pixie": plot(
        "0.72,-0.4 0.8,-0.75 0.55,-1.08 0,-1.2 -0.55,-1.1 -0.94,-0.65 -0.98,-0.1 -0.82,0.32 "
        "-0.66,0.56 -0.5,0.3 -0.3,0.1 -0.15,0.22 -0.08,-0.15 0.1,-0.44 0.4,-0.46 0.6,-0.28"
    ),
    "page": plot(
        "0.77,-0.24 0.8,-0.6 0.6,-1.02 0.1,-1.2 -0.5,-1.14 -0.95,-0.75 -1.06,-0.1 -1.04,0.5 "
        "-0.98,0.74 -0.6,0.76 -0.12,0.74 -0.02,0.64 0,0.2 0.08,-0.2 0.3,-0.27 0.6,-0.24"
    ),
    "swept": plot(
        "0.58,-0.72 0.66,-1 0.32,-1.22 -0.2,-1.22 -0.72,-1.06 -1.04,-0.6 -1.06,-0.05 "
        "-0.92,0.42 -0.66,0.62 -0.48,0.34 -0.3,0.02 -0.13,0 -0.06,-0.34 0.16,-0.58 0.4,-0.66"
    ),
    "low bun": plot(
        "0.5,-0.8 0.4,-1.04 -0.1,-1.13 -0.6,-0.98 -0.92,-0.55 -0.96,-0.1 -1.05,0.1 -1.28,0.2 "
        "-1.36,0.48 -1.2,0.72 -0.95,0.66 -0.76,0.46 -0.5,0.34 -0.3,0.05 -0.08,-0.22 0.2,-0.55"
    ),
    "ponytail": plot(
        "0.54,-0.8 0.36,-1.06 -0.2,-1.12 -0.68,-0.96 -0.95,-0.66 -1.12,-0.62 -1.36,-0.3 "
        "-1.42,0.3 -1.28,0.95 -1.14,1.1 -1.12,0.5 -1.02,-0.02 -0.92,-0.12 -0.74,0.42 -0.5,0.3 "
        "-0.28,0 -0.1,-0.22 0.06,-0.55 0.36,-0.72"
    ),
    "nape": plot(
        "0.3,-0.7 -0.3,-0.9 -0.86,-0.7 -0.95,-0.1 -0.8,0.42 -0.55,0.34 -0.32,0.08 -0.14,0.14 -0.1,-0.3 0.1,-0.5"
    ),
    "mane": plot(
        "0.56,-0.72 0.7,-0.96 0.3,-1.26 -0.35,-1.24 -0.92,-0.96 -1.16,-0.4 -1.12,0.3 "
        "-1.2,0.72 -0.86,0.82 -0.55,0.68 -0.46,0.34 -0.32,0.02 -0.16,-0.04 -0.08,-0.36 "
        "0.16,-0.6 0.4,-0.68"
    ),
    "none": [],
}
HAIR_TONES: dict[str, tuple[float, float, float, float, float]] = {
    # blue, ochre, red, ink, and how much the strands change the ink
    "black": (0.6, 0, 0, 0.95, -0.26),
    "brown": (0, 0.55, 0.40, 0.74, -0.24),
    "copper": (0, 0.75, 0.72, 0.30, 0.36),
    "blond": (0, 0.72, 0.05, 0.10, 0.42),
    "grey": (0.45, 0, 0, 0.40, 0.32),
    "white": (0.12, 0, 0, 0.06, 0.42),
}
BEARDS: dict[str, list[Point]] = {
    "full": plot("0.02,0.3 0.2,0.46 0.55,0.54 0.8,0.56 0.86,0.68 0.8,0.97 0.5,1.07 0.2,0.95 -0.05,0.75"),
    "short": plot(
        "-0.02,0.18 0.12,0.44 0.42,0.58 0.7,0.54 0.84,0.55 0.82,0.72 0.76,0.88 0.58,0.94 0.32,0.88 0.06,0.66 -0.1,0.34"
    ),
    "moustache": plot("0.54,0.4 0.66,0.3 0.86,0.24 0.9,0.32 0.86,0.4 0.7,0.42"),
}
GROUNDS: dict[str, dict[str, float]] = {
    "red": {"red": 1},
    "ochre": {"ochre": 0.95},
    "blue": {"blue": 0.92},
    "pale": {"blue": 0.30},
    "night": {"blue": 0.9, "ink": 0.80},
    "straw": {"ochre": 0.42},
}


@dataclass(frozen=True)
class Sitter:
    """The features in which portraits differ."""

    hair: str
    ground: str
    seed: int
    hair_tone: str = "black"
    strands: str = "waves"
    left: bool = False
    skin: float = 0.1
    age: float = 0
    nose: float = 0
    chin: float = 0
    size: float = 176
    across: float = 226
    glasses: str = ""
    beard: str = ""
    hat: str = ""
    earring: bool = False
    clothes: str = "roll neck"


SITTERS: dict[str, Sitter] = {
    "mara-lindqvist": Sitter("long", "blue", 8, "blond", "straight", skin=0.02, clothes="roll neck"),
    "tomas-ferreira": Sitter("crop", "blue", 5, left=True, skin=0.3, beard="short", clothes="shirt", nose=0.05),
    "ines-kovalt": Sitter("swept", "red", 21, "grey", "slick", skin=0.08, age=0.5, nose=0.07, clothes="shirt"),
    "jonas-achterberg": Sitter("crop", "straw", 15, "blond", "slick", glasses="square", skin=0, clothes="tie"),
    "leila-haddou": Sitter("none", "night", 23, hat="head scarf", skin=0.3, clothes="coat", nose=0.03),
    "mei-tanaka": Sitter("page", "red", 27, "black", "straight", left=True, skin=0.08, nose=-0.07, clothes="coat"),
    "bruno-castellane": Sitter(
        "mane", "ochre", 29, "grey", "slick", skin=0.2, age=0.7, nose=0.09, beard="moustache", clothes="scarf"
    ),
    "sanne-okafor": Sitter(
        "afro", "ochre", 31, "black", "curls", left=True, skin=0.75, nose=-0.04, earring=True, size=160
    ),
    "pavel-drozd": Sitter(
        "nape", "blue", 33, "brown", "waves", skin=0.08, hat="flat cap", beard="full", clothes="stripes", size=168
    ),
    "rafael-itoh": Sitter(
        "mane", "ochre", 35, "black", "waves", left=True, skin=0.2, beard="stubble", clothes="roll neck", nose=-0.03
    ),
    "edda-marsh": Sitter("bob", "red", 3, "white", "waves", age=0.8, skin=0.05, glasses="round", clothes="roll neck"),
    "anselm-reuter": Sitter(
        "tonsure", "blue", 6, "white", "waves", left=True, age=0.9, glasses="round", beard="full", clothes="tie"
    ),
    "noor-vasquez": Sitter("long", "pale", 37, "black", "waves", skin=0.4, hat="watch cap", clothes="oilskin"),
    "amara-nwosu": Sitter(
        "none", "straw", 39, hat="wrap", skin=0.85, left=True, earring=True, nose=-0.04, clothes="coat", size=164
    ),
    "lena-brandt": Sitter("pixie", "pale", 41, "copper", "slick", skin=0.02, earring=True, clothes="stripes"),
    "ruth-amsel": Sitter(
        "ponytail", "ochre", 43, "brown", "waves", left=True, skin=0.15, hat="sports cap", across=262, size=168
    ),
    "cosmo-adeyemi": Sitter("locs", "red", 45, "black", skin=0.7, glasses="round", beard="short", clothes="shirt"),
    "agnes-thorold": Sitter(
        "low bun",
        "night",
        47,
        "white",
        "slick",
        age=1,
        skin=0,
        glasses="square",
        earring=True,
        across=258,
        clothes="shirt",
    ),
    "hanne-solberg": Sitter("braid", "straw", 49, "blond", "waves", left=True, skin=0.05, hat="headband", size=168),
    "milo-petrescu": Sitter(
        "curls", "pale", 51, "brown", "curls", left=True, skin=0.15, glasses="square", beard="stubble", nose=0.05
    ),
}


def _profile(sitter: Sitter) -> list[Point]:
    points = list(HEAD_PROFILE)
    for index, share in ((5, 0.3), (6, 1.0), (7, 0.9), (8, 0.3)):
        points[index] = (points[index][0] + sitter.nose * share, points[index][1] + abs(sitter.nose) * 0.3)
    for index in (15, 16, 17):
        points[index] = (points[index][0] + sitter.chin, points[index][1])
    return points


class Portrait:
    """One sitter on a sheet; positions are in heads."""

    def __init__(self, sitter: Sitter) -> None:
        self.sitter = sitter
        self.sheet = Sheet(PORTRAIT_SIZE[0], size=PORTRAIT_SIZE, cell=5, screen_red=True)
        self.down = 600 - 1.88 * sitter.size
        self.x = (self.sheet.x - sitter.across) / sitter.size
        self.y = (self.sheet.y - self.down) / sitter.size
        self.head = self.pen().polygon(smooth(_profile(sitter), 14)).mask()
        self.light = self._light()

    def pen(self) -> Pen:
        """Return a pen that draws in heads."""
        return self.sheet.pen().at(self.sitter.across, self.down, self.sitter.size)

    def blob(self, points: Sequence[Point]) -> Plate:
        """Return the mask of a smooth shape."""
        return self.pen().blob(points).mask()

    def lines(self, lines: Sequence[Sequence[Point]], width: float) -> Plate:
        """Return the mask of some smooth lines."""
        pen = self.pen()
        for line in lines:
            pen.stroke(line, width)
        return pen.mask()

    def _light(self) -> Plate:
        grain = (self.sheet.noise(150, self.sitter.seed, 3) - 0.5) * 0.35
        return np.clip(0.60 - self.x * 0.55 + self.y * 0.05 + grain, 0, 1)

    def strands(self) -> Plate:
        """Return the pattern of the hair: 1 on a strand, 0 between strands."""
        x, y, seed = self.x, self.y, self.sitter.seed
        wander = self.sheet.noise(120, seed + 3, 3)
        kinds = {
            "waves": lambda: np.sin(x * 40 + y * 16 + 8 * wander),
            "straight": lambda: np.sin(x * 46 + 5 * wander + 5 * np.sin(y)),
            "slick": lambda: np.sin(np.hypot(x - 0.5, (y + 0.15) * 1.1) * 44 + 7 * wander),
            "curls": lambda: np.sin(self.sheet.noise(34, seed + 4, 2) * 34),
        }
        return ramp(kinds[self.sitter.strands](), 0.1, 0.6)

    def paint_hair(self, mask: Plate, tone: str | None = None) -> None:
        """Paint hair of the sitter's colour."""
        blue, ochre, red, ink, change = HAIR_TONES[tone or self.sitter.hair_tone]
        edge = mask * (1 - self.sheet.blur(mask, 5))
        shade = np.clip(ink + change * self.strands() + edge * 0.5 + ramp(self.x, 0.3, -1.2) * 0.14, 0, 1)
        self.sheet.paint(mask, blue=blue, ochre=ochre, red=red, ink=shade)

    def paint_ground(self) -> None:
        """Paint the wall behind the sitter."""
        self.sheet.paint(1, **GROUNDS[self.sitter.ground])
        if self.sitter.ground in ("pale", "night"):
            wash = ramp(self.sheet.y, 0, 600) * 0.25 + 0.12 * self.sheet.noise(300, self.sitter.seed, 2)
            self.sheet.plates["blue"] = np.clip(self.sheet.plates["blue"] + wash - 0.1, 0, 1)

    def paint_head(self) -> None:
        """Paint the face, the neck and the ear."""
        sheet, skin, age = self.sheet, self.sitter.skin, self.sitter.age
        cheek = np.clip(1 - np.hypot((self.x - 0.38) / 0.49, (self.y - 0.38) / 0.6), 0, 1)
        socket = np.clip(1 - np.hypot((self.x - 0.64) / 0.17, (self.y + 0.14) / 0.08), 0, 1)
        jaw = plot("0.7,0.88 0.4,0.82 0.08,0.7 -0.26,0.62 -0.9,1 -0.9,1.7 0.5,1.7")
        throat = sheet.blur(self.pen().polygon(jaw).mask(), 7) * ramp(self.y, 1.9, 0.6)
        ink = self.light * 0.72 * (1 - cheek * 0.45) + socket * 0.3 + throat * 0.30
        ink = np.clip(ink * (1 - 0.18 * skin) + skin * (0.46 - 0.12 * cheek), 0, 0.9)
        blush = cheek * (0.2 + 0.2 * skin)
        sheet.paint(
            self.head,
            blue=np.clip(self.light * 0.5 * (1 - skin * 0.7), 0, 0.5),
            ochre=0.14 + 0.62 * skin,
            red=blush + 0.24 * skin,
            ink=ink,
        )
        ear = np.clip((0.13 - np.hypot((self.x + 0.08) * 1.35, self.y - 0.14)) * 60, 0, 1)
        inner = np.clip((0.07 - np.hypot((self.x + 0.06) * 1.35, self.y - 0.13)) * 60, 0, 1)
        sheet.paint(ear, ochre=0.2 + 0.6 * skin, red=0.12 + 0.2 * skin, ink=0.16 + 0.5 * skin + 0.3 * inner)
        if age:
            creases = [[(0.60, 0.16), (0.56, 0.28), (0.58, 0.38)], [(0.44, -0.08), (0.38, -0.11)]]
            creases += [[(0.44, -0.03), (0.37, -0.02)], [(0.40, -0.55), (0.64, -0.54)]]
            sheet.overprint(self.lines(creases, 0.018) * self.head, ink=0.35 + 0.5 * age + skin * 0.4)

    def paint_features(self) -> None:
        """Paint brow, eye, nostril and mouth."""
        brow = self.pen().stroke([(0.44, -0.28), (0.62, -0.335), (0.75, -0.29)], 0.03, 0.045).mask()
        eye = self.lines([[(0.50, -0.12), (0.62, -0.165), (0.73, -0.13)]], 0.026)
        iris = self.pen().disc(0.665, -0.115, 0.033, 0.040).mask() * (self.y > -0.155)
        mouth = self.pen().stroke([(0.80, 0.412), (0.70, 0.42), (0.60, 0.395)], 0.024, 0.014).mask()
        nostril = self.lines([[(0.745, 0.185), (0.79, 0.165)]], 0.022)
        self.sheet.overprint(brow, ink=0.95 - 0.45 * self.sitter.age)
        self.sheet.overprint(np.maximum.reduce([eye, iris, mouth, nostril]), ink=0.95)

    def paint_hair_style(self) -> None:
        """Paint hair, locs, curls or a braid."""
        style = self.sitter.hair
        random = np.random.default_rng(self.sitter.seed)
        if style == "locs":
            self._paint_locs()
        elif style in ("curls", "afro"):
            outline = smooth(HAIR["crop" if style == "curls" else "afro"], 3 if style == "curls" else 4)
            pen, bump = self.pen().polygon(outline), 0.105 if style == "curls" else 0.075
            for x, y in outline:
                lift = 1.04 if style == "curls" else 1
                pen.disc(x * lift, y * lift - 0.03, bump * random.uniform(0.7, 1.25))
            self.paint_hair(pen.mask())
        elif style == "braid":
            self.paint_hair(self.blob(HAIR["crop"][:6] + HAIR["bun"][10:]))
            for i in range(7):
                size = 0.20 - i * 0.013
                plait = self.pen().at(-0.90 - i * 0.035, 0.42 + i * 0.19, 1, 24 if i % 2 else -24)
                self.paint_hair(plait.disc(0, 0, size * 0.82, size * 0.72).mask())
        elif HAIR[style]:
            self.paint_hair(self.blob(HAIR[style]))

    def _paint_locs(self) -> None:
        base = self.blob(HAIR["crop"])
        self.sheet.paint(base, ink=0.97, blue=0.5)
        ends = np.linspace(0, 1, 13)
        for i, share in enumerate(ends):
            start = (0.56 - 1.1 * share, -0.78 - 0.28 * np.sin(np.pi * share))
            bend = (-0.1 - 1.05 * share, -0.80 + 0.62 * share**2)
            fall = (-0.30 - 0.80 * share, 0.50 + 0.34 * (i % 3) / 2 + 0.1 * share)
            loc = self.pen().stroke([start, bend, (fall[0] - 0.02, fall[1] - 0.5), fall], 0.12, 0.085).mask()
            gleam = self.pen().stroke([start, bend, (fall[0] - 0.02, fall[1] - 0.5), fall], 0.03, 0.02).mask()
            rim = self.pen().stroke([start, bend, (fall[0] - 0.02, fall[1] - 0.5), fall], 0.15, 0.115).mask()
            self.sheet.paint(rim * base, ink=0.6, blue=0.8)
            self.sheet.paint(loc, ink=0.97, blue=0.5)
            self.sheet.paint(gleam * ramp(np.sin(self.y * 42 + i), -0.6, 0.2), ink=0.5, blue=0.8)

    def paint_beard(self) -> None:
        """Paint beard, moustache or stubble."""
        kind = self.sitter.beard
        if kind == "stubble":
            self.sheet.overprint(self.sheet.blur(self.blob(BEARDS["short"]), 4) * self.head, ink=0.55)
        elif kind:
            tone = "black" if self.sitter.hair_tone == "grey" else None
            self.paint_hair(self.blob(BEARDS[kind]), tone)
            if kind == "short":
                self.paint_hair(self.blob(BEARDS["moustache"]))

    def paint_glasses(self) -> None:
        """Paint glasses, their temple going to the ear."""
        if not self.sitter.glasses:
            return
        pen = self.pen().line([(0.80, -0.17), (-0.04, -0.10)], 0.028)
        if self.sitter.glasses == "round":
            pen.ring(0.66, -0.12, 0.165, 0.026, 0.155)
        else:
            corners = plot("0.5,-0.25 0.84,-0.25 0.81,0.02 0.54,0.03 0.5,-0.25 0.84,-0.25")
            pen.line(corners, 0.036)
        self.sheet.paint(pen.mask(), ink=0.97)

    def paint_earring(self) -> None:
        """Paint an earring."""
        if self.sitter.earring:
            self.sheet.paint(self.pen().disc(-0.07, 0.36, 0.058).mask(), ink=0.95)
            self.sheet.paint(self.pen().disc(-0.07, 0.36, 0.045).mask(), ochre=0.9)

    def paint_hat(self) -> None:
        """Paint what the sitter wears on the head."""
        if self.sitter.hat:
            getattr(self, "_paint_" + self.sitter.hat.replace(" ", "_"))()

    def _paint_cloth(self, mask: Plate, folds: Sequence[Sequence[Point]], **tones: float) -> None:
        shade = np.clip(self.light * 0.8 - 0.15 + (1 - self.sheet.blur(mask, 9)) * 0.6, 0, 0.8)
        tones["ink"] = 0
        self.sheet.paint(mask, **tones)
        self.sheet.overprint(mask, ink=shade)
        self.sheet.overprint(self.lines(folds, 0.022) * mask, ink=0.85)

    def _paint_head_scarf(self) -> None:
        outer = plot("0.66,-0.6 0.72,-0.94 0.32,-1.24 -0.35,-1.26 -0.95,-0.95 -1.16,-0.3")
        outer += plot("-1.08,0.4 -1.02,0.85 -1.2,1.4 -0.6,1.75 0.2,1.7 0.56,1.35 0.68,1.05")
        outer += plot("0.6,0.91 0.4,0.85 0.16,0.7 0.03,0.4 0.03,0 0.14,-0.34 0.4,-0.55")
        folds = [
            plot("0.52,-1.02 0,-0.72 -0.24,-0.1 -0.22,0.5 0.1,0.92 0.46,1.04"),
            plot("0.1,-1.22 -0.42,-0.8 -0.6,0 -0.5,0.7 -0.1,1.15 0.4,1.28"),
            plot("-0.5,-1.16 -0.86,-0.6 -0.9,0.2 -0.8,0.9 -0.5,1.35 0,1.5"),
        ]
        self._paint_cloth(self.blob(outer), folds, red=1)

    def _paint_watch_cap(self) -> None:
        crown = plot("0.7,-0.56 0.66,-0.88 0.36,-1.2 -0.2,-1.36 -0.7,-1.2 -1.02,-0.76")
        crown += [(-1.06, -0.36), (-0.6, -0.44), (0.0, -0.54)]
        ribs = [[(a, -0.5), (a * 0.72 - 0.03, -1.26)] for a in np.linspace(-0.9, 0.62, 12)]
        self._paint_cloth(self.blob(crown), ribs, red=1)
        band = plot("0.82,-0.44 0.78,-0.68 0.1,-0.74 -0.6,-0.64 -1.1,-0.5 -1.12,-0.16")
        band += [(-0.6, -0.34), (0.1, -0.46)]
        ribs = [[(a + 0.02, -0.2), (a - 0.02, -0.75)] for a in np.linspace(-1.0, 0.7, 14)]
        self._paint_cloth(self.blob(band), ribs, red=1)

    def _paint_wrap(self) -> None:
        wrap = plot("0.62,-0.52 0.78,-0.8 0.74,-1.16 0.3,-1.4 -0.36,-1.46 -1,-1.3")
        wrap += plot("-1.32,-0.86 -1.26,-0.4 -0.96,-0.06 -0.62,0.12 -0.3,-0.1 -0.02,-0.34")
        wrap += [(0.30, -0.48)]
        folds = [
            [(0.74, -0.78), (0.1, -0.72), (-0.42, -0.40), (-0.66, 0.08)],
            [(0.76, -1.02), (0.0, -1.00), (-0.62, -0.70), (-0.98, -0.1)],
            [(0.50, -1.30), (-0.2, -1.26), (-0.84, -0.98), (-1.24, -0.4)],
        ]
        mask = self.blob(wrap)
        self._paint_cloth(mask, folds, blue=1)
        stripe = np.sin(np.hypot(self.x - 0.9, self.y - 0.9) * 17) > 0.45
        self.sheet.paint(mask * stripe, red=1, ink=np.clip(self.light * 0.7 - 0.2, 0, 0.7))
        self.sheet.overprint(self.lines(folds, 0.024) * mask, ink=0.9)
        knot = [(-0.95, -1.1), (-1.22, -1.38), (-1.0, -1.5), (-0.72, -1.28), (-0.6, -1.05)]
        self._paint_cloth(self.blob(knot), [[(-0.75, -1.1), (-1.0, -1.38)]], blue=1)

    def _paint_flat_cap(self) -> None:
        crown = plot("0.88,-0.52 0.8,-0.72 0.56,-0.98 0.05,-1.22 -0.55,-1.22 -1,-0.94")
        crown += [(-1.08, -0.52), (-0.5, -0.50), (0.3, -0.56)]
        weave = np.sin(self.x * 60) * np.sin(self.y * 60) > 0.1
        mask = self.blob(crown)
        self.sheet.paint(mask, ochre=0.6, ink=np.clip(0.45 + self.light * 0.3 + 0.25 * weave, 0, 1))
        brim = plot("0.5,-0.66 0.92,-0.62 1.16,-0.42 1.1,-0.36 0.84,-0.46 0.52,-0.48")
        self.sheet.paint(self.blob(brim), ochre=0.5, ink=0.92)

    def _paint_sports_cap(self) -> None:
        crown = plot("0.7,-0.52 0.7,-0.82 0.4,-1.16 -0.15,-1.26 -0.65,-1.1 -0.94,-0.7")
        crown += [(-0.96, -0.44), (-0.5, -0.44), (0.2, -0.50)]
        self._paint_cloth(self.blob(crown), [[(-0.1, -1.24), (0.0, -0.9), (0.02, -0.5)]], blue=1)
        brim = plot("0.55,-0.68 0.98,-0.64 1.24,-0.46 1.2,-0.4 0.86,-0.46 0.56,-0.46")
        self.sheet.paint(self.blob(brim), red=1, ink=0.15)

    def _paint_headband(self) -> None:
        band = plot("0.78,-0.46 0.72,-0.76 0.2,-0.66 -0.3,-0.44 -0.88,-0.22 -1,0.02")
        band += [(-0.94, 0.20), (-0.5, 0.02), (-0.1, -0.16), (0.3, -0.38)]
        knit = [[(a, -0.1 - (a + 1) * 0.32), (a + 0.1, 0.3 - (a + 1) * 0.34)] for a in np.linspace(-1.1, 0.7, 15)]
        self._paint_cloth(self.blob(band), knit, red=1)

    def paint_clothes(self) -> None:
        """Paint shoulders and collar."""
        sheet, kind, skin = self.sheet, self.sitter.clothes, self.sitter.skin
        bust = plot("-1.9,2.6 -1.42,1.52 -0.74,1.24 -0.52,1.08 0.16,1.14 0.38,1.3")
        bust += [(0.97, 1.46), (1.5, 2.6)]
        body = self.blob(bust)
        weave = 0.15 * (sheet.noise(60, self.sitter.seed + 9, 3) - 0.5)
        tone = np.clip((0.45 if self.sitter.ground == "night" else 0.80) + 0.14 * self.x + weave, 0, 1)
        if kind == "stripes":
            bands = np.sin((self.y + 0.12 * self.x**2) * 40) > 0
            sheet.paint(body, ink=np.where(bands, 0.95, 0.08), blue=0.3)
        elif kind == "oilskin":
            sheet.paint(body, ochre=1, ink=np.clip(self.light * 0.4, 0, 0.5))
        else:
            sheet.paint(body, ink=tone, blue=1 if self.sitter.ground == "night" else 0.6)
        if kind in ("roll neck", "stripes"):
            collar = plot("-0.72,0.92 -0.2,0.98 0.22,0.98 0.27,1.14 0.24,1.3 -0.2,1.34")
            collar += [(-0.76, 1.30), (-0.80, 1.10)]
            sheet.paint(self.blob(collar), ink=np.clip(tone + 0.06, 0, 1), blue=0.6)
            sheet.lift(self.lines([[(-0.78, 1.27), (-0.2, 1.33), (0.25, 1.27)]], 0.02) * 0.6, "ink")
        elif kind in ("shirt", "tie"):
            collar = plot("-0.7,1 -0.62,0.96 0.14,1.1 0.3,1.24 0.16,1.52 -0.1,1.26")
            sheet.paint(self.pen().polygon([*collar, (-0.74, 1.20)]).mask(), blue=0.1)
            sheet.overprint(self.lines([[(0.14, 1.12), (-0.10, 1.27), (0.15, 1.50)]], 0.02), ink=0.8)
            if kind == "tie":
                sheet.paint(self.pen().polygon([(0.20, 1.40), (0.36, 1.30), (0.62, 2.3), (0.34, 2.3)]).mask(), red=1)
        elif kind in ("coat", "oilskin"):
            collar = plot("-0.86,1 -0.66,0.94 -0.3,1.16 0.1,1.34 0.46,1.24 0.3,1.62")
            collar += [(-0.2, 1.60), (-0.86, 1.36)]
            dark = 0.98 if kind == "coat" else 0.22 + 0.25 * self.light
            sheet.paint(self.blob(collar), ink=dark, blue=0.4, ochre=1 if kind == "oilskin" else 0)
            edge = [[(-0.84, 1.38), (-0.2, 1.60), (0.30, 1.62), (0.44, 1.26)]]
            seam = self.lines(edge, 0.02)
            if kind == "coat":
                sheet.lift(seam * 0.7, "ink")
            else:
                sheet.overprint(seam, ink=0.9)
        elif kind == "scarf":
            loops = plot("-0.84,1.1 -0.5,0.96 0.1,1.06 0.42,1.18 0.4,1.42 0,1.52")
            folds = [[(-0.8, 1.14), (-0.2, 1.20), (0.4, 1.26)], [(-0.84, 1.3), (-0.2, 1.36), (0.36, 1.38)]]
            tail = [(0.02, 1.40), (0.34, 1.40), (0.56, 2.2), (0.18, 2.2)]
            self._paint_cloth(self.pen().polygon(tail).mask(), [[(0.18, 1.5), (0.36, 2.2)]], red=1)
            self._paint_cloth(self.blob([*loops, (-0.6, 1.48), (-0.92, 1.34)]), folds, red=1)
        if kind in ("shirt", "tie") and skin:
            sheet.overprint(self.head * ramp(self.y, 0.9, 1.2) * (1 - body), ink=0.1)


def draw_portrait(sitter: Sitter) -> Sheet:
    """Draw one sitter from the wall to the hat."""
    portrait = Portrait(sitter)
    portrait.paint_ground()
    portrait.paint_head()
    portrait.paint_clothes()
    portrait.paint_features()
    portrait.paint_beard()
    portrait.paint_hair_style()
    portrait.paint_earring()
    portrait.paint_glasses()
    portrait.paint_hat()
    if sitter.left:
        portrait.sheet.mirror()
    return portrait.sheet


SCENES.update({slug: partial(draw_portrait, sitter) for slug, sitter in SITTERS.items()})
