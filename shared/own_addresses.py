"""This computer's own addresses, as its system tells them."""

import socket
from ipaddress import ip_address
from pathlib import Path

_IPV4, _IPV6 = Path("/proc/net/fib_trie"), Path("/proc/net/if_inet6")
_FAR_AWAY = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses that nobody has (RFC 5737, RFC 3849): the way to them is the default route. Asking sends nothing."""
_PASSING = 0x01 | 0x08 | 0x20 | 0x40
"""Of an IPv6 address: temporary, refused as another's, deprecated, not yet looked whether it is another's."""


def own_addresses(ipv4: Path = _IPV4, ipv6: Path = _IPV6) -> tuple[str, ...]:
    """
    Return this computer's addresses, those of the default way first; loopback's too. Those that soon pass are left out.

    Where the system has no such tables, its own name tells (Windows).
    """
    told = [source_to(address) for _, address in _FAR_AWAY]
    listed = [*local_ipv4(_text(ipv4)), *lasting_ipv6(_text(ipv6))] or _by_name()
    # The way out by IPv6 is often by a temporary address: it counts only where the table lists it as one that lasts.
    return tuple(dict.fromkeys([one for one in told if one in listed] + listed))


def local_ipv4(trie: str) -> list[str]:
    """
    Return the addresses that Linux's table of routes (``/proc/net/fib_trie``) has as its own.

    >>> local_ipv4("Local:\\n |-- 192.168.1.0\\n /24 link UNICAST\\n |-- 192.168.1.7\\n /32 host LOCAL\\n")
    ['192.168.1.7']
    """
    found, last = [], ""
    for line in trie.splitlines():
        word, _, rest = line.strip().partition(" ")
        if word == "|--":
            last = rest.strip()
        elif word == "/32" and rest.endswith("host LOCAL"):
            found.append(last)
    return list(dict.fromkeys(found))


def lasting_ipv6(table: str) -> list[str]:
    """
    Return the addresses of Linux's table of IPv6 addresses (``/proc/net/if_inet6``) that are not about to pass.

    >>> lasting_ipv6("fd000000000000000000000000000002 04 40 00 82 eth0\\n" + "fd" * 16 + " 04 40 00 01 eth0\\n")
    ['fd00::2']
    """
    rows = [line.split() for line in table.splitlines()]
    return [
        str(ip_address(bytes.fromhex(row[0])))
        for row in rows
        if len(row) == 6 and len(row[0]) == 32 and not int(row[4], 16) & _PASSING
    ]


def source_to(address: str) -> str:
    """
    Return the address from which this computer would send to *address*; "" where it knows no way there.

    >>> source_to("127.0.0.1")
    '127.0.0.1'
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect((address, 9))
            return str(asked.getsockname()[0])
    except OSError:
        return ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""


def _by_name() -> list[str]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, type=socket.SOCK_DGRAM)
    except OSError:
        return []
    return list(dict.fromkeys(str(one[4][0]) for one in found))
