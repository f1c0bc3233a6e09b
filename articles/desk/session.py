"""Tell static/desk/session.js before it submits a form whether the user is still logged in, so that no text is lost."""

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from wagtail import hooks


@require_GET
@never_cache
def session(request: HttpRequest) -> JsonResponse:
    """Return the logged-in user, if any, with a current CSRF token: logging in again makes a new one.

    Not among the URLs that Wagtail protects: those answer with the log-in page.
    """
    user = request.user
    if not user.has_perm("wagtailadmin.access_admin"):
        return JsonResponse({"user": None})
    return JsonResponse({"user": user.pk, "name": user.get_username(), "token": get_token(request)})


@hooks.register("insert_global_admin_js")
def script() -> SafeString:
    """Add the script to every page of the desk; it does nothing where there is no form."""
    return format_html(
        '<script type="module" src="{}" data-session="{}" data-log-in="{}"></script>',
        static("desk/session.js"),
        reverse("newsroom_session"),
        reverse("wagtailadmin_login"),
    )
