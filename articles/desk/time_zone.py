"""The time zone of the desk: the paper's, for users who have not chosen another in their account."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.users.models import UserProfile


class DeskZoneMiddleware:
    """Use the paper's time zone for users who have chosen none; Wagtail would use UTC, also for schedules."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Call the view; `process_view` sets the zone once the user is known."""
        return self.get_response(request)

    def process_view(self, request: Any, *_: Any) -> None:
        """Set the zone for this request; nothing is saved."""
        if not request.path_info.startswith("/admin/") or not request.user.is_authenticated:
            return
        profile = getattr(request.user, "wagtail_userprofile", None) or UserProfile(user=request.user)
        profile.current_time_zone = profile.current_time_zone or request.paper.zone
