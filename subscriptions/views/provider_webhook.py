"""Where a mail provider tells of bounces and complaints in its own way: signed, or with the password we gave it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .webhook import MAX_BODY_BYTES, error_response


@csrf_exempt  # no browser comes here; who does, proves who they are
@require_http_methods(["POST", "HEAD"])  # some ask by HEAD whether there is such an address
def receive_provider_events(request: HttpRequest, provider: str) -> HttpResponse:
    """Let anymail check and read what `provider` tells, if it is the one that takes our mail."""
    scheme = urlsplit(settings.EMAIL_URL).scheme
    if scheme != f"anymail+{provider}":
        raise Http404
    from ..services import provider_events  # needs anymail, which only those have who use it

    view = provider_events.tracking_view(provider.replace("-", "_"))
    if view is None:
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_BYTES:
        return error_response(413, "At most 1 MB at a time.")
    try:
        return view(request)
    except ImproperlyConfigured:  # mail that came in, told at the wrong address; or a key is missing after all
        raise Http404 from None
    except (ValueError, TypeError, KeyError, AttributeError):
        return error_response(400, "This is not what the provider tells.")
