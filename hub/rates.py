"""How often one may ask: so many requests a minute of each address and of each token, kept in memory."""

import hashlib
import ipaddress
from collections import OrderedDict
from collections.abc import Iterator
from math import ceil

MOST = 20_000
"""So many callers are remembered; beyond them the one that asked longest ago is forgotten, and begins anew."""
MODELS = 10
"""So many times as often a model may be asked for: many schools can stand behind one address of a telephone company."""
_V1, _BUNDLES, _MODELS = "/v1/", "/v1/bundles/", "/v1/models/"
_READY = "/readyz"
"""Anybody may ask it: counted apart, so that what watches the service waits for no program of its machine."""
_ROUNDED = 1e-6
"""By less than this a sum of fractions of a minute may come short."""
_SITE = 64
"""Of IPv6 a caller has as many addresses as it likes: what its network cannot change counts."""


class Rates:
    """
    A bucket for each caller: full at first, a request takes one out, and it fills evenly in a minute.

    >>> rates = Rates(2)
    >>> [rates.wait_s("/v1/hub", "203.0.113.9", "", now_s) for now_s in (0.0, 0.0, 0.0, 30.0)]
    [0, 0, 30, 0]
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, path: str, address: str, authorization: str, now_s: float) -> int:
        """
        Count a request, and return 0; or where there were too many, how many seconds to wait, and count nothing.

        What brings a school's news is never counted: it has bounds of its own, and few minutes of signal.
        """
        if path != _READY and (not path.startswith(_V1) or path.startswith(_BUNDLES)):
            return 0
        each = self._per_minute * (MODELS if path.startswith(_MODELS) else 1)
        found = {key: self._there(key, each, now_s) for key in _keys(path, address, authorization)}
        lacking = max(1 - there for there in found.values())
        if lacking > _ROUNDED:
            return max(1, ceil(lacking * 60 / each))
        for key, there in found.items():
            self._left[key] = there - 1, now_s
            self._left.move_to_end(key)
        while len(self._left) > MOST:
            self._left.popitem(last=False)
        return 0

    def _there(self, key: str, each: int, now_s: float) -> float:
        left, since_s = self._left.get(key, (float(each), now_s))
        return min(float(each), left + max(0.0, now_s - since_s) * each / 60)


def _keys(path: str, address: str, authorization: str) -> Iterator[str]:
    kind = "model" if path.startswith(_MODELS) else "ready" if path == _READY else "address"
    yield f"{kind} {network(address)}"
    if authorization and path != _READY:
        yield "token " + hashlib.sha256(authorization.encode()).hexdigest()


def network(address: str) -> str:
    """
    Return what of an address its holder cannot change at will.

    >>> network("203.0.113.9"), network("2001:db8:1:2:3::4"), network("::ffff:203.0.113.9"), network("")
    ('203.0.113.9', '2001:db8:1:2::/64', '203.0.113.9', '')
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, _SITE), strict=False))
