"""Change the placements on the front page. Each change adds an arrangement; all are kept as history."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from fastpath.queries import PreparedQuery

from ..models import Article, FrontArrangement, Section
from .slots import Placement, Slot, slots

Change = FrontArrangement.Change

_newest = PreparedQuery(lambda: FrontArrangement.objects.order_by("-number")[:1])


class ArrangedMeanwhileError(ValidationError):
    """Somebody else changed the arrangement since this user loaded it."""


def in_force() -> FrontArrangement:
    """Return the newest arrangement; an empty one, number 0, if there is none."""
    return next(iter(_newest()), None) or FrontArrangement(number=0)


def placements_of(arrangement: FrontArrangement) -> list[Placement]:
    """Return the placements of `arrangement`, in order."""
    return [Placement.from_json(kept) for kept in arrangement.placements]


def slot_named(name: str) -> Slot:
    """Return the slot of this name; raise ValidationError if there is none."""
    for slot in slots(Section.objects.in_navigation()):
        if slot.name == name:
            return slot
    raise ValidationError(_("There is no such place on the front page."))


def place(
    story: Article,
    slot_name: str,
    *,
    seen: int,
    user: Any = None,
    starts: datetime | None = None,
    ends: datetime | None = None,
) -> FrontArrangement:
    """Place `story` first in a slot; it leaves the slot that it was in.

    `seen` is the number of the arrangement on which the change was decided; raises ArrangedMeanwhileError if another
    is in force by now, and ValidationError if the story cannot be placed.
    """
    _refuse_unplaceable(story)
    slot = slot_named(slot_name)
    new = _checked(Placement(story.pk, slot_name, starts, ends))

    def change(old: list[Placement]) -> list[Placement]:
        return [new, *(placed for placed in old if placed.story != story.pk)]

    return _change(Change.PLACE, change, seen=seen, user=user, story=story, words=f"{slot.label} {_times(new)}".strip())


def set_times(
    story: Article, *, starts: datetime | None, ends: datetime | None, seen: int, user: Any = None
) -> FrontArrangement:
    """Set the times from and until which `story` is in its slot. Raises as `place` does."""

    def change(old: list[Placement]) -> list[Placement]:
        return [
            _checked(replace(placed, starts=starts, ends=ends)) if placed.story == story.pk else placed
            for placed in _with(story, old)
        ]

    words = _times(Placement(story.pk, "", starts, ends)) or _("always")
    return _change(Change.TIME, change, seen=seen, user=user, story=story, words=words)


def move(story: Article, *, by: int, seen: int, user: Any = None) -> FrontArrangement:
    """Move `story` up (`by` −1) or down (1) among those of its slot. Raises as `place` does."""

    def change(old: list[Placement]) -> list[Placement]:
        mine = next(placed for placed in _with(story, old) if placed.story == story.pk)
        same = [placed for placed in old if placed.slot == mine.slot]
        at = same.index(mine)
        to = min(max(at + by, 0), len(same) - 1)
        same.insert(to, same.pop(at))
        return [*(placed for placed in old if placed.slot != mine.slot), *same]

    words = _("up") if by < 0 else _("down")
    return _change(Change.MOVE, change, seen=seen, user=user, story=story, words=words)


def take_out(story: Article, *, seen: int, user: Any = None) -> FrontArrangement:
    """Take `story` out of its slot; the rules may choose it again. Raises as `place` does."""

    def change(old: list[Placement]) -> list[Placement]:
        return [placed for placed in _with(story, old) if placed.story != story.pk]

    return _change(Change.TAKE_OUT, change, seen=seen, user=user, story=story)


def clear(*, seen: int, user: Any = None) -> FrontArrangement:
    """Remove all placements."""
    return _change(Change.CLEAR, lambda old: [], seen=seen, user=user)


def restore(number: int, *, seen: int, user: Any = None) -> FrontArrangement:
    """Restore the placements of the arrangement with this number; 0 is the empty one.

    Stories that are no longer live are not shown. Raises as `place` does, and if there is no such arrangement.
    """
    earlier = FrontArrangement.objects.filter(number=number).first() or FrontArrangement(number=0)
    if earlier.number != number:
        raise ValidationError(_("That arrangement is not kept any more."))
    return _change(
        Change.RESTORE, lambda old: placements_of(earlier), seen=seen, user=user, words=_("number %d") % number
    )


def note(change: Any, *, user: Any, story: Article | None = None, words: str = "") -> FrontArrangement:
    """Add a change of the banner to the history; the placements stay the same."""
    while True:  # a concurrent change of a slot does not matter here
        try:
            return _change(change, lambda old: old, seen=in_force().number, user=user, story=story, words=words)
        except ArrangedMeanwhileError:
            continue


def _change(
    change: Any, make: Any, *, seen: int, user: Any, story: Article | None = None, words: str = ""
) -> FrontArrangement:
    current = in_force()
    meanwhile = ArrangedMeanwhileError(
        _("Somebody else has arranged the page meanwhile. Look at it as it is now, and say again what you want.")
    )
    if current.number != seen:
        raise meanwhile
    try:
        with transaction.atomic():
            return FrontArrangement.objects.create(
                number=seen + 1,
                placements=[placed.as_json() for placed in make(placements_of(current)) if not _is_over(placed)],
                by=user,
                change=change,
                story=story,
                words=words[:300],
            )
    except IntegrityError:
        raise meanwhile from None


def _is_over(placed: Placement) -> bool:
    return placed.ends is not None and placed.ends <= timezone.now()


def _with(story: Article, placements: list[Placement]) -> list[Placement]:
    """Return `placements`; raise ValidationError if `story` is not among them."""
    if not any(placed.story == story.pk for placed in placements):
        raise ValidationError(_("This story is not on the front page by hand any more."))
    return placements


def _refuse_unplaceable(story: Article) -> None:
    if not story.live and not story.approved_schedule:
        raise ValidationError(_("Readers cannot see this story. Publish or schedule it first."))


def _checked(placed: Placement) -> Placement:
    if placed.starts and placed.ends and placed.starts >= placed.ends:
        raise ValidationError(_("It would end before it begins."))
    if _is_over(placed):
        raise ValidationError(_("This time is over already."))
    return placed


def _times(placed: Placement) -> str:
    """Return the times in words, in the current time zone."""

    def say(moment: datetime) -> str:
        return format_date(timezone.localtime(moment), "j M, H:i")

    parts = [_("from %s") % say(placed.starts)] if placed.starts else []
    parts += [_("until %s") % say(placed.ends)] if placed.ends else []
    return " ".join(parts)
