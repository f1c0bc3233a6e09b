"""`make soak`: MINUTES of it, in a data directory that is gone after."""

import os
import signal
import sys
import tempfile
from pathlib import Path

from .soaking import Soak

EVERY = 15.0  # seconds between all being well and the next kill
ABOUT = 20.0  # seconds that a kill and its mending take in all


def main() -> int:
    """Soak; return 1 if a promise was broken."""
    # A shell's background ignores it, and so would the paper, which is stopped as by Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    minutes = float(os.environ.get("MINUTES") or 5)
    kills = max(3, round(minutes * 60 / ABOUT))
    with tempfile.TemporaryDirectory(prefix="newsroom-soak-") as folder:
        try:
            Soak(Path(folder) / "var", crowd=12).run(kills=kills, every=EVERY)
        except AssertionError as error:
            sys.stderr.write(f"\nNot well:\n{error}\n")
            return 1
    sys.stdout.write("\nAll is well.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
