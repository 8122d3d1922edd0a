"""What is in force of catalogue, weights and calendars as files: to be edited, and taken back by what imports them."""

from typing import NamedTuple

import msgspec

from hub import ugel_calendars, weighing
from hub.store import Store
from shared.resources import as_told

_INDENT = 2


class FileInForce(NamedTuple):
    """A file, and its name."""

    name: str
    data: bytes


def catalogue(store: Store) -> FileInForce:
    """
    Return the catalogue in force.

    Raises:
        NotReady: None was imported.
    """
    known = store.catalogue()
    return _file("catalogo", known.version, as_told(known))


def weights(store: Store) -> FileInForce:
    """Return the table of weights in force."""
    known = weighing.current(store)
    return _file("pesos", known.version, known)


def calendar(store: Store, ugel: str = "") -> FileInForce | None:
    """Return the calendar of the region, or the own one of a *ugel*; None where that has none."""
    if not ugel:
        known = store.calendar()
        return _file("calendario", known.version, known)
    own = ugel_calendars.in_force(store).get(ugel)
    return _file("calendario-ugel", own.version, own) if own else None


def _file(name: str, version: int, told: object) -> FileInForce:
    # People edit it: a line a field.
    data = msgspec.json.format(msgspec.json.encode(told), indent=_INDENT) + b"\n"
    return FileInForce(f"{name}-{version}.json", data)
