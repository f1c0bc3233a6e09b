"""The desk's clock: the paper's zone, for whoever has not chosen another in their account."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.users.models import UserProfile


class DeskZoneMiddleware:
    """Gives members of staff without a zone of their own the paper's; Wagtail would take UTC, and schedule by it."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass everything on; `process_view` works once it is known who asks."""
        return self.get_response(request)

    def process_view(self, request: Any, *_: Any) -> None:
        """Set the zone for this request; nothing is saved."""
        if not request.path_info.startswith("/admin/") or not request.user.is_authenticated:
            return
        profile = getattr(request.user, "wagtail_userprofile", None) or UserProfile(user=request.user)
        profile.current_time_zone = profile.current_time_zone or request.paper.zone
