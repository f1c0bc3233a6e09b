"""The Content-Security-Policy of the site: nothing from another host, no inline code or style in public pages."""

from functools import cache

from csp.constants import HEADER, NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase

PUBLIC = {
    "default-src": [NONE],
    "img-src": [SELF],
    "style-src": [SELF],
    "script-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],  # the desk's preview
}

# Wagtail writes style attributes and small inline scripts; it too loads nothing from elsewhere.
ADMIN = PUBLIC | {
    "img-src": [SELF, "data:", "blob:"],
    "style-src": [SELF, UNSAFE_INLINE],
    "script-src": [SELF, UNSAFE_INLINE],
    "frame-src": [SELF],
}


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Sends the strict policy for readers and a looser one for the admin; no view has one of its own."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Choose the policy by the first part of the address."""
        response.headers.setdefault(HEADER, written(at_desk=request.path_info.startswith("/admin/")))
        return response


@cache
def written(*, at_desk: bool) -> str:
    """Return the policy as its header says it, written once."""
    return str(build_policy(config=ADMIN if at_desk else PUBLIC))
