"""A change as people write it: ``tablet=+20``, ``rurality:Rural 3=150``, ``0999101-0:tablet=min:10``."""

from collections.abc import Mapping

from hub.allocation.change import OtherStock, OtherTrips, OtherWeight, TriedLock
from shared.allocation import LockKind
from shared.errors import BadInput

GROUPS: Mapping[str, str] = {
    "quintil": "quintile",
    "ruralidad": "rurality",
    "lengua": "language",
    "ugel": "ugel",
    "quintile": "quintile",
    "rurality": "rurality",
    "language": "language",
}
"""What the sorts of groups may be called, and their own names."""
KINDS: Mapping[str, LockKind | None] = {
    "min": LockKind.MIN,
    "max": LockKind.MAX,
    "exact": LockKind.EXACT,
    "exclude": LockKind.EXCLUDE,
    "free": None,
}
"""How a line may be fixed; ``free`` lifts what is laid down."""


def stock_of(text: str) -> OtherStock:
    """
    Read a change of stock.

    >>> stock_of("tablet=+20"), stock_of("Huamanga:guia=-100").units
    (OtherStock(depot='', resource='tablet', units=20), -100)
    """
    named, units = _cut(text, "=", "tablet=+20, Huamanga:tablet=-5")
    depot, _, resource = named.rpartition(":")
    return OtherStock(depot.strip(), resource.strip(), whole(units))


def trips_of(text: str) -> OtherTrips:
    """
    Read a change of what visits may cost.

    >>> trips_of("Huamanga=-500"), trips_of("+1,200.50").soles
    (OtherTrips(depot='Huamanga', soles=-500.0), 1200.5)
    """
    depot, _, soles = text.rpartition("=")
    return OtherTrips(depot.strip(), number(soles))


def weight_of(text: str) -> OtherWeight:
    """
    Read a change of what a group counts for.

    >>> weight_of("ruralidad:Rural 3=150")
    OtherWeight(group='rurality', name='Rural 3', percent=150)
    """
    example = "ruralidad:Rural 3=150"
    named, percent = _cut(text, "=", example)
    group, name = _cut(named, ":", example)
    return OtherWeight(GROUPS.get(group.lower(), group), name, whole(percent))


def lock_of(text: str) -> TriedLock:
    """
    Read a line that is fixed.

    >>> lock_of("0999101-0:tablet=min:10")
    TriedLock(school='0999101-0', resource='tablet', kind=<LockKind.MIN: 'min'>, units=10)
    >>> lock_of("0999101-0:tablet=free").kind
    """
    example = "0999101-0:tablet=min:10, 0999101-0:tablet=exclude"
    named, rule = _cut(text, "=", example)
    school, resource = _cut(named, ":", example)
    kind, _, units = rule.partition(":")
    if kind.strip() not in KINDS or bool(units) is not (kind.strip() in ("min", "max", "exact")):
        raise _unread(text, example)
    return TriedLock(school, resource, KINDS[kind.strip()], whole(units) if units else 0)


def whole(text: str) -> int:
    """
    Read a whole number with or without its sign.

    >>> whole("+1,200"), whole("-5")
    (1200, -5)
    """
    digits = text.strip().replace(",", "").replace("−", "-")
    if not _unsigned(digits).isdecimal() or not digits.isascii() or len(digits) > 11:
        raise BadInput("«%(text)s» no es un número entero. Escríbalo como +20 o -5.", text=text[:40])
    return int(digits)


def number(text: str) -> float:
    """
    Read a number with or without its sign.

    >>> number("+12.5"), number("1,000")
    (12.5, 1000.0)
    """
    digits = text.strip().replace(",", "").replace("−", "-")
    plain = _unsigned(digits).replace(".", "", 1)
    if not plain.isdecimal() or not digits.isascii() or len(digits) > 16:
        raise BadInput("«%(text)s» no es un número. Escríbalo como 1,200.50.", text=text[:40])
    return float(digits)


def _unsigned(text: str) -> str:
    return text[1:] if text[:1] in ("+", "-") else text


def _cut(text: str, mark: str, example: str) -> tuple[str, str]:
    before, found, after = text.rpartition(mark) if mark == "=" else text.partition(mark)
    if not found or not before.strip() or not after.strip():
        raise _unread(text, example)
    return before.strip(), after.strip()


def _unread(text: str, example: str) -> BadInput:
    return BadInput("«%(text)s» no se entiende. Escríbalo así: %(example)s.", text=text[:60], example=example)
