"""What the depots counted: a table of depot, resource, units, and the day of the count."""

from datetime import date
from pathlib import Path

from hub.rows import SupplyRow
from hub.store import Store
from shared.errors import BadIdentifier, BadRow
from shared.ids import ResourceId, resource_id
from shared.imported import Imported, Outcome, outcome
from shared.tabular import Row, read_table

_NEEDED = ("depot", "resource", "units")
_MOST = 10_000_000


def import_supply(store: Store, file: Path, *, dry_run: bool = False, accept: bool = False) -> Imported:
    """
    Read the stock of depots. A depot that the file names is replaced by what the file says of it.

    A column ``simulated`` that is not empty marks a row as made up; ``as_of`` is the day of the count, the day of the
    import where the file does not say. What published plans send from that day on is taken off. The same listing again
    changes nothing: it hands out no stock twice. A depot serves the UGEL of its name; the only depot serves everybody.

    Raises:
        BadInput: The file cannot be read as a table, or it is not the newest count of a depot that it names.
        BadRow: A row cannot be used; nothing is imported, for half a stock would starve schools.
    """
    table = read_table(file)
    table.require(_NEEDED)
    known = {one.id for one in store.catalogue().resources}
    rows: dict[tuple[str, ResourceId], SupplyRow] = {}
    refused: list[BadRow] = list(table.refused)
    for row in table.rows:
        try:
            read = read_supply(row, known)
            if (read.depot, read.resource) in rows:
                raise BadRow(
                    row.line,
                    "%(resource)s ya está en otra línea para «%(depot)s»",
                    resource=read.resource,
                    depot=read.depot,
                )
            rows[read.depot, read.resource] = read
        except BadRow as error:
            refused.append(error)
    done = outcome(refused, good=len(rows), dry_run=dry_run, accept=accept)
    added, changed = store.put_supply(rows.values(), dry_run=done is not Outcome.WRITTEN)
    return Imported(len(table.rows) + len(table.refused), added, changed, tuple(refused), table.notes, outcome=done)


def read_supply(row: Row, known: set[ResourceId]) -> SupplyRow:
    """
    Return one row of a depot's stock.

    >>> read_supply(Row(2, {"depot": "Huamanga", "resource": "tablet", "units": "40"}), {ResourceId("tablet")}).units
    40

    Raises:
        BadRow: No depot, a resource that the catalogue does not have, units that are no whole number, or no date.
    """
    depot, text = row["depot"].strip()[:80], row["units"].strip()
    try:
        resource = resource_id(row["resource"].strip())
    except BadIdentifier as error:
        raise BadRow(row.line, error) from error
    if not depot:
        raise BadRow(row.line, "falta el nombre del almacén")
    if resource not in known:
        raise BadRow(row.line, "el catálogo no tiene el recurso «%(resource)s»", resource=resource)
    if not text.isascii() or not text.isdigit() or int(text) > _MOST:
        raise BadRow(row.line, "«%(text)s» no es una cantidad de unidades", text=text[:30])
    simulated = bool(row["simulated"].strip())
    return SupplyRow(depot=depot, resource=resource, units=int(text), simulated=simulated, as_of=_day(row))


def _day(row: Row) -> date | None:
    text = row["as_of"].strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadRow(row.line, "«%(text)s» no es el día del conteo; se escribe AAAA-MM-DD", text=text[:30]) from error
