"""By which road one comes to each site and what a trip there costs; and what the vehicles of each road carry."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from hub.importers.amounts import Amount, Amounts
from hub.importers.taking import Listing, Taken, is_made_up, named, take
from hub.kept_means import rows_of
from hub.means import Road, Zone
from hub.store import Store
from shared.errors import BadIdentifier, BadInput, BadRow
from shared.ids import SchoolId, SiteId, school_id
from shared.imported import Imported
from shared.sentences import N_, Sentence
from shared.tabular import Column, Mark, Row, says_nothing
from shared.tabular.codes import COD_MOD, CODLOCAL, restored
from shared.tabular.names import key

ZONE = Column("zone", ("ruta", "zona", "camino", "vía", "nombre de la ruta"), needed=True)
WEIGHT = Amount(Column("weight_kg", ("kg", "peso", "peso kg", "carga kg", "capacidad kg")), 1_000, 1_000_000, "kg")
LITRES = Amount(
    Column("volume_l", ("litros", "volumen l", "capacidad l", "volumen litros")), 1_000, 10_000_000, "litros"
)
CUBIC = Amount(
    Column("volume_m3", ("m3", "m³", "volumen m3", "capacidad m3", "metros cúbicos")), 1_000_000, 10_000, "m3"
)
TRIP = Amount(
    Column("trip_cost", ("costo del viaje", "costo de viaje", "costo viaje", "viaje", "pasaje", "flete")),
    100, 100_000, "soles",
)  # fmt: skip
PLACES = (
    Column("site", ("codlocal", "código de local", "código local", "cod local", "código del local", "local")),
    Column("cod_mod", ("código modular", "cod modular", "codmod", "school", "servicio")),
    Column(
        "anexo",
    ),
)
_NOBODY_BY = N_(
    "Por estas rutas no va ningún local todavía: %(zones)s. Diga cuáles van con «chasqui-hub import roads»; hasta "
    "entonces no limitan nada."
)
_UNLIMITED = N_(
    "De estas rutas nadie dijo cuánto llevan, y no limitan nada: %(zones)s. Dígalo con «chasqui-hub import zones»."
)
_NO_ROAD = frozenset(("ninguna", "ninguno", "sinruta", "sinzona", "sincamino"))
_LONGEST = 80


def import_zones(
    store: Store, file: Path, *, dry_run: bool = False, accept: bool = False, decimal: Mark | None = None
) -> Imported:
    """
    Read what the vehicles of each road carry in a month, in kilograms and litres (or cubic metres).

    A cell that is blank leaves what was known; «sin límite» takes a limit away.

    Raises:
        BadInput: The file cannot be read as a table, or its amounts can be read in two ways.
    """
    known = rows_of(store, Zone)
    spelt = _spelt([*known, *(one.zone for one in rows_of(store, Road).values())])

    def read(row: Row, amounts: Amounts) -> Zone:
        name = _zone(row, spelt)
        if not name:
            raise BadRow(row.line, "falta el nombre de la ruta: la celda está vacía o combinada con otra")
        if amounts.says(row, "volume_l") and amounts.says(row, "volume_m3"):
            raise BadRow(row.line, "dice el volumen dos veces, en litros y en m3. Deje uno de los dos")
        before = known.get(name, Zone(zone=name))
        if not any(amounts.says(row, one) for one in ("weight_kg", "volume_l", "volume_m3")):
            raise BadRow(row.line, "no dice cuánto lleva la ruta; si no hay límite, escriba «sin límite»")
        volume = amounts.read(row, "volume_m3", amounts.read(row, "volume_l", before.volume_ml))
        weight = amounts.read(row, "weight_kg", before.weight_g)
        return Zone(zone=name, weight_g=weight, volume_ml=volume, simulated=is_made_up(row))

    def notes(zones: Mapping[str, Zone]) -> list[Sentence]:
        used = {one.zone for one in rows_of(store, Road).values()}
        idle = sorted(zones.keys() - used)
        return [Sentence(_NOBODY_BY, {"zones": named(idle)})] if idle else []

    listing = Listing(
        of=Zone, columns=(ZONE,), amounts=(WEIGHT, LITRES, CUBIC), read=read, shown=_shown_zone, notes=notes
    )
    return take(store, file, listing, Taken(dry_run, accept, decimal))


def import_roads(
    store: Store, file: Path, *, dry_run: bool = False, accept: bool = False, decimal: Mark | None = None
) -> Imported:
    """
    Read the road of each site and what a trip there costs; a site is named by its code or by that of a service of it.

    A column that is not there, or a cell that is blank, leaves what was known; «ninguna» takes a road away.

    Raises:
        BadInput: The file cannot be read as a table, or its amounts can be read in two ways.
    """
    known, zones = rows_of(store, Road), rows_of(store, Zone)
    spelt = _spelt([*(one.zone for one in known.values()), *zones])
    site_of = {school.id: school.site for school in store.schools()}
    sites = set(site_of.values())

    def read(row: Row, amounts: Amounts) -> Road:
        site = site_named(row, sites, site_of)
        if says_nothing(row["zone"]) and not amounts.says(row, "trip_cost"):
            raise BadRow(row.line, "no dice la ruta ni cuánto cuesta el viaje")
        before = known.get(site, Road(site=site))
        zone = before.zone if says_nothing(row["zone"]) else "" if key(row["zone"]) in _NO_ROAD else _zone(row, spelt)
        trip = amounts.read(row, "trip_cost", before.trip_cents) or 0
        return Road(site=site, zone=zone, trip_cents=trip, simulated=is_made_up(row))

    def notes(roads: Mapping[str, Road]) -> list[Sentence]:
        free = sorted({one.zone for one in roads.values()} - zones.keys() - {""})
        return [Sentence(_UNLIMITED, {"zones": named(free)})] if free else []

    zone = Column(ZONE.name, ZONE.others)
    listing = Listing(of=Road, columns=(*PLACES, zone), amounts=(TRIP,), read=read, shown=_shown_road, notes=notes)
    return take(store, file, listing, Taken(dry_run, accept, decimal))


def _spelt(names: Iterable[str]) -> dict[str, str]:
    """Return each road by its name without accents and capitals: one that is known stays spelt as it is."""
    return {key(name): name for name in names if name}


def _zone(row: Row, spelt: dict[str, str]) -> str:
    text = " ".join(row["zone"].split())[:_LONGEST]
    return spelt.setdefault(key(text), text) if key(text) else ""


def site_named(row: Row, sites: set[SiteId], site_of: Mapping[SchoolId, SiteId]) -> SiteId:
    """
    Return the site that a row is about.

    Raises:
        BadRow: It names none, one that the region does not know, or two that are not the same.
    """
    try:
        local = SiteId(restored(row["site"], CODLOCAL)) if not says_nothing(row["site"]) else None
        school = service_of(row)
    except BadInput as error:
        raise BadRow(row.line, "%(why)s", why=error) from error
    if local is None and school is None:
        raise BadRow(row.line, "falta el código de local o el código modular")
    if local is not None and local not in sites:
        raise BadRow(row.line, "la región no conoce el local «%(site)s»", site=local)
    if school is not None and school not in site_of:
        raise BadRow(row.line, "la región no conoce el servicio «%(school)s»", school=school)
    found = [one for one in (local, site_of.get(school) if school else None) if one is not None]
    if found[0] != found[-1]:
        words = "el servicio «%(school)s» no es del local «%(site)s», sino del «%(other)s»"
        raise BadRow(row.line, words, school=str(school), site=found[0], other=found[-1])
    return found[0]


def service_of(row: Row) -> SchoolId | None:
    """
    Return the service that a row names by código modular and anexo; None where it names none.

    Raises:
        BadInput: The code cannot be one.
    """
    text = row["cod_mod"].strip()
    if says_nothing(text):
        return None
    code, _, annex = text.partition("-") if text.count("-") == 1 else (text, "", "")
    try:
        return school_id(restored(code, COD_MOD), restored(annex or row["anexo"], 1) or "0")
    except BadIdentifier as error:
        raise BadInput("%(why)s", why=error) from error


def _shown_zone(zone: Zone) -> dict[str, object]:
    return {
        "zone": zone.zone,
        "weight_kg": "sin límite" if zone.weight_g is None else f"{zone.weight_g / 1_000:,g}",
        "volume_l": "sin límite" if zone.volume_ml is None else f"{zone.volume_ml / 1_000:,g}",
    }


def _shown_road(road: Road) -> dict[str, object]:
    return {"site": road.site, "zone": road.zone, "trip_cost": f"{road.trip_cents / 100:,.2f}"}
