"""The slots of the front page, and the placements of stories in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from ..models import Section

LEAD, SECONDS, OPINION, LONG_READ = "lead", "seconds", "opinion", "long-read"
_STRIP = "section-"


@dataclass(frozen=True)
class Slot:
    """A slot of the front page for up to `room` stories. `rule` says in words how empty ones are filled."""

    name: str
    label: Any
    room: int
    rule: Any
    section: int | None = None


FIXED = (
    Slot(LEAD, _("Lead"), 1, _("The longest illustrated news of the newest day.")),
    Slot(SECONDS, _("Seconds"), 4, _("The newest other news, as many as stand beside the lead.")),
    Slot(OPINION, _("Opinion"), 4, _("The newest opinion, editorials and letters.")),
    Slot(LONG_READ, _("The long read"), 1, _("The newest long illustrated feature.")),
)


def strip_of(section: Section) -> str:
    """Return the name of the slot of a section's strip."""
    return f"{_STRIP}{section.pk}"


def slots(sections: Iterable[Section]) -> list[Slot]:
    """Return all slots in the order in which they are filled."""
    rule = _("The newest of the section; left out while there are fewer than three.")
    return [*FIXED, *(Slot(strip_of(section), section.name, 7, rule, section.pk) for section in sections)]


@dataclass(frozen=True)
class Placement:
    """A story that an editor placed in a slot, from `starts` to `ends`; None means without limit."""

    story: int
    slot: str
    starts: datetime | None = None
    ends: datetime | None = None

    def holds_at(self, moment: datetime) -> bool:
        """Return whether it is in force at `moment`."""
        return (self.starts is None or self.starts <= moment) and (self.ends is None or moment < self.ends)

    def as_json(self) -> dict[str, Any]:
        """Return it as stored in an arrangement."""
        times = {name: moment.isoformat() for name in ("starts", "ends") if (moment := getattr(self, name))}
        return {"story": self.story, "slot": self.slot, **times}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Return what `as_json` made."""
        times = {name: datetime.fromisoformat(kept[name]) for name in ("starts", "ends") if name in kept}
        return cls(kept["story"], kept["slot"], **times)


def standing_in(slot: Slot, placements: Iterable[Placement], stories: dict[int, Any]) -> list[Any]:
    """Return the stories that `placements`, all in force, put into `slot`, as many as there is room for.

    `stories` are the published ones, by key; placed stories that are not among them are left out.
    """
    placed = [one for one in placements if one.slot == slot.name]
    return [stories[one.story] for one in placed if one.story in stories][: slot.room]
