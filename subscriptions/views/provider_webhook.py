"""Webhook of mail providers, in their own formats; a signature or password authenticates the provider."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .webhook import MAX_BODY_BYTES, error_response


@csrf_exempt  # not for browsers; requests are authenticated
@require_http_methods(["POST", "HEAD"])  # some providers check the URL by HEAD
def receive_provider_events(request: HttpRequest, provider: str) -> HttpResponse:
    """Pass the request to anymail's view, if `provider` is the one that takes our mail."""
    scheme = urlsplit(settings.EMAIL_URL).scheme
    if scheme != f"anymail+{provider}":
        raise Http404
    from ..services.events import provider_events  # needs anymail, which is installed only where it is used

    view = provider_events.tracking_view(provider.replace("-", "_"))
    if view is None:
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_BYTES:
        return error_response(413, "At most 1 MB at a time.")
    try:
        return view(request)
    except ImproperlyConfigured:  # an event of inbound mail; or a key is missing
        raise Http404 from None
    except (ValueError, TypeError, KeyError, AttributeError):
        return error_response(400, "This is not what the provider tells.")
