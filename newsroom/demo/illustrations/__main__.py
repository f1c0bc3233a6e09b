"""Print pictures: `python -m newsroom.demo.illustrations [NAME ...] [--out DIR]`."""

import argparse
import importlib
import pkgutil
import sys
import time
from pathlib import Path

from .. import illustrations
from .press import SCENE_SIZE, SCENES, print_sheet, save_avif

IMAGES = Path(__file__).resolve().parent.parent / "images"
SCENE_LIMIT = 58_000
PORTRAIT_LIMIT = 26_000


def load_scenes() -> None:
    """Import every module of the package, so that its scenes are entered in the list."""
    for module in pkgutil.iter_modules(illustrations.__path__):
        if not module.name.startswith("__"):
            importlib.import_module(f"{illustrations.__name__}.{module.name}")


def main() -> int:
    """Print the named pictures, or all of them."""
    load_scenes()
    parser = argparse.ArgumentParser(prog="python -m newsroom.demo.illustrations", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a picture (all of them if none is named)")
    parser.add_argument("--out", type=Path, default=IMAGES, metavar="DIR", help=f"folder (default {IMAGES})")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - SCENES.keys())
    if unknown:
        parser.error(f"no picture named {', '.join(unknown)}; there are: {', '.join(sorted(SCENES))}")
    names = options.names or sorted(SCENES)
    options.out.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names, 1):
        started = time.monotonic()
        sheet = SCENES[name]()
        limit = SCENE_LIMIT if (sheet.columns, sheet.rows) == SCENE_SIZE else PORTRAIT_LIMIT
        size = save_avif(print_sheet(sheet), options.out / f"{name}.avif", limit)
        seconds = time.monotonic() - started
        print(f"{number:3}/{len(names)}  {name:<20} {size / 1000:5.1f} kB  {seconds:4.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
