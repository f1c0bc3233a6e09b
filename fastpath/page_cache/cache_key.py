"""The cache key of a request: scheme, path, and the query parameters that the page depends on."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, get_resolver, resolve

from .store import CacheKey

Environ = dict[str, Any]

LONGEST_QUERY, MOST_FIELDS = 1_000, 30
MOST_HOSTS = 1_000
LONGEST_HOST = 300  # characters with the port; a name has 253 at most (RFC 1035 §2.3.4)


class CacheKeyBuilder:
    """Builds cache keys. Query parameters that no page depends on (utm_source, fbclid) are left out."""

    def __init__(self) -> None:
        self._hosts: set[str] = set()
        self._forwarded = settings.SECURE_PROXY_SSL_HEADER

    def key(self, environ: Environ) -> CacheKey | None:
        """Return the cache key of a request, with all parameters known to any page; None if it cannot be cached."""
        if environ.get("HTTP_HOST") not in self._hosts and not self._is_allowed_host(environ):
            return None
        query: str | None = environ["QUERY_STRING"]
        if query:
            query = self._known(query, self.parameters)
        return None if query is None else (self._is_secure(environ), environ["PATH_INFO"], query)

    def narrowed(self, key: CacheKey) -> CacheKey | None:
        """Return `key` with the parameters of the view alone; None if the view is not cacheable."""
        secure, path, query = key
        try:
            view: Callable[..., Any] = resolve(path.encode("latin-1").decode()).func
        except (Resolver404, UnicodeError):
            return None
        parameters = getattr(view, "cacheable", None)
        if parameters is None:
            return None
        known = self._known(query, parameters)
        return None if known is None else (secure, path, known)

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The parameters that some page depends on."""
        return frozenset(name for view in _views(get_resolver()) for name in getattr(view, "cacheable", ()))

    def _known(self, query: str, parameters: frozenset[str]) -> str | None:
        """Return `query` with `parameters` alone, the last of each, sorted; None if it is too long."""
        if not _may_name(parameters)("&" + query):
            return ""
        if len(query) > LONGEST_QUERY or query.count("&") >= MOST_FIELDS:
            return None
        fields = parse_qsl(query, keep_blank_values=True)
        return urlencode(sorted({name: value for name, value in fields if name in parameters}.items()))

    def _is_secure(self, environ: Environ) -> bool:
        """Return whether the request came by TLS, as Django's HttpRequest.scheme does."""
        if self._forwarded and (said := environ.get(self._forwarded[0])) is not None:
            return bool(said.split(",")[0].strip() == self._forwarded[1])
        return bool(environ["wsgi.url_scheme"] == "https")

    def _is_allowed_host(self, environ: Environ) -> bool:
        """Return whether the host is in ALLOWED_HOSTS, which Django checks for other requests; hosts are remembered."""
        host = environ.get("HTTP_HOST", "")
        domain, _ = split_domain_port(host)
        if not domain or len(host) > LONGEST_HOST or not validate_host(domain, settings.ALLOWED_HOSTS):
            return False
        if len(self._hosts) < MOST_HOSTS:  # with ALLOWED_HOSTS = * anybody can invent more
            self._hosts.add(host)
        return True


@lru_cache(maxsize=100)
def _may_name(parameters: frozenset[str]) -> Callable[[str], object]:
    """Return a test of whether one of `parameters` may be in a query: by its name, or by one that is escaped.

    Most queries are what newsletters and social networks append to an address; parsing them would be half of the work.
    """
    names = "|".join(map(re.escape, sorted(parameters)))
    return re.compile(rf"&(?:[^=&%+]*+[%+]|(?:{names})(?:[=&]|\Z))").search


def _views(resolver: Any) -> Iterator[Callable[..., Any]]:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _views(pattern)
        else:
            yield pattern.callback
