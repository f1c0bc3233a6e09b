"""Who is reading: a signed cookie, and one row for each address. No session, no password, no way into the admin."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from outbox.addresses import deliverable, normalise

from .models import Reader

COOKIE = "reader"
KEPT = timedelta(days=180)
FRESH = timedelta(minutes=30)
"""How long after a mailed link was followed a reader may take their data, change their address, or erase all."""

_SALT = "readers.identity"


class ReaderGone(Exception):
    """They asked to be forgotten, and were."""


def reader_for(email: str, name: str = "") -> Reader:
    """Return the reader at this address, made if there is none; `name` is taken only then.

    Safe to call at the same time from anywhere: there is one row for one address. Raises ValidationError if this is not
    an address.
    """
    reader, _new = Reader.objects.get_or_create(
        email_norm=normalise(email), defaults={"email": deliverable(email), "name": name}
    )
    return reader


def hold(reader: Reader) -> None:
    """Keep `reader` from being erased until the caller's transaction ends. Raises ReaderGone if they were already.

    Whoever writes down something of theirs calls this before taking any other lock, as erasing does: what is written
    is then erased with the rest, or not written at all.
    """
    living = Reader.objects.exclude(state=Reader.State.ERASED).select_for_update(no_key=True)
    if living.filter(pk=reader.pk).first() is None:
        raise ReaderGone


def current_reader(request: HttpRequest) -> Reader | None:
    """Return who sent this request, or None. Asked of the database once a request, and only if there is a cookie.

    The answer depends on a cookie: a page that uses it must not be kept by a shared cache.
    """
    found: Reader | None
    if hasattr(request, "_reader"):
        found = request._reader
        return found
    found = _from_cookie(request)[0]
    request._reader = found
    return found


def is_fresh(request: HttpRequest) -> bool:
    """Whether the reader followed a mailed link within the last half hour."""
    reader, since = _from_cookie(request)
    return reader is not None and since is not None and timezone.now() - since < FRESH


def remember(response: HttpResponse, reader: Reader) -> None:
    """Let this browser be `reader` from now on. Call only when a mailed link has just been followed and confirmed."""
    now = int(timezone.now().timestamp())
    value = signing.dumps([str(reader.public_id), reader.session_version, now], salt=_SALT)
    response.set_cookie(
        COOKIE,
        value,
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Let this browser be nobody."""
    response.delete_cookie(COOKIE, samesite="Lax")


def sign_out_everywhere(reader: Reader) -> None:
    """Make every cookie and every mailed link that signs in as `reader` worthless."""
    Reader.objects.filter(pk=reader.pk).update(session_version=F("session_version") + 1)
    reader.refresh_from_db(fields=["session_version"])


def verify(reader: Reader) -> None:
    """Note that `reader` reads mail at their address, unless that is known."""
    now = timezone.now()
    if Reader.objects.filter(pk=reader.pk, verified_at=None).update(verified_at=now):
        reader.verified_at = now


def _from_cookie(request: HttpRequest) -> tuple[Reader | None, datetime | None]:
    value: Any = request.COOKIES.get(COOKIE)
    if not value or len(value) > 400:
        return None, None
    try:
        public_id, version, at = signing.loads(value, salt=_SALT, max_age=KEPT)
    except (signing.BadSignature, ValueError):
        return None, None
    reader = (
        Reader.objects.select_related("user")
        .filter(public_id=public_id, session_version=version)
        .exclude(state=Reader.State.ERASED)
        .first()
    )
    return reader, datetime.fromtimestamp(at, UTC)
