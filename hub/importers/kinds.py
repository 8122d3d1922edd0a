"""What the region imports: each kind of file with its importer, and by what a file is recognised as of that kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec

from hub.importers import budgets, dhis2, pack_rooms, quintiles, roads, supply
from hub.importers.catalogue import import_calendar, import_catalogue
from hub.importers.columns import LISTING
from hub.importers.schools import import_schools
from hub.named_files import read_named
from hub.store import Store
from shared.errors import BadInput
from shared.imported import Imported
from shared.sentences import N_
from shared.tabular import Column, Mark, parse_table


class Kind(StrEnum):
    """What a file is about; the name of its command is ``chasqui-hub import NAME``."""

    SCHOOLS = "schools"
    SUPPLY = "supply"
    ZONES = "zones"
    ROADS = "roads"
    BUDGETS = "budgets"
    COSTS = "costs"
    QUINTILES = "quintiles"
    PACK_ROOMS = "pack-rooms"
    CATALOGUE = "catalogue"
    CALENDAR = "calendar"
    DHIS2 = "dhis2"


@dataclass(frozen=True, slots=True)
class Importer:
    """How a kind of file goes in."""

    words: str
    work: Callable[..., Imported]
    options: frozenset[str] = frozenset(("decimal",))
    by_rows: bool = True
    """It may go in without its refused lines."""


class Asked(msgspec.Struct, frozen=True):
    """A file and what somebody said of it."""

    kind: Kind
    name: str
    decimal: str = ""
    ubigeo: str = ""
    source: str = ""
    year: int = 0


IMPORTERS: Mapping[Kind, Importer] = {
    Kind.SCHOOLS: Importer(N_("Escuelas: padrón, matrícula, distritos o UGEL"), import_schools,
                           frozenset(("decimal", "ubigeo"))),
    Kind.SUPPLY: Importer(N_("Existencias de almacenes"), supply.import_supply),
    Kind.ZONES: Importer(N_("Lo que lleva cada ruta"), roads.import_zones),
    Kind.ROADS: Importer(N_("Ruta y costo del viaje a cada local"), roads.import_roads),
    Kind.BUDGETS: Importer(N_("Presupuestos del mes"), budgets.import_budgets),
    Kind.COSTS: Importer(N_("Costo de cada recurso"), budgets.import_costs),
    Kind.QUINTILES: Importer(N_("Quintiles de pobreza"), quintiles.import_quintiles, frozenset(("source", "year"))),
    Kind.PACK_ROOMS: Importer(N_("Espacio para paquetes en cada local"), pack_rooms.import_pack_rooms),
    Kind.CATALOGUE: Importer(N_("Catálogo de recursos (JSON)"), import_catalogue, frozenset(), by_rows=False),
    Kind.CALENDAR: Importer(N_("Calendario escolar (JSON)"), import_calendar, frozenset(), by_rows=False),
    Kind.DHIS2: Importer(N_("Cómo se llama cada cosa en DHIS2"), dhis2.import_dhis2, frozenset()),
}  # fmt: skip

_COLUMNS: tuple[Column, ...] = (
    *LISTING, supply.COLUMNS[0], supply.COLUMNS[1], supply.COLUMNS[2], roads.ZONE, roads.WEIGHT.column,
    roads.LITRES.column, roads.CUBIC.column, roads.TRIP.column, roads.PLACES[0], budgets.SOLES.column,
    budgets.COST.column, quintiles.QUINTILE, pack_rooms.FREE.column, pack_rooms.SYNC.column,
    dhis2.DHIS2, dhis2.MEASURE,
)  # fmt: skip
_ANY = tuple(Column(one.name, one.others) for one in _COLUMNS)
_UNKNOWN = N_("No se reconoce de qué es «%(name)s». Elíjalo en «De qué es el archivo» y repita. No se importó nada.")


def recognise(file: Path) -> Kind:
    """
    Tell by its headings, or by what a JSON holds, of which kind a file is.

    Raises:
        BadInput: It is of none, or cannot be read.
    """
    data = read_named(file)
    told = _of_json(data) if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else None
    found = told or kind_of(set(parse_table(data, file.name, _ANY).columns))
    if found is None:
        raise BadInput(_UNKNOWN, name=file.name)
    return found


def kind_of(has: set[str]) -> Kind | None:
    """
    Return what a table with these columns is about; None where they do not tell.

    >>> [kind_of(set(one.split())) for one in ("depot resource units", "cod_mod name", "site zone", "name nivel")]
    [<Kind.SUPPLY: 'supply'>, <Kind.SCHOOLS: 'schools'>, <Kind.ROADS: 'roads'>, None]
    """
    carries, room = has & {"weight_kg", "volume_l", "volume_m3"}, has & {"free_mb", "sync_mb"}
    place = has & {"site", "codlocal", "cod_mod"}
    tests = (
        ("dhis2" in has, Kind.DHIS2),
        ("quintile" in has, Kind.QUINTILES),
        (bool(room and place), Kind.PACK_ROOMS),
        ({"depot", "soles"} <= has, Kind.BUDGETS),
        ({"depot", "resource", "units"} <= has, Kind.SUPPLY),
        ({"resource", "cost"} <= has, Kind.COSTS),
        ("zone" in has and bool(carries), Kind.ZONES),
        (bool(place and has & {"zone", "trip_cost"}), Kind.ROADS),
        ("cod_mod" in has and "name" in has, Kind.SCHOOLS),
        ("codlocal" in has and bool(has & {"students", "served"}), Kind.SCHOOLS),
        ({"codooii", "iged"} <= has or {"ubigeo", "distrito"} <= has, Kind.SCHOOLS),
    )
    return next((kind for yes, kind in tests if yes), None)


def run(store: Store, file: Path, asked: Asked, *, dry_run: bool, accept: bool = False) -> Imported:
    """
    Import a file as it was asked.

    Raises:
        BadInput: See the importers.
    """
    importer = IMPORTERS[asked.kind]
    said = {
        "decimal": Mark(asked.decimal) if asked.decimal else None,
        "ubigeo": asked.ubigeo,
        "source": asked.source,
        "year": asked.year or None,
    }
    options = {name: said[name] for name in importer.options}
    more = {"accept": accept} if importer.by_rows else {}
    return importer.work(store, file, dry_run=dry_run, **more, **options)


def _of_json(data: bytes) -> Kind | None:
    try:
        told = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return Kind.CATALOGUE if "resources" in told else Kind.CALENDAR if "terms" in told else None
