"""Placeholders in frozen mail, filled for each recipient, so that a mailing is rendered only once.

A placeholder begins with a random mark, made when the mailing is frozen. No story can contain it by chance or intent.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex

NAMES = ("leave_url", "manage_url", "topics", "items")


@dataclass(frozen=True)
class Placeholders:
    """The placeholders of one mailing. Templates write `{{ slots.leave_url }}`."""

    mark: str

    @classmethod
    def new(cls) -> "Placeholders":
        """Return placeholders with a new random mark."""
        return cls(f"slot{token_hex(8)}")

    @property
    def leave_url(self) -> str:
        """Return the placeholder of the URL that ends the subscriptions that caused the mail."""
        return f"{self.mark}-leave_url-"

    @property
    def manage_url(self) -> str:
        """Return the placeholder of the URL that requests a link to the preferences page."""
        return f"{self.mark}-manage_url-"

    @property
    def topics(self) -> str:
        """Return the placeholder of the names of the topics that caused the mail."""
        return f"{self.mark}-topics-"

    @property
    def items(self) -> str:
        """Return the placeholder of the items of a digest."""
        return f"{self.mark}-items-"


class PlaceholderTemplate:
    """A frozen text, split at its placeholders once and filled many times."""

    def __init__(self, words: str, slots: Placeholders) -> None:
        # Every second piece is the name of a placeholder.
        self._pieces = re.split(f"{re.escape(slots.mark)}-({'|'.join(NAMES)})-", words)

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with `values` in its placeholders. Raises KeyError if a value is missing."""
        return "".join(values[piece] if n % 2 else piece for n, piece in enumerate(self._pieces))
