"""Identity of readers: a signed cookie, without session or password, and never access to the admin."""

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
"""The time after following a mailed link in which a reader may export or erase their data or change their address."""

_SALT = "readers.identity"


class ReaderGone(Exception):
    """The data of this reader were erased."""


def reader_for(email: str, name: str = "") -> Reader:
    """Return the reader with this address, created if there is none; `name` is used only then.

    Safe under concurrency: there is one row for one address. Raises ValidationError if this is not
    an address.
    """
    reader, _new = Reader.objects.get_or_create(
        email_norm=normalise(email), defaults={"email": deliverable(email), "name": name}
    )
    return reader


def hold(reader: Reader) -> None:
    """Lock `reader` against erasure until the caller's transaction ends. Raises ReaderGone if they were erased.

    Code that stores personal data of a reader takes this lock before any other, as erasure does: the data are then
    either erased with the rest or not stored at all.
    """
    living = Reader.objects.exclude(state=Reader.State.ERASED).select_for_update(no_key=True)
    if living.filter(pk=reader.pk).first() is None:
        raise ReaderGone


def current_reader(request: HttpRequest) -> Reader | None:
    """Return the reader who sent this request, or None; queried once a request, and only if there is a cookie.

    The result depends on a cookie: a shared cache must not store a page that uses it.
    """
    found: Reader | None
    if hasattr(request, "_reader"):
        found = request._reader
        return found
    found = _from_cookie(request)[0]
    request._reader = found
    return found


def is_fresh(request: HttpRequest) -> bool:
    """Return whether the reader followed a mailed link within the last half hour."""
    reader, since = _from_cookie(request)
    return reader is not None and since is not None and timezone.now() - since < FRESH


def remember(response: HttpResponse, reader: Reader) -> None:
    """Set the cookie that signs in `reader`. Call only when a mailed link has just been followed and confirmed."""
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
    """Delete the cookie."""
    response.delete_cookie(COOKIE, samesite="Lax")


def sign_out_everywhere(reader: Reader) -> None:
    """Invalidate every cookie and every mailed link that signs in as `reader`."""
    Reader.objects.filter(pk=reader.pk).update(session_version=F("session_version") + 1)
    reader.refresh_from_db(fields=["session_version"])


def verify(reader: Reader) -> None:
    """Mark the address of `reader` as verified, if it is not yet."""
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
