"""Which network this computer is on, by a name that means something here alone."""

import socket
from hashlib import blake2b
from pathlib import Path

_ROUTES, _NEIGHBOURS = Path("/proc/net/route"), Path("/proc/net/arp")
_FAR_AWAY = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737): the way to it is the default route. Asking for it sends nothing."""


def current_network(routes: Path = _ROUTES, neighbours: Path = _NEIGHBOURS) -> str:
    """
    Return interface, address and a hash of the hardware of the router on the default way: "wlan0/192.168.1.1/5f2c...".

    Where there is no such way, "//". Half the routers of a country are 192.168.1.1: their hardware tells them apart; as
    long as it is not known, the name ends with "/". Where the system has no such tables, the own address tells.
    """
    try:
        rows = [line.split() for line in routes.read_text(encoding="ascii").splitlines()[1:]]
    except (OSError, ValueError):
        return f"/{_own_address()}/"
    ways = [(int(row[6]), row[0], _dotted(row[2])) for row in rows if len(row) > 7 and row[1] == row[7] == "0" * 8]
    if not ways:
        return "//"
    _, interface, router = min(ways)
    return f"{interface}/{router}/{_hardware(neighbours, router, interface)}"


def same_network(one: str, other: str) -> bool:
    """
    Tell whether two names may be of one network: of one of them the router's hardware may not be known yet.

    >>> same_network("wlan0/10.0.0.1/5f", "wlan0/10.0.0.1/"), same_network("wlan0/10.0.0.1/5f", "wlan0/10.0.0.1/6a")
    (True, False)
    >>> same_network("wlan0/10.0.0.1/5f", "//")
    False
    """
    whole, part = (one, other) if len(one) >= len(other) else (other, one)
    return whole == part or (part.endswith("/") and part != "//" and whole.startswith(part))


def _dotted(word: str) -> str:
    """
    Return an address as people write it; nothing for none.

    >>> _dotted("0101A8C0"), _dotted("00000000")
    ('192.168.1.1', '')
    """
    return socket.inet_ntoa(bytes.fromhex(word)[::-1]) if word.strip("0") else ""


def _hardware(neighbours: Path, router: str, interface: str) -> str:
    try:
        rows = [line.split() for line in neighbours.read_text(encoding="ascii").splitlines()[1:]]
    except (OSError, ValueError):
        return ""
    found = (row[3] for row in rows if len(row) > 5 and (row[0], row[5]) == (router, interface))
    known = next((address for address in found if address.strip("0:")), "")
    return blake2b(known.encode(), digest_size=8).hexdigest() if known else ""


def _own_address() -> str:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            asked.connect(_FAR_AWAY)
            return str(asked.getsockname()[0])
    except OSError:
        return ""
