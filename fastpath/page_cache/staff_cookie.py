"""The signed cookie by which the page cache knows staff, who always get pages rendered now. It grants no right."""

from collections.abc import Callable

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, parse_cookie

from .. import conf

NAME = conf.STAFF_COOKIE
SALT = f"{conf.PREFIX}.page_cache.staff"
VALUE = "1"
DAYS = 30
GIVEN = f"{NAME}="
LONGEST = 8_000  # characters of a Cookie header that is read


def has_staff_cookie(cookies: str) -> bool:
    """Return whether the Cookie header `cookies` has a valid staff cookie; reads no database."""
    if GIVEN not in cookies or len(cookies) > LONGEST:
        return False
    try:
        given = parse_cookie(cookies).get(NAME)
        return given is not None and _signer().unsign(given, max_age=DAYS * 86_400) == VALUE
    except BadSignature:
        return False


class StaffCookieMiddleware:
    """Sets the cookie for users that are logged in below STAFF_PATH, and deletes it after they have logged out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set or delete the cookie on responses below STAFF_PATH; leave all others alone."""
        response = self.get_response(request)
        if not request.path_info.startswith(conf.STAFF_PATH):
            return response
        user = getattr(request, "user", None)
        present = has_staff_cookie(request.META.get("HTTP_COOKIE", ""))
        if user is not None and user.is_authenticated and not present:
            response.set_cookie(
                NAME,
                sign(),
                max_age=DAYS * 86_400,
                secure=bool(settings.SESSION_COOKIE_SECURE),
                httponly=True,
                samesite="Lax",
            )
        elif present and (user is None or not user.is_authenticated):
            response.delete_cookie(NAME, samesite="Lax")
        return response


def sign() -> str:
    """Return the value of a cookie that is valid for DAYS."""
    return _signer().sign(VALUE)


def _signer() -> TimestampSigner:
    return TimestampSigner(salt=SALT)
