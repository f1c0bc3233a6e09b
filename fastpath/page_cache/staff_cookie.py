"""The cookie that marks a browser of staff: it always gets pages made anew. It opens nothing; anybody may have one."""

from collections.abc import Callable

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, parse_cookie

NAME = "desk"
SALT = "newsroom.page_cache.staff"
VALUE = "1"
DAYS = 30
GIVEN = f"{NAME}="
LONGEST = 8_000  # characters of a Cookie header that is read


def is_marked(cookies: str) -> bool:
    """Whether the Cookie header `cookies` has a marker that we signed; asked without the database."""
    if GIVEN not in cookies or len(cookies) > LONGEST:
        return False
    try:
        given = parse_cookie(cookies).get(NAME)
        return given is not None and _signer().unsign(given, max_age=DAYS * 86_400) == VALUE
    except BadSignature:
        return False


class StaffCookieMiddleware:
    """Gives the marker to whoever is logged in at the desk, and takes it back from whoever has logged out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the answers of the desk; leave those of the site alone."""
        response = self.get_response(request)
        if not request.path_info.startswith("/admin/"):
            return response
        user = getattr(request, "user", None)
        marked = is_marked(request.META.get("HTTP_COOKIE", ""))
        if user is not None and user.is_authenticated and not marked:
            response.set_cookie(
                NAME,
                sign(),
                max_age=DAYS * 86_400,
                secure=bool(settings.SESSION_COOKIE_SECURE),
                httponly=True,
                samesite="Lax",
            )
        elif marked and (user is None or not user.is_authenticated):
            response.delete_cookie(NAME, samesite="Lax")
        return response


def sign() -> str:
    """Return a marker, for the next month."""
    return _signer().sign(VALUE)


def _signer() -> TimestampSigner:
    return TimestampSigner(salt=SALT)
