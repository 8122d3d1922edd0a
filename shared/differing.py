"""In what two states of the same rows differ: what is new, what is gone, and each field from what it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Fields = Mapping[str, object]


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    """It is no more."""
    ABSENT = "absent"
    """It was not named, and stays as it is."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that says something else; None where there was no such row, or where it said nothing."""

    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that is not as it was."""

    fate: Fate
    key: str
    label: str = ""
    """What people call it."""
    fields: tuple[FieldChange, ...] = ()


def differences(before: Mapping[str, Fields], after: Mapping[str, Fields], label: str = "") -> tuple[RowChange, ...]:
    """
    Return what makes *after* of *before*, by the rows' keys: the new, the changed, the gone; *label* names a field.

    >>> was, now = {"a": {"n": 1, "w": "x"}, "b": {"n": 2}}, {"a": {"n": 3, "w": "x"}, "c": {"n": 4}}
    >>> for one in differences(was, now):
    ...     print(one.fate.value, one.key, [(field.name, field.before, field.after) for field in one.fields])
    new c [('n', None, 4)]
    changed a [('n', 1, 3)]
    gone b [('n', 2, None)]
    """
    new = [_row(Fate.NEW, key, {}, after[key], label) for key in sorted(after.keys() - before.keys())]
    both = [
        _row(Fate.CHANGED, key, before[key], after[key], label)
        for key in sorted(after.keys() & before.keys())
        if before[key] != after[key]
    ]
    gone = [_row(Fate.GONE, key, before[key], {}, label) for key in sorted(before.keys() - after.keys())]
    return (*new, *both, *gone)


def absent(rows: Mapping[str, Fields], label: str = "") -> tuple[RowChange, ...]:
    """Return the rows that were not named, and stay."""
    return tuple(RowChange(Fate.ABSENT, key, str(rows[key].get(label, ""))) for key in sorted(rows))


def applied(before: Mapping[str, Fields], changes: Sequence[RowChange]) -> dict[str, dict[str, object]]:
    """
    Return *before* with the changes made in it.

    >>> was, now = {"a": {"n": 1}, "b": {"n": 2}}, {"a": {"n": 3}, "c": {"n": 4}}
    >>> applied(was, differences(was, now)) == now
    True
    """
    rows = {key: dict(fields) for key, fields in before.items()}
    for one in changes:
        if one.fate is Fate.GONE:
            del rows[one.key]
        elif one.fate is not Fate.ABSENT:
            rows.setdefault(one.key, {}).update({field.name: field.after for field in one.fields})
    return rows


def _row(fate: Fate, key: str, before: Fields, after: Fields, label: str) -> RowChange:
    names = dict.fromkeys((*before, *after))
    fields = [FieldChange(name, before.get(name), after.get(name)) for name in names]
    kept = tuple(one for one in fields if fate is not Fate.CHANGED or one.before != one.after)
    return RowChange(fate, key, str((after or before).get(label, "")), kept)
