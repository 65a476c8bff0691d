"""Where a webhook may lead: to public addresses alone, unless whoever runs the service allows others.

A URL is a client's text and the request comes from inside the network, so that without this rule a webhook
could reach a router, a database's port or a cloud machine's metadata.
"""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, quote, urlsplit

from pipeline.errors import FacefleetError

_PORTS = {"http": 80, "https": 443}
#: IPv6 addresses that stand for the IPv4 address in their last 32 bits: translated (RFC 6052, RFC 2765),
#: and compatible (RFC 4291).
_IPV4_AT_THE_END = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::ffff:0:0:0/96", "::/96")))
#: Of a path and a query; all other characters are written in ASCII.
_AS_IT_IS = "/?:@!$&'()*+,;=-._~[]%"


class ForbiddenAddress(FacefleetError):
    """A webhook's URL leads, or may lead, into a private network."""


class UnknownHost(FacefleetError):
    """The host of a webhook's URL has no address."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A URL with the address it leads to, resolved once: asking again might give another one."""

    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def authority(self) -> str:
        """The header Host."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def check_url(url: str) -> None:
    """Raise ValueError where this is no URL that a webhook can have."""
    _split(url)


def resolve(url: str, *, private: bool) -> Target:
    """Return where the URL leads. Raises UnknownHost, and ForbiddenAddress unless `private` allows it.

    A name with several addresses is refused if a single one of them is not public.
    """
    parts = _split(url)
    port = parts.port or _PORTS[parts.scheme]
    host = str(parts.hostname)
    addresses = _addresses(host, port)
    if not private and not all(is_public(each) for each in addresses):
        raise ForbiddenAddress("The URL leads into a private network.")
    path = quote(parts.path or "/", safe=_AS_IT_IS) + (
        f"?{quote(parts.query, safe=_AS_IT_IS)}" if parts.query else ""
    )
    return Target(scheme=parts.scheme, host=host, port=port, path=path, address=addresses[0])


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    ip = _embedded(ip_address(address.partition("%")[0]))
    is_site_local = isinstance(ip, IPv6Address) and ip.is_site_local  # outdated, and routed within networks
    return ip.is_global and not ip.is_multicast and not is_site_local


def _embedded(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address is only another writing of."""
    if isinstance(ip, IPv4Address):
        return ip
    if any(ip in network for network in _IPV4_AT_THE_END):
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    teredo = ip.teredo[1] if ip.teredo else None
    return ip.ipv4_mapped or ip.sixtofour or teredo or ip


def _split(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("a webhook's URL begins with http:// or https:// and a host")
    if parts.username is not None or parts.password is not None:
        raise ValueError("a webhook's URL has no user and no password")
    if parts.port == 0 or not url.isprintable() or " " in url:
        raise ValueError("the URL is not well formed")
    return parts


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnknownHost(f"The host {host} has no address.") from error
    return [str(entry[4][0]) for entry in found]
