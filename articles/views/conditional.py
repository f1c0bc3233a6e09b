"""Conditional responses, for files that are fetched often and change rarely."""

from datetime import datetime
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date


def conditional(
    request: HttpRequest, body: bytes, content_type: str, changed: datetime | None = None
) -> HttpResponseBase:
    """Return `body`, or 304 if the client has it already (RFC 9110 §13: ETag; Last-Modified if `changed` is given)."""
    response = HttpResponse(body, content_type=f"{content_type}; charset=utf-8")
    response["ETag"] = f'"{sha256(body).hexdigest()[:24]}"'
    modified = int(changed.timestamp()) if changed else None
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    return get_conditional_response(request, response["ETag"], modified, response) or response
