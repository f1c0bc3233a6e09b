"""Which page a request asks for, whatever else its address and headers hold."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, get_resolver, resolve

from .store import Address

Environ = dict[str, Any]

LONGEST_QUERY, MOST_FIELDS = 1_000, 30
MOST_HOSTS = 1_000
LONGEST_HOST = 300  # characters with the port; a name has 253 at most (RFC 1035 §2.3.4)


class Asked:
    """Reads addresses. Parameters of the query that no page depends on (utm_source, fbclid) are left out."""

    def __init__(self) -> None:
        self._hosts: set[str] = set()
        self._forwarded = settings.SECURE_PROXY_SSL_HEADER

    def address(self, environ: Environ) -> Address | None:
        """Return the address that `environ` asks for; None if it cannot be that of a page that is kept."""
        if environ.get("HTTP_HOST") not in self._hosts and not self._is_ours(environ):
            return None
        query: str | None = environ["QUERY_STRING"]
        if query:
            query = self._known(query, self.parameters)
        return None if query is None else (self._is_secure(environ), environ["PATH_INFO"], query)

    def narrowed(self, address: Address) -> Address | None:
        """Return `address` without the parameters that the view of its path does not know; None if it keeps nothing."""
        secure, path, query = address
        try:
            view: Callable[..., Any] = resolve(path.encode("latin-1").decode()).func
        except (Resolver404, UnicodeError):
            return None
        parameters = getattr(view, "keepable", None)
        if parameters is None:
            return None
        known = self._known(query, parameters)
        return None if known is None else (secure, path, known)

    @cached_property
    def parameters(self) -> frozenset[str]:
        """Every parameter that some page depends on."""
        return frozenset(name for view in _views(get_resolver()) for name in getattr(view, "keepable", ()))

    def _known(self, query: str, parameters: frozenset[str]) -> str | None:
        """Return the part of `query` that has `parameters`, the last of each, by name; None if it is not like ours."""
        if not _may_name(parameters)("&" + query):
            return ""
        if len(query) > LONGEST_QUERY or query.count("&") >= MOST_FIELDS:
            return None
        fields = parse_qsl(query, keep_blank_values=True)
        return urlencode(sorted({name: value for name, value in fields if name in parameters}.items()))

    def _is_secure(self, environ: Environ) -> bool:
        """Whether it was asked by TLS; as Django says it (HttpRequest.scheme)."""
        if self._forwarded and (said := environ.get(self._forwarded[0])) is not None:
            return bool(said.split(",")[0].strip() == self._forwarded[1])
        return bool(environ["wsgi.url_scheme"] == "https")

    def _is_ours(self, environ: Environ) -> bool:
        """Whether the host is one of ALLOWED_HOSTS, which Django would otherwise say; it is remembered."""
        host = environ.get("HTTP_HOST", "")
        domain, _ = split_domain_port(host)
        if not domain or len(host) > LONGEST_HOST or not validate_host(domain, settings.ALLOWED_HOSTS):
            return False
        if len(self._hosts) < MOST_HOSTS:  # a paper that allows any host is asked by many
            self._hosts.add(host)
        return True


@lru_cache(maxsize=100)
def _may_name(parameters: frozenset[str]) -> Callable[[str], object]:
    """Return what says of a query whether one of `parameters` may be in it: it has its name, or one that is escaped.

    Most queries are what newsletters and networks hang on to an address; to take them apart would be half of the work.
    """
    names = "|".join(map(re.escape, sorted(parameters)))
    return re.compile(rf"&(?:[^=&%+]*+[%+]|(?:{names})(?:[=&]|\Z))").search


def _views(resolver: Any) -> Iterator[Callable[..., Any]]:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _views(pattern)
        else:
            yield pattern.callback
