"""How a record lies in the database while it is young: names that repeat and the fields' numbers are written once."""

from collections.abc import Mapping

import msgspec

from edge.database import Database, damaged
from shared.events import SOURCE, Fields, canonical, fields_from
from shared.fact_fields import NUMBERS
from sync.tables import MAX_NAME_BYTES, MAX_NAMES, Name, name_bytes

NAMED = frozenset({SOURCE, *(NUMBERS[name] for name in ("school", "resource", "learner", "action"))})
"""Fields whose names repeat."""
MAX_SHAPES = 127
"""A short row begins with its shape, below 128; a canonical record never does: both may stand in one log."""
_INT, _NAME, _VALUE = range(3)
_LIMIT = 2**62


class ShortRows:
    """Records to short rows and back, by the tables of one database; what was read is remembered by this object."""

    def __init__(self, log: Database) -> None:
        self._log = log
        self._names: dict[tuple[int, int], Name] = {}
        self._shapes: dict[int, list[int]] = {}

    def write(self, body: bytes) -> bytes:
        """Return the row for a canonical record, which is itself where it cannot be shortened without loss."""
        fields = fields_from(body)
        shape: list[int] = []
        row = b""
        for number, value in fields.items():
            how, data = self._shortened(number, value)
            shape += (number, how)
            row += data
        n = self._shape(msgspec.msgpack.encode(shape))
        short = bytes([n]) + row if n else body
        return short if self.read(short) == body else body

    def read(self, row: bytes) -> bytes:
        """Return the canonical record of a row."""
        if row[0] > MAX_SHAPES:
            return row
        fields: dict[int, object] = {}
        at = 1
        shape = self._fields_of(row[0])
        for number, how in zip(shape[::2], shape[1::2], strict=True):
            value, at = _read_varint(row, at)
            if how == _NAME:
                fields[number] = self._name(number, value)
            elif how == _VALUE:
                fields[number], at = msgspec.msgpack.decode(row[at : at + value]), at + value
            else:
                fields[number] = value
        return canonical(fields)

    def place(self, number: int, name: Name, *, add: bool) -> int | None:
        """Return the place of a name among those of its field; *add*: a new one takes the next, while there is room."""
        found = self._log.value("SELECT place FROM names WHERE field = ? AND name = ?", number, name)
        if found is not None or not add:
            return None if found is None else int(found)
        place = int(self._log.value("SELECT coalesce(max(place) + 1, 0) FROM names WHERE field = ?", number))
        if place >= MAX_NAMES // 2 or name_bytes(name) > MAX_NAME_BYTES:
            return None
        self._log.write("INSERT INTO names (field, place, name) VALUES (?, ?, ?)", number, place, name)
        return place

    def learn(self, fields: Fields) -> None:
        """Give the names of a record that was written by an earlier version their places."""
        for number in NAMED & fields.keys():
            if isinstance(fields[number], str | bytes):
                self.place(number, fields[number], add=True)

    def known(self) -> dict[int, int]:
        """Return how many names each field has by now."""
        return dict(self._log.rows("SELECT field, max(place) + 1 FROM names GROUP BY field"))

    def names(self, known: Mapping[int, int]) -> dict[int, list[Name]]:
        """Return the names of each field, as many as are *known*, in their order."""
        sql = "SELECT name FROM names WHERE field = ? AND place < ? ORDER BY place"
        return {number: [name for (name,) in self._log.rows(sql, number, count)] for number, count in known.items()}

    def _shortened(self, number: int, value: object) -> tuple[int, bytes]:
        if type(value) is int and 0 <= value < _LIMIT:
            return _INT, varint(value)
        if number in NAMED and isinstance(value, str | bytes):
            place = self.place(number, value, add=True)
            if place is not None:
                return _NAME, varint(place)
        data = msgspec.msgpack.encode(value)
        return _VALUE, varint(len(data)) + data

    def _shape(self, fields: bytes) -> int:
        """Return the number of a shape; 0 where there are too many."""
        found = self._log.value("SELECT n FROM shapes WHERE fields = ?", fields)
        if found is None:
            found = int(self._log.value("SELECT coalesce(max(n), 0) + 1 FROM shapes"))
            if found > MAX_SHAPES:
                return 0
            self._log.write("INSERT INTO shapes (n, fields) VALUES (?, ?)", found, fields)
        return int(found)

    def _fields_of(self, shape: int) -> list[int]:
        if shape not in self._shapes:
            raw = self._log.value("SELECT fields FROM shapes WHERE n = ?", shape)
            if raw is None:
                raise damaged(self._log.path, f"falta la forma {shape}")
            self._shapes[shape] = msgspec.msgpack.decode(raw, type=list[int])
        return self._shapes[shape]

    def _name(self, number: int, place: int) -> Name:
        key = number, place
        if key not in self._names:
            name = self._log.value("SELECT name FROM names WHERE field = ? AND place = ?", number, place)
            if name is None:
                raise damaged(self._log.path, f"falta el nombre {place} del campo {number}")
            self._names[key] = name
        return self._names[key]


def varint(value: int) -> bytes:
    """
    Return a number of at least 0 in as few bytes as it needs, seven bits in each.

    >>> varint(5), varint(300).hex()
    (b'\\x05', 'ac02')
    """
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
