"""Mistakes of one line, each with the test that must notice it.

`make mutants` makes each mistake in a copy of the tree and runs its test there, which must fail: one that passes
whatever the code does proves nothing.
"""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Mutant:
    """A mistake: in `file`, `find` (which occurs there once) is replaced; then `test` must fail."""

    id: str
    file: str
    find: str
    replace: str
    test: str

    def source(self) -> str:
        """Return the text of the file as it is."""
        return (ROOT / self.file).read_text(encoding="utf-8")
