"""The page where somebody subscribes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def subscribe(request: HttpRequest) -> HttpResponse:
    """Say what there is."""
    return render(request, "subscriptions/subscribe.html")
