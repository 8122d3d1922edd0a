"""What a region may spend in a month, on trips out of each depot and on all that is sent; and what resources cost."""

from collections.abc import Mapping
from pathlib import Path

from hub.allocation.tables import POOL
from hub.importers.amounts import Amount, Amounts
from hub.importers.listing import plain_ugel
from hub.importers.supply import resource_of, resources_by_word
from hub.importers.taking import Listing, Taken, is_made_up, named, take
from hub.kept_means import rows_of
from hub.means import GOODS, Budget, Cost, Road
from hub.store import Store
from shared.errors import BadRow
from shared.imported import Imported
from shared.sentences import N_, Sentence
from shared.tabular import Column, Mark, Row
from shared.tabular.names import key

DEPOT = Column("depot", ("almacén", "depósito", "nombre del almacén"), needed=True)
SOLES = Amount(
    Column("soles", ("presupuesto", "monto", "importe", "presupuesto de viajes"), needed=True),
    100, 100_000_000, "soles",
)  # fmt: skip
RESOURCE = Column("resource", ("recurso", "material", "código de recurso", "código"), needed=True)
COST = Amount(
    Column("cost", ("costo", "costo unitario", "precio", "precio unitario", "valor unitario"), needed=True),
    100, 1_000_000, "soles",
)  # fmt: skip
_FREE_TRIPS = N_(
    "Los viajes desde %(depots)s no tienen costo, y su presupuesto no limita nada: diga cuánto cuesta llegar a cada "
    "local con «chasqui-hub import roads»."
)
_FREE_GOODS = N_(
    "Ningún recurso tiene costo, y el presupuesto para recursos no limita nada: dígalo con «chasqui-hub import costs»."
)
_NO_MONEY = N_(
    "La región no tiene un presupuesto para recursos, y los costos no limitan nada: póngalo en la fila RECURSOS de "
    "«chasqui-hub import budgets»."
)


def import_budgets(
    store: Store, file: Path, *, dry_run: bool = False, accept: bool = False, decimal: Mark | None = None
) -> Imported:
    """
    Read the money of a month: for the trips out of each depot, and in the row ``RECURSOS`` for all that is sent.

    «sin límite» takes a limit away.

    Raises:
        BadInput: The file cannot be read as a table, or its amounts can be read in two ways.
    """
    depots = sorted({row.depot for row in store.supply()} - {POOL})
    by_word = {key(plain_ugel(depot)): depot for depot in depots} | {key(depot): depot for depot in depots}
    by_word |= {key(GOODS): GOODS}

    def read(row: Row, amounts: Amounts) -> Budget:
        depot = _depot(row, by_word, depots)
        if not amounts.says(row, "soles"):
            raise BadRow(row.line, "falta el monto; si no hay límite, escriba «sin límite»")
        return Budget(depot=depot, cents=amounts.read(row, "soles"), simulated=is_made_up(row))

    def notes(budgets: Mapping[str, Budget]) -> list[Sentence]:
        return _without_cost(store, budgets)

    listing = Listing(of=Budget, columns=(DEPOT,), amounts=(SOLES,), read=read, shown=_shown_budget, notes=notes)
    return take(store, file, listing, Taken(dry_run, accept, decimal))


def import_costs(
    store: Store, file: Path, *, dry_run: bool = False, accept: bool = False, decimal: Mark | None = None
) -> Imported:
    """
    Read what a unit of each resource costs, in soles.

    Raises:
        BadInput: The file cannot be read as a table, or its amounts can be read in two ways.
    """
    known = resources_by_word(store.catalogue())

    def read(row: Row, amounts: Amounts) -> Cost:
        resource = resource_of(row, known)
        cents = amounts.read(row, "cost") if amounts.says(row, "cost") else None
        if cents is None:
            raise BadRow(row.line, "falta el costo de una unidad; si no cuesta, escriba 0")
        return Cost(resource=resource, cents=cents, simulated=is_made_up(row))

    def notes(_costs: Mapping[str, Cost]) -> list[Sentence]:
        limited = any(one.depot == GOODS and one.cents is not None for one in rows_of(store, Budget).values())
        return [] if limited else [Sentence(_NO_MONEY)]

    listing = Listing(of=Cost, columns=(RESOURCE,), amounts=(COST,), read=read, shown=_shown_cost, notes=notes)
    return take(store, file, listing, Taken(dry_run, accept, decimal))


def _depot(row: Row, by_word: Mapping[str, str], depots: list[str]) -> str:
    text = " ".join(row["depot"].split())[:80]
    if not text:
        raise BadRow(row.line, "falta el nombre del almacén: la celda está vacía o combinada con otra")
    found = by_word.get(key(text)) or by_word.get(key(plain_ugel(text)))
    if found is not None:
        return found
    if not depots:
        words = "«%(depot)s»: la región todavía no tiene almacenes. Importe antes sus existencias (import supply)"
        raise BadRow(row.line, words, depot=text)
    words = "ningún almacén se llama «%(depot)s»; los que hay: %(there)s"
    raise BadRow(row.line, words, depot=text, there=named(depots))


def _without_cost(store: Store, budgets: Mapping[str, Budget]) -> list[Sentence]:
    """Say which budgets limit nothing, because nothing that they pay for costs anything."""
    trips = {one.site for one in rows_of(store, Road).values() if one.trip_cents}
    costly = {school.depot for school in store.schools() if school.site in trips}
    limited = {one.depot for one in budgets.values() if one.cents is not None}
    said = []
    if idle := sorted(limited - costly - {GOODS}):
        said.append(Sentence(_FREE_TRIPS, {"depots": named(idle)}))
    if GOODS in limited and not any(one.cents for one in rows_of(store, Cost).values()):
        said.append(Sentence(_FREE_GOODS))
    return said


def _shown_budget(budget: Budget) -> dict[str, object]:
    return {"depot": budget.depot, "soles": "sin límite" if budget.cents is None else f"{budget.cents / 100:,.2f}"}


def _shown_cost(cost: Cost) -> dict[str, object]:
    return {"resource": cost.resource, "cost": f"{cost.cents / 100:,.2f}"}
