"""What the depots counted: a table of depot, resource, units, and the day of the count."""

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from hub.allocation.tables import POOL
from hub.region import depot_of
from hub.region_rows import SupplyRow
from hub.store import Store
from shared.clock import LIMA
from shared.differing import Fate, RowChange, differences
from shared.errors import BadInput, BadRow
from shared.ids import ResourceId
from shared.imported import PREVIEWED, Imported, Outcome, outcome
from shared.resources import Catalogue
from shared.sentences import N_, Sentence
from shared.tabular import Column, Mark, Row, check_day_first, day, decimal_mark, number, read_table, says_nothing
from shared.tabular.names import key

COLUMNS = (
    Column("depot", ("almacén", "depósito", "nombre del almacén"), needed=True),
    Column("resource", ("recurso", "material", "código de recurso", "código"), needed=True),
    Column("units", ("unidades", "cantidad", "existencias", "stock", "saldo"), needed=True),
    Column("as_of", ("día del conteo", "fecha del conteo", "fecha de conteo", "conteo", "fecha")),
    Column("simulated", ("simulado",)),
)
_LIKE = 0.6
"""Share of letters in common from which two words may be one and its misspelling."""
_MOST = 10_000_000
_SERVES_NOBODY = N_(
    "Ninguna escuela se sirve de «%(depots)s»: el almacén lleva el nombre de la UGEL a la que sirve. "
    "Las UGEL del padrón son: %(ugels)s."
)
_NAMED = 8
_BETWEEN = " · "
_EMPTIED = N_(
    "Un listado reemplaza todo lo de sus almacenes: lo que no nombra queda sin existencias. Unidades que se quitan: "
    "%(units)s, de recursos: %(resources)s. Si el almacén las tiene, complete el listado y repita."
)
_LEFT_OUT = (
    "De los almacenes del listado queda solo lo de las filas que sirven: los recursos de las líneas rechazadas, sin "
    "existencias."
)


def import_supply(
    store: Store, file: Path, *, dry_run: bool = False, accept: bool = False, decimal: Mark | None = None
) -> Imported:
    """
    Read the stock of depots. A depot that the file names is replaced by what the file says of it.

    A column ``simulated`` that is not empty marks a row as made up; ``as_of`` is the day of the count, the day of the
    import where the file does not say. What published plans send from that day on is taken off. The same listing again
    changes nothing: it hands out no stock twice. A depot serves the UGEL of its name; the only depot serves everybody.

    Raises:
        BadInput: The file cannot be read as a table, its units can be read in two ways (*decimal* says in which), or it
            is not the newest count of a depot that it names.
    """
    table = read_table(file, COLUMNS)
    dates = check_day_first((row["as_of"] for row in table.rows), table.spelt.get("as_of", "as_of"))
    asked = decimal or (None if table.delimiter else Mark.POINT)
    mark = decimal_mark((row["units"] for row in table.rows), table.spelt.get("units", "units"), asked=asked)
    known = resources_by_word(store.catalogue())
    rows: dict[tuple[str, ResourceId], SupplyRow] = {}
    refused = list(table.refused)
    days = Days(store.clock.now().astimezone(LIMA).date(), table.spelt.get("as_of", "as_of"))
    for row in table.rows:
        try:
            read = read_supply(row, known, mark)
            days.check(row, read)
            if (read.depot, read.resource) in rows:
                words = "%(resource)s ya está en otra línea para «%(depot)s»"
                raise BadRow(row.line, words, resource=read.resource, depot=read.depot)
            rows[read.depot, read.resource] = read
        except BadRow as error:
            refused.append(error)
    done = outcome(refused, good=len(rows), dry_run=dry_run, accept=accept)
    before, after = store.put_supply(rows.values(), dry_run=done is not Outcome.WRITTEN)
    changes = differences(_given(before), _given(after))
    added = sum(one.fate is Fate.NEW for one in changes)
    return Imported(
        read=len(table.rows) + len(table.refused),
        added=added,
        changed=len(changes) - added,
        refused=tuple(sorted(refused, key=lambda one: one.line)),
        notes=(
            *table.notes,
            *dates,
            *([Sentence(_LEFT_OUT)] if refused and rows else []),
            *_emptied(changes),
            *_serving_nobody(store, {depot for depot, _ in rows}),
        ),
        preview=tuple(_shown(row) for row in list(rows.values())[:PREVIEWED]),
        outcome=done,
        changes=changes,
    )


def units_gone(changes: Iterable[RowChange]) -> tuple[int, int]:
    """Return how many units the rows had that go, and of how many resources; those that had none are no loss."""
    had: dict[str, int] = {}
    for one in changes:
        for field in one.fields:
            if one.fate is Fate.GONE and field.name == "units" and isinstance(field.before, int) and field.before:
                resource = one.key.rpartition(_BETWEEN)[2]
                had[resource] = had.get(resource, 0) + field.before
    return sum(had.values()), len(had)


def _emptied(changes: Iterable[RowChange]) -> list[Sentence]:
    """Say how much would be gone because the listing of its depot does not name it."""
    units, resources = units_gone(changes)
    return [Sentence(_EMPTIED, {"units": f"{units:,}", "resources": f"{resources:,}"})] if units else []


def _given(rows: Iterable[SupplyRow]) -> dict[str, dict[str, object]]:
    """Return what there is to give by depot and resource; the day of a count alone gives nothing."""
    return {f"{row.depot}{_BETWEEN}{row.resource}": {"units": row.units, "simulated": row.simulated} for row in rows}


class Days:
    """The day of the count that each depot of a listing says, and where it said it first."""

    def __init__(self, today: date, column: str) -> None:
        """*column* is how the file calls it."""
        self._today, self._column = today, column.strip()
        self._said: dict[str, tuple[int, date | None]] = {}

    def check(self, row: Row, read: SupplyRow) -> None:
        """
        Note the day of a row.

        Raises:
            BadRow: It has not come yet, or is another than the depot's first.
        """
        if read.as_of is not None and read.as_of > self._today:
            words = "«%(text)s» es un día que todavía no llega (columna «%(column)s»). Escriba el día en que se contó"
            raise BadRow(row.line, words, text=row["as_of"].strip()[:30], column=self._column)
        other, said = self._said.setdefault(read.depot, (row.line, read.as_of))
        if said != read.as_of:
            raise BadRow(
                row.line,
                "el almacén «%(depot)s» dice %(day)s como día del conteo en la línea %(other)s, y aquí otro día "
                "(columna «%(column)s»). Deje un solo día por almacén",
                depot=read.depot,
                day=f"{said:%d/%m/%Y}" if said else "—",
                other=other,
                column=self._column,
            )


def _serving_nobody(store: Store, named: set[str]) -> list[Sentence]:
    """Say which of the depots would give to nobody, by the schools there are."""
    named = named - {POOL}
    there = {row.depot for row in store.supply()} - {POOL} | named
    ugels = sorted({one.ugel for one in store.schools() if one.ugel})
    serving = {depot_of(ugel, sorted(there)) for ugel in ugels}
    idle = sorted(named - serving)
    if not idle or not ugels:
        return []
    more = ["…"] if len(ugels) > _NAMED else []
    return [Sentence(_SERVES_NOBODY, {"depots": ", ".join(idle), "ugels": ", ".join([*ugels[:_NAMED], *more])})]


def resources_by_word(catalogue: Catalogue) -> Mapping[str, ResourceId]:
    """Return the resources by what people write for them: the id, or the name as the catalogue has it."""
    by_name = {key(one.name): one.id for one in catalogue.resources}
    return by_name | {key(one.id): one.id for one in catalogue.resources}


def read_supply(row: Row, known: Mapping[str, ResourceId], mark: Mark = Mark.POINT) -> SupplyRow:
    """
    Return one row of a depot's stock.

    >>> row = Row(2, {"depot": "Huamanga", "resource": "Tabletas", "units": "1,040"})
    >>> read_supply(row, {"tabletas": ResourceId("tablet")}).units
    1040

    Raises:
        BadRow: No depot, a resource that the catalogue does not have, units that are no whole number, or no date.
    """
    depot = " ".join(row["depot"].split())[:80]
    if not depot:
        raise BadRow(row.line, "falta el nombre del almacén: la celda está vacía o combinada con otra")
    return SupplyRow(
        depot=depot,
        resource=resource_of(row, known),
        units=_units(row, mark),
        simulated=bool(row["simulated"].strip()),
        as_of=_day(row),
    )


def resource_of(row: Row, known: Mapping[str, ResourceId]) -> ResourceId:
    """
    Return the resource that a row names.

    Raises:
        BadRow: The catalogue does not have it.
    """
    text = row["resource"].strip()
    found = known.get(key(text)) if text else None
    if found is not None:
        return found
    if near := nearest(text, known):
        words = "el catálogo no tiene el recurso «%(resource)s»; lo más parecido: %(near)s"
        raise BadRow(row.line, words, resource=text[:64], near=", ".join(near))
    raise BadRow(row.line, "el catálogo no tiene el recurso «%(resource)s»", resource=text[:64])


def nearest(text: str, known: Mapping[str, ResourceId]) -> list[ResourceId]:
    """
    Return the resources whose id or name is most like *text*, at the most three, the likest first.

    >>> known = {"tabletas": ResourceId("tablet"), "tablet": ResourceId("tablet"), "guias": ResourceId("guia")}
    >>> nearest("Tablets", known), nearest("pizarra", known)
    (['tablet'], [])
    """
    like = get_close_matches(key(text), known, n=6, cutoff=_LIKE)
    return list(dict.fromkeys(known[word] for word in like))[:3]


def _units(row: Row, mark: Mark) -> int:
    if says_nothing(row["units"]):
        raise BadRow(row.line, "falta la cantidad; si se contó y no hay, escriba 0")
    try:
        units = number(row["units"], mark, (0, _MOST))
    except BadInput:
        units = None
    told = row["units"].strip()[:30]
    if units is None:
        raise BadRow(row.line, "«%(units)s» no es una cantidad de unidades", units=told)
    if units != int(units):
        raise _broken(row, told, units, mark)
    return int(units)


def _broken(row: Row, told: str, units: float, mark: Mark) -> BadRow:
    """Refuse units that are no whole number, and say what to do where the other mark reads them as one."""
    other = next(one for one in Mark if one is not mark)
    try:
        whole = number(row["units"], other, (0, _MOST))
    except BadInput:
        whole = None
    if whole is None or whole != int(whole):
        return BadRow(row.line, "«%(units)s» no es una cantidad de unidades", units=told)
    words = (
        "«%(units)s» se leyó como %(read)s y no es una cantidad de unidades; si son %(whole)s, diga la marca de "
        "decimales: «%(other)s» (--decimal %(other)s)"
    )
    return BadRow(row.line, words, units=told, read=f"{units:g}", whole=f"{int(whole):,}", other=other.value)


def _day(row: Row) -> date | None:
    try:
        return day(row["as_of"])
    except BadInput as error:
        words = "«%(text)s» no es el día del conteo; se escribe AAAA-MM-DD o DD/MM/AAAA"
        raise BadRow(row.line, words, text=row["as_of"].strip()[:30]) from error


def _shown(row: SupplyRow) -> dict[str, object]:
    return {"depot": row.depot, "resource": row.resource, "units": row.units, "as_of": str(row.as_of or "")}
