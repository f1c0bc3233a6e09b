"""The address and network of the client, which only our own proxies can set."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address

NEIGHBOURHOOD = {4: 24, 6: 48}  # bits: the range that one customer of a provider can use


def client_address(request: HttpRequest) -> Address | None:
    """Return the address of the client: the right-most hop that is not one of TRUSTED_PROXIES.

    X-Forwarded-For is read only if the peer itself is trusted, and from the right: entries by clients are to the left
    of those that our proxies added. Other headers of this kind are never read. None if the server does not say.
    """
    hop = _parse(request.META.get("REMOTE_ADDR", ""))
    if hop is None or not _is_trusted(hop):
        return hop
    for written in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if (parsed := _parse(written)) is None:
            break  # malformed: the hop to the right of it is the last known one
        hop = parsed
        if not _is_trusted(hop):
            break
    return hop


def network(address: Address | str | None) -> str:
    """Return the network of `address`, for limits and logs: /24 of IPv4, /48 of IPv6, "" if unknown."""
    parsed = _parse(address) if isinstance(address, str) else address
    if parsed is None:
        return ""
    return str(ip_network((parsed, NEIGHBOURHOOD[parsed.version]), strict=False))


def client_network(request: HttpRequest) -> str:
    """Return the network of the client."""
    return network(client_address(request))


def _parse(text: str) -> Address | None:
    text = text.strip()
    if text.startswith("[") or text.count(":") == 1:  # [2001:db8::1]:4711 and 192.0.2.1:4711, as some proxies write
        text = text.removeprefix("[").partition("]" if "]" in text else ":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _is_trusted(address: Address) -> bool:
    return any(
        address.version == trusted.version and address in trusted
        for trusted in _trusted(tuple(settings.TRUSTED_PROXIES))
    )


@lru_cache(maxsize=8)
def _trusted(written: tuple[str, ...]) -> tuple[IPv6Network, ...]:
    return tuple(ip_network(one.strip(), strict=False) for one in written)  # type: ignore[misc]
