"""One way for every listing whose rows are kept over what was known of the same: dry run, refused lines, once only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic

import msgspec

from hub.importers.amounts import Amount, Amounts
from hub.kept_means import Kept, name_of, put_rows, rows_of
from hub.store import Store
from shared.differing import RowChange, differences
from shared.errors import BadRow
from shared.imported import PREVIEWED, Imported, Outcome, outcome
from shared.sentences import Sentence
from shared.tabular import Column, Mark, Row, Table, read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[Kept]):
    """What a file is a listing of, and how its rows are read."""

    of: type[Kept]
    columns: Sequence[Column]
    amounts: Sequence[Amount]
    read: Callable[[Row, Amounts], Kept]
    """Raises ``BadRow``."""
    shown: Callable[[Kept], Mapping[str, object]]
    notes: Callable[[Mapping[str, Kept]], Sequence[Sentence]]
    """What should be said of all that is known with what the file says."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How a file is to be taken: as the options of the commands say."""

    dry_run: bool = False
    accept: bool = False
    decimal: Mark | None = None


def take(store: Store, file: Path, listing: Listing[Kept], how: Taken) -> Imported:
    """
    Read a listing over what was known; without a refused line, or with ``accept``, it is kept.

    Raises:
        BadInput: The file cannot be read as a table, or its amounts can be read in two ways.
    """
    table = read_table(file, (*listing.columns, *(one.column for one in listing.amounts), SIMULATED))
    good, refused = _rows(table, listing, Amounts(table, listing.amounts, how.decimal))
    done = outcome(refused, good=len(good), dry_run=how.dry_run, accept=how.accept)
    known = rows_of(store, listing.of)
    added, changed = put_rows(store, listing.of, good.values(), dry_run=done is not Outcome.WRITTEN)
    return Imported(
        read=len(table.rows) + len(table.refused),
        added=added,
        changed=changed,
        refused=tuple(sorted(refused, key=lambda one: one.line)),
        notes=(*table.notes, *(listing.notes(known | good) if good else ())),
        preview=tuple(listing.shown(row) for row in list(good.values())[:PREVIEWED]),
        outcome=done,
        changes=_changes(known, good),
    )


def _changes(known: Mapping[str, Kept], good: Mapping[str, Kept]) -> tuple[RowChange, ...]:
    """Tell in what the rows of a file differ from what was known of the same; what they do not name stays."""
    was = {name: msgspec.structs.asdict(known[name]) for name in good if name in known}
    return differences(was, {name: msgspec.structs.asdict(row) for name, row in good.items()})


def _rows(table: Table, listing: Listing[Kept], amounts: Amounts) -> tuple[dict[str, Kept], list[BadRow]]:
    good: dict[str, Kept] = {}
    first: dict[str, int] = {}
    refused = list(table.refused)
    for row in table.rows:
        try:
            read = listing.read(row, amounts)
            name = name_of(read)
            if good.setdefault(name, read) != read:
                words = "«%(name)s» ya está en la línea %(other)s con otros datos. Deje una de las dos"
                raise BadRow(row.line, words, name=name, other=first[name])
            first.setdefault(name, row.line)
        except BadRow as error:
            refused.append(error)
    return good, refused


def is_made_up(row: Row) -> bool:
    """Tell whether a row is marked as made up."""
    return bool(row[SIMULATED.name].strip())


def named(names: Sequence[str]) -> str:
    """
    Return some names for a sentence.

    >>> named(["a", "b"]), named([str(n) for n in range(20)])
    ('a, b', '0, 1, 2, 3, 4, 5, 6, 7 (+12)')
    """
    more = f" (+{len(names) - _NAMED})" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


SIMULATED = Column("simulated", ("simulado",))
_NAMED = 8
