"""At which addresses of this computer another one reaches it, and which of them is the best to be told."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

ALL_IPV4, ALL_IPV6, ALL = "0.0.0.0", "::", "*"  # noqa: S104 - compared, and bound where a person said so
_HOME = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
"""Networks of a house (RFC 1918, RFC 4193)."""


def working(found: Iterable[str], host: str) -> tuple[str, ...]:
    """
    Return the addresses under which the page answers other machines, the best first.

    An IPv6 address that needs the name of an interface is none: no browser takes one. Of equals the earlier goes first.

    Args:
        found: This computer's addresses.
        host: Where the page listens: one address, ``0.0.0.0``, ``::``, ``*`` for all of both kinds, "" for nowhere.

    >>> found = ["127.0.0.1", "fd00::2", "169.254.8.8", "192.168.1.7", "fe80::1%wlan0", "10.42.0.1", "192.168.1.7"]
    >>> working(found, "0.0.0.0")
    ('192.168.1.7', '10.42.0.1', '169.254.8.8')
    >>> working(found, "*")
    ('192.168.1.7', '10.42.0.1', 'fd00::2', '169.254.8.8')
    >>> working(found, "10.42.0.1"), working(found, "127.0.0.1"), working(found, "")
    (('10.42.0.1',), (), ())
    """
    known = {one: str(one) for one in map(_reachable, found) if one is not None}
    return tuple(text for one, text in sorted(known.items(), key=lambda item: _rank(item[0])) if _served(one, host))


def url_of(name: str, port: int, scheme: str = "http") -> str:
    """
    Return the address of the page as people type it.

    >>> url_of("192.168.1.7", 8071), url_of("fd00::2", 8071), url_of("chasqui.local", 80)
    ('http://192.168.1.7:8071', 'http://[fd00::2]:8071', 'http://chasqui.local')
    >>> url_of("laptop.escuela.pe", 8443, "https"), url_of("laptop.escuela.pe", 443, "https")
    ('https://laptop.escuela.pe:8443', 'https://laptop.escuela.pe')
    """
    host = f"[{name}]" if ":" in name else name
    usual = {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{host}" if port == usual else f"{scheme}://{host}:{port}"


def only_here(url: str) -> bool:
    """
    Tell whether an address leads every machine to itself, so that no other machine comes here by it.

    >>> [only_here(f"http://{host}:8060") for host in ("localhost", "127.0.1.1", "[::1]", "0.0.0.0", "[::]")]
    [True, True, True, True, True]
    >>> only_here("http://192.168.1.7:8060"), only_here("https://chasqui.ejemplo.gob.pe"), only_here("http://[")
    (False, False, False)
    """
    try:
        name = (urlsplit(url).hostname or "").rstrip(".")
        one = ip_address("127.0.0.1" if name.split(".")[-1] == "localhost" else name)
    except ValueError:
        return False
    if isinstance(one, IPv6Address) and one.ipv4_mapped is not None:
        one = one.ipv4_mapped
    return one.is_loopback or one.is_unspecified


def _reachable(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address at which another machine may knock; None for any other."""
    try:
        one = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(one, IPv6Address):
        if one.ipv4_mapped is not None:
            one = one.ipv4_mapped
        elif one.is_link_local or one.scope_id is not None:
            return None
    return None if one.is_loopback or one.is_unspecified or one.is_multicast else one


def _served(one: IPv4Address | IPv6Address, host: str) -> bool:
    if host in (ALL, ALL_IPV4, ALL_IPV6):
        return host == ALL or (one.version == 6) is (host == ALL_IPV6)
    try:
        return one == ip_address(host)
    except ValueError:
        return False


def _rank(one: IPv4Address | IPv6Address) -> tuple[bool, bool, bool]:
    """Return what makes an address a worse one: it gave it to itself, it is long to type, it is no school's network."""
    return one.is_link_local, one.version == 6, not any(one in net for net in _HOME)
