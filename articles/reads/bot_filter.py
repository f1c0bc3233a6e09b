"""Tell beacons of readers from those of bots, prefetched pages and the paper's own staff."""

import re
from ipaddress import ip_address
from typing import Any

from django.conf import settings

# Words in the user agents of bots. Browsers have none of them: Cubot is a phone, and “Telegram” alone is its readers.
_MACHINE = re.compile(
    r"(?<!cu)bot\b|(?<!cu)bot[/_-]|crawl|spider|slurp|scrape|fetch|preview|monitor|uptime|pingdom|lighthouse|pagespeed|gtmetrix"
    r"|headless|phantom|puppeteer|playwright|selenium|curl|wget|python|aiohttp|httpx|go-http|java/|okhttp|axios|node"
    r"|libwww|perl|ruby|php/|guzzle|facebookexternalhit|facebookcatalog|^whatsapp|embedly|archive"
    r"|mediapartners|google-|googleother|bingpreview|yandex|baidu|semrush|ahrefs|dataprovider|validator|feed",
    re.IGNORECASE,
)
_AHEAD = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")


def is_reader(request: Any) -> bool:
    """Return whether the request comes from a browser that shows a page of ours to somebody who is not staff."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    if not agent or _MACHINE.search(agent):
        return False
    if any(re.search("prefetch|prerender|preview", request.META.get(name, ""), re.IGNORECASE) for name in _AHEAD):
        return False
    if request.META.get("HTTP_SEC_FETCH_SITE", "same-origin") != "same-origin":
        return False  # another site could make its visitors' browsers send beacons
    return not _is_staff(request)


def client_ip(request: Any) -> str:
    """Return the IP address that the request came from.

    X-Forwarded-For is trusted only from a proxy in our own network, and only its last value: the client may have
    written the others.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    try:
        return said if said and ip_address(peer).is_private and ip_address(said) else peer
    except ValueError:
        return peer


def _is_staff(request: Any) -> bool:
    """Return whether a member of staff is logged in. Readers have no session, so this costs them no query."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
