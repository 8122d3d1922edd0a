"""The table of devices: each by its serial, read one at a time, and all for whoever lists them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from edge.database import Database
from shared.day_numbers import day_of_number, number_of
from shared.devices import DeviceState, Key, Place
from shared.ids import Pseudonym, ResourceId

_COLUMNS = (
    "resource", "serial", "place", "holder", "learner", "due", "since", "seen", "cause", "report", "maker", "android",
    "storage_mb", "free_mb", "memory_mb", "condition", "origin",
)  # fmt: skip
_ALL = f"SELECT {', '.join(_COLUMNS)} FROM devices "  # noqa: S608 - our own names
_PUT = f"INSERT OR REPLACE INTO devices ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608


class DeviceTable(Mapping[Key, DeviceState]):
    """The devices by resource and serial, over what runs SQL in the transaction around it."""

    def __init__(self, execute: Callable[..., Any]) -> None:
        self._execute = execute

    def __getitem__(self, key: Key) -> DeviceState:
        row = self._execute(_ALL + "WHERE resource = ? AND serial = ?", key).fetchone()
        if row is None:
            raise KeyError(key)
        return _state(row)

    def __iter__(self) -> Iterator[Key]:
        rows = self._execute("SELECT resource, serial FROM devices").fetchall()
        return iter([(ResourceId(resource), serial) for resource, serial in rows])

    def __len__(self) -> int:
        return int(self._execute("SELECT count(*) FROM devices").fetchone()[0])

    def put(self, state: DeviceState) -> None:
        """Write a device down, in place of what was known of it."""
        values = [getattr(state, name) for name in _COLUMNS]
        told = [number_of(value) if isinstance(value, date) else value for value in values]
        self._execute(_PUT, told)


class Devices:
    """What pages and reports read of the devices."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self, resource: ResourceId | None = None) -> list[DeviceState]:
        """Return the devices of one resource, or of all, by resource and serial."""
        where = "WHERE ?1 IS NULL OR resource = ?1 ORDER BY resource, serial"
        return [_state(row) for row in self._db.rows(_ALL + where, resource)]

    def one(self, key: Key) -> DeviceState | None:
        """Return one device; None where nothing was told of it."""
        row = self._db.row(_ALL + "WHERE resource = ? AND serial = ?", *key)
        return None if row is None else _state(row)

    def held_by(self, person: Pseudonym) -> list[DeviceState]:
        """Return what somebody has in their hands, or has for them."""
        rows = self._db.rows(_ALL + "WHERE holder = ?1 OR learner = ?1 ORDER BY resource, serial", person)
        return [_state(row) for row in rows]

    def counted(self) -> dict[ResourceId, date]:
        """Return the day of the last count by serial of each resource; see ``shared.devices.not_seen``."""
        rows = self._db.rows("SELECT resource, day FROM serial_counts")
        return {ResourceId(resource): day_of_number(day) for resource, day in rows}


def _state(row: tuple[Any, ...]) -> DeviceState:
    told = dict(zip(_COLUMNS, row, strict=True))
    days = {name: None if told[name] is None else day_of_number(told[name]) for name in ("since", "seen")}
    who = {name: None if told[name] is None else Pseudonym(told[name]) for name in ("holder", "learner")}
    return DeviceState(**{**told, **days, **who, "place": Place(told["place"])})
