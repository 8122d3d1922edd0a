"""
Columns: records of one kind as a column per field, and back.

Every field makes a column, known here or not: what a newer version added travels through an older one untouched.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

import msgspec

from shared.errors import BadBundle, NewerFormat
from shared.events import KIND, OCCURRED, RECORDED, Fields
from shared.fact_fields import NUMBERS
from sync.budget import MAX_FRAME_BYTES, Budget, squeeze
from sync.codings import LIMIT, Beside, decode_ints, encode_ints, newly_spent, press, unpress
from sync.tables import MAX_NAME_BYTES, MAX_NAMES, Name, Table, Tables, name_bytes
from sync.wire import MAX_DEPTH, is_plain, pack, unpack

LEARNER, SECONDS = NUMBERS["learner"], NUMBERS["seconds"]
_TIMES = ((RECORDED, OCCURRED, SECONDS), (SECONDS, RECORDED, OCCURRED))
"""
In which order the columns of times come, for each is predicted from those before it. Uses that were written down as
they ended come out smaller in the first order, uses listed as they began in the second: the smaller one travels.
"""

_BESIDE = {LEARNER, SECONDS, OCCURRED, RECORDED}
"""What ``_beside`` looks at."""


class Shape(IntEnum):
    """What a column holds. A decoder that meets another shape says NewerFormat."""

    INTS = 0
    NAMES = 1
    """Short strings that repeat, by their place in the bundle's table for the field."""
    RAW = 2
    """Byte strings of one width, end to end; ``coding`` is the width. Digests do not deflate."""
    VALUES = 3
    """Anything else, as a MessagePack list."""


class Column(msgspec.Struct, frozen=True, array_like=True):
    """
    One field of one group, as it travels.

    ``where`` has a number for each record, 0 where it lacks the field (empty: none does). ``names`` are the new names,
    of text or bytes.
    """

    number: int
    shape: int
    coding: int
    data: bytes
    where: bytes = b""
    names: bytes = b""


def columns_of(records: Sequence[Fields], tables: Tables) -> list[Column]:
    """
    Return the fields of *records*, which are of one kind, as columns.

    The learner comes first, then the times in the better order, then the rest: each is predicted from those before it.
    """
    numbers = {number for record in records for number in record} - {KIND}
    times = {number for number in numbers.intersection(_TIMES[0]) if _all_ints(_held(records, number))}
    known: list[dict[int, Any]] = [{} for _ in records]
    first = _in_order([LEARNER] if LEARNER in numbers else [], records, known, tables)
    tries = []
    for order in _TIMES:
        seen = [dict(record) for record in known]
        tries.append((_in_order([number for number in order if number in times], records, seen, tables), seen))
    timing, known = min(tries, key=lambda found: sum(len(column.data) for column in found[0]))
    return first + timing + _in_order(sorted(numbers - times - {LEARNER}), records, known, tables)


def records_of(
    kind: int, columns: Sequence[Column], count: int, tables: Tables, budget: Budget
) -> list[dict[int, Any]]:
    """
    Undo ``columns_of``: return *count* records of *kind*, adding the names that the columns define to *tables*.

    Raises:
        NewerFormat: A later version's shape, coding or reference.
        BadBundle: Damaged, or beyond a bound.
    """
    if len({column.number for column in columns}) < len(columns):
        raise BadBundle("Una columna del paquete se sale de sus límites. Vuelva a enviarlo.")
    records: list[dict[int, Any]] = [{KIND: kind} for _ in range(count)]
    known = _beside(records)
    for column in columns:
        places = _places(column.where, count, budget) if column.where else range(count)
        beside = known.at(places) if column.where else known
        for at, value in zip(places, _values(column, len(places), tables, budget, beside), strict=True):
            records[at][column.number] = value
        if column.number in _BESIDE:
            known = _beside(records)
    return records


def _in_order(
    numbers: Sequence[int], records: Sequence[Fields], known: Sequence[dict[int, Any]], tables: Tables
) -> list[Column]:
    """Code one column after the other, adding to what is *known* of the records, as the decoder will."""
    columns, beside = [], _beside(known)
    for number in numbers:
        columns.append(_column(number, records, beside, tables))
        if number in _BESIDE:
            for record, seen in zip(records, known, strict=True):
                if number in record:
                    seen[number] = record[number]
            beside = _beside(known)
    return columns


def _column(number: int, records: Sequence[Fields], known: Beside, tables: Tables) -> Column:
    places = [at for at, record in enumerate(records) if number in record]
    values = _held(records, number)
    beside = known.at(places) if len(places) < len(records) else known
    where = press(_flags(places, len(records))) if len(places) < len(records) else b""
    if _all_ints(values):
        return Column(number, Shape.INTS, *encode_ints(values, beside), where)
    if _repeat(values, table := tables[number]):
        new = table.missing(values)
        table.add(new)
        coded = encode_ints([table.place(value) for value in values], beside, names=len(table))
        return Column(number, Shape.NAMES, *coded, where, squeeze(pack(new)) if new else b"")
    widths = {len(value) if type(value) is bytes else 0 for value in values}
    if len(widths) == 1 and 0 < (width := widths.pop()) <= MAX_NAME_BYTES:
        return Column(number, Shape.RAW, width, squeeze(b"".join(values)), where)
    return Column(number, Shape.VALUES, 0, squeeze(pack(values)), where)


def _held(records: Sequence[Fields], number: int) -> list[Any]:
    return [record[number] for record in records if number in record]


def _all_ints(values: Sequence[Any]) -> bool:
    return all(type(value) is int and -LIMIT < value < LIMIT for value in values)


def _repeat(values: Sequence[Any], table: Table) -> bool:
    """Tell whether *values* are names that repeat often enough for a table."""
    if not all(isinstance(value, str | bytes) and name_bytes(value) <= MAX_NAME_BYTES for value in values):
        return False
    new = len(table.missing(values))
    return 2 * new <= len(values) and len(table) + new <= MAX_NAMES


def _beside(known: Sequence[Fields]) -> Beside:
    """Return what the next column may be predicted from: of each record, whose it is, how long it took, and when."""
    learners = [learner if isinstance(learner := record.get(LEARNER), str | bytes) else None for record in known]
    seconds = [spent if type(spent := record.get(SECONDS)) is int else 0 for record in known]
    return Beside(learners, newly_spent(seconds, learners), _when_s(known, OCCURRED) or _when_s(known, RECORDED))


def _when_s(known: Sequence[Fields], number: int) -> list[int] | None:
    times = [at for record in known if type(at := record.get(number)) is int]
    return times if len(times) == len(known) else None


def _flags(places: Iterable[int], count: int) -> list[int]:
    held = set(places)
    return [int(at in held) for at in range(count)]


def _places(where: bytes, count: int, budget: Budget) -> list[int]:
    return [at for at, held in enumerate(unpress(where, count, budget)) if held]


def _values(column: Column, count: int, tables: Tables, budget: Budget, beside: Beside) -> Sequence[Any]:
    match column.shape:
        case Shape.INTS:
            return decode_ints(column.coding, column.data, count, budget, beside)
        case Shape.NAMES:
            table = tables[column.number]
            table.add(_new_names(column, count, table, budget))
            places = decode_ints(column.coding, column.data, count, budget, beside, names=len(table))
            return [table.names[at] for at in places]
        case Shape.RAW:
            return _raw(budget.inflate(column.data), column.coding, count)
        case Shape.VALUES:
            return plain_values(
                unpack(budget.inflate(column.data), list[Any], max_bytes=MAX_FRAME_BYTES, what="un bloque"),
                count,
                MAX_DEPTH - 1,
            )
        case _:
            raise NewerFormat("Una columna viene en un formato más nuevo. Se guarda hasta actualizar este equipo.")


def _new_names(column: Column, count: int, table: Table, budget: Budget) -> list[Name]:
    data = budget.inflate(column.names) if column.names else b"\x90"
    names = unpack(data, list[Any], max_bytes=MAX_FRAME_BYTES, what="una tabla del paquete")
    fits = all(isinstance(name, str | bytes) and name_bytes(name) <= MAX_NAME_BYTES for name in names)
    # A name that is there already would make the table long for nothing, and long tables take time.
    fits = fits and len(table.missing(names)) == len(names)
    if not fits or len(names) > count or not 0 < len(table) + len(names) <= MAX_NAMES:
        raise BadBundle("Una tabla del paquete se sale de sus límites. Vuelva a enviarlo.")
    return names


def _raw(data: bytes, width: int, count: int) -> list[bytes]:
    if not 0 < width <= MAX_NAME_BYTES or len(data) != width * count:
        raise BadBundle("Una columna del paquete no tiene el largo que dice. Vuelva a enviarlo.")
    return [data[at : at + width] for at in range(0, len(data), width)]


def plain_values(values: list[Any], count: int, depth: int = MAX_DEPTH) -> list[Any]:
    """
    Return *values* where they are *count*, and each such as may travel: not deeper than *depth*.

    Raises:
        BadBundle: They are not.
    """
    if len(values) != count or not all(is_plain(value, depth) for value in values):
        raise BadBundle("Un bloque del paquete trae un valor que no puede viajar. Vuelva a generarlo.")
    return values
