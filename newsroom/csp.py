"""The Content-Security-Policy of the site: nothing from another host, no inline code or style in public pages."""

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware

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
    """Sends the strict policy for readers and a looser one for the admin."""

    def get_policy_parts(self, request: Any, response: Any, report_only: bool = False) -> Any:
        """Choose the policy by the first part of the address."""
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and parts.config is None:
            parts.config = ADMIN if request.path_info.startswith("/admin/") else PUBLIC
        return parts
