"""Commenters: their creation, and decisions of moderators about them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from readers import identity
from readers.models import Reader

from ..errors import NotPossibleError
from ..models import Commenter, CommenterNote, ModerationDecision
from ..text import clean_line
from . import changes
from .changes import Actor

Action: Any = ModerationDecision.Action
Status: Any = Commenter.Status


def commenter_of(reader: Reader, *, rename: bool = True) -> Commenter:
    """Return the commenter for `reader`, created if this is their first comment.

    Their name is updated to the reader's, unless `rename` is off: a browser that is not signed in must not change it.
    Readers linked to a staff account comment as staff. Raises NotPossibleError if the reader was erased.
    """
    role, trust = (Commenter.Role.STAFF, 4) if reader.is_staff else (Commenter.Role.READER, 0)
    with transaction.atomic():
        hold(reader)
        found, new = Commenter.objects.select_related("reader").get_or_create(
            reader=reader, defaults={"display_name": reader.name, "role": role, "trust": trust}
        )
    if not new and rename and found.display_name != reader.name:
        follow_name(reader)
        found.display_name = reader.name
    return found


def hold(reader: Reader) -> None:
    """Lock `reader` against erasure until the transaction ends. Raises NotPossibleError if they were erased."""
    try:
        identity.hold(reader)
    except identity.ReaderGone:
        raise NotPossibleError(_("This person’s data were erased.")) from None


@transaction.atomic
def follow_name(reader: Reader) -> None:
    """Update the commenter's name to the reader's."""
    renamed = Commenter.objects.filter(reader=reader, erased_at=None).exclude(display_name=reader.name)
    renamed.update(display_name=reader.name)


def watch(commenter: Commenter, actor: Actor, note: str = "") -> Commenter:
    """Put all comments by this person under premoderation."""
    return _decide(commenter, Status.HELD, None, Action.WATCH, actor, note)


def suspend(commenter: Commenter, until: datetime, actor: Actor, note: str = "") -> Commenter:
    """Block a person from commenting until `until`. Raises NotPossibleError if that is in the past."""
    if until <= timezone.now():
        raise NotPossibleError(_("That moment is over."))
    return _decide(commenter, Status.SUSPENDED, until, Action.SUSPEND, actor, note)


def ban(commenter: Commenter, actor: Actor, note: str = "") -> Commenter:
    """Block a person from commenting. Raises NotPossibleError for the paper's staff."""
    return _decide(commenter, Status.BANNED, None, Action.BAN, actor, note)


def lift(commenter: Commenter, actor: Actor, note: str = "") -> Commenter:
    """Lift all restrictions on a person."""
    return _decide(commenter, Status.ACTIVE, None, Action.LIFT, actor, note)


def note_about(commenter: Commenter, text: str, user: Any) -> CommenterNote | None:
    """Add a note for other moderators; None if the text is empty or the person was erased."""
    text = clean_line(text)[:1000]
    if not text or commenter.erased_at:
        return None
    return CommenterNote.objects.create(commenter=commenter, text=text, by=user)


@transaction.atomic
def undo(decision: ModerationDecision, actor: Actor) -> Commenter:
    """Undo the latest decision about a person. Raises NotPossibleError if there is a later one."""
    row = changes.lock_commenters([decision.commenter_id])[decision.commenter_id]
    latest = row.decisions.order_by("-pk").first()
    if latest is None or latest.pk != decision.pk or decision.action == Action.UNDO:
        raise NotPossibleError(_("Something was decided since."))
    back = Status.ACTIVE if decision.from_status == Status.SUSPENDED else Status(decision.from_status)
    return _write(row, back, None, Action.UNDO, actor, "", undoes=decision)


@transaction.atomic
def _decide(
    commenter: Commenter, status: str, until: datetime | None, action: str, actor: Actor, note: str
) -> Commenter:
    row = changes.lock_commenters([commenter.pk])[commenter.pk]
    if row.erased_at:
        raise NotPossibleError(_("This person’s data were erased."))
    if row.is_of_the_paper and status != Status.ACTIVE:
        raise NotPossibleError(_("The paper’s own people cannot be suspended or banned; take their role away first."))
    return _write(row, status, until, action, actor, note)


def _write(
    row: Commenter,
    status: str,
    until: datetime | None,
    action: str,
    actor: Actor,
    note: str,
    undoes: ModerationDecision | None = None,
) -> Commenter:
    before = row.status
    row.status, row.status_until = status, until
    row.save(update_fields=["status", "status_until"])
    ModerationDecision.objects.create(
        commenter=row,
        action=action,
        by=actor.by,
        actor=actor.user,
        from_status=before,
        to_status=status,
        note=note,
        undoes=undoes,
    )
    return row
