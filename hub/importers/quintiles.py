"""The poverty quintile of services or districts, from a file whose operator says whose it is and of what year."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from hub.importers.amounts import Amounts
from hub.importers.roads import PLACES, service_of
from hub.importers.taking import Listing, Taken, is_made_up, named, take
from hub.quintiles import LEAST_POOR, POOREST, Quintile, Quintiles
from hub.region_rows import School
from hub.store import Store
from shared.errors import BadInput, BadRow
from shared.imported import Imported
from shared.sentences import N_, Sentence
from shared.tabular import Column, Row, says_nothing
from shared.tabular.codes import UBIGEO, restored
from shared.tabular.names import key

QUINTILE = Column(
    "quintile", ("quintil", "quintil de pobreza", "quintil pobreza", "quintil distrital", "quintil monetario"),
    needed=True,
)  # fmt: skip
DISTRICT = Column(
    "ubigeo",
    ("ubigeo inei", "código ubigeo", "código de ubigeo", "cod ubigeo", "codgeo", "inei", "ubigeo distrito"),
)
DISTRICT_NAME = Column("district", ("distrito", "nombre del distrito", "nombre de distrito"))
SOURCE = Column("source", ("fuente", "origen"))
YEAR = Column("year", ("año", "anio", "año de la fuente"))
_SERVICE = PLACES[1:]
_SHAPES = re.compile(rf"(?:quintil|q)?\s*0*([{POOREST}-{LEAST_POOR}])(?:[.,]0+)?", re.IGNORECASE)
_NONE = frozenset(("ninguno", "ninguna", "sinquintil"))
_YEARS = range(1990, 2100)
_LONGEST = 120
_COVERED = N_("Con esto tienen quintil %(known)s de %(all)s escuelas: %(counts)s.")
_NO_SCHOOLS = N_("En estos distritos la región no tiene escuelas, y no cambian nada: %(places)s.")
_OTHER_NAMES = N_(
    "Distritos que la región conoce con otro nombre: %(places)s. Los códigos de INEI y de RENIEC no son los mismos: "
    "revise que los del archivo sean los del listado de escuelas (INEI)."
)


def import_quintiles(
    store: Store, file: Path, *, source: str = "", year: int | None = None, dry_run: bool = False, accept: bool = False
) -> Imported:
    """
    Read the quintile of services (``cod_mod``, ``anexo``) or of districts (``ubigeo``); a service's own goes first.

    Each row says its source and year, or *source* and *year* say those of the whole file. «ninguno» takes one away.

    Raises:
        BadInput: The file cannot be read as a table.
    """
    schools = store.schools()
    services = {str(school.id) for school in schools}
    called = {school.ubigeo: school.district for school in schools if school.ubigeo}
    renamed: dict[str, str] = {}

    def read(row: Row, _amounts: Amounts) -> Quintile:
        place = _place(row, services)
        found = _quintile(row)
        told = "" if says_nothing(row["source"]) else " ".join(row["source"].split())
        of_year = year or 0 if says_nothing(row["year"]) else _year(row)
        whose = (told or source.strip())[:_LONGEST]
        if found is not None and not (whose and of_year):
            raise BadRow(row.line, "no dice la fuente o el año del quintil; dígalos con --source y --year")
        if place in called and called[place] and key(row["district"]) not in ("", key(called[place])):
            renamed[place] = f"{place} ({' '.join(row['district'].split())[:40]}; {called[place]})"
        return Quintile(place=place, quintile=found, source=whose, year=of_year, simulated=is_made_up(row))

    def notes(known: Mapping[str, Quintile]) -> list[Sentence]:
        said = _told(known, schools, called)
        return [*said, Sentence(_OTHER_NAMES, {"places": named(sorted(renamed.values()))})] if renamed else said

    columns = (*_SERVICE, DISTRICT, DISTRICT_NAME, QUINTILE, SOURCE, YEAR)
    listing = Listing(of=Quintile, columns=columns, amounts=(), read=read, shown=_shown, notes=notes)
    return take(store, file, listing, Taken(dry_run, accept))


def _place(row: Row, services: set[str]) -> str:
    """
    Return the service or district that a row is about.

    Raises:
        BadRow: It names none, a service that the region does not know, or a code that cannot be.
    """
    try:
        school = service_of(row)
        ubigeo = "" if says_nothing(row["ubigeo"]) else restored(row["ubigeo"], UBIGEO)
    except BadInput as error:
        raise BadRow(row.line, "%(why)s", why=error) from error
    if school is not None and school not in services:
        raise BadRow(row.line, "la región no conoce el servicio «%(school)s»", school=school)
    if school is None and not ubigeo:
        raise BadRow(row.line, "falta el código modular o el ubigeo del distrito")
    if school is None and (ubigeo[:2] == "00" or ubigeo[2:4] == "00" or ubigeo[4:] == "00"):
        raise BadRow(row.line, "«%(ubigeo)s» no es el ubigeo de un distrito", ubigeo=ubigeo)
    return school or ubigeo


def _quintile(row: Row) -> int | None:
    text = row["quintile"].strip()
    if says_nothing(text):
        raise BadRow(row.line, "no dice el quintil; si ya no tiene, escriba «ninguno»")
    if key(text) in _NONE:
        return None
    shape = _SHAPES.fullmatch(text)
    if shape is None:
        raise BadRow(row.line, "«%(text)s» no es un quintil: se escribe 1 (el más pobre) a 5", text=text[:30])
    return int(shape[1])


def _year(row: Row) -> int:
    text = row["year"].strip().removesuffix(".0")
    if not (text.isascii() and text.isdigit() and len(text) == 4 and int(text) in _YEARS):
        raise BadRow(row.line, "«%(text)s» no es un año", text=text[:30])
    return int(text)


def _told(rows: Mapping[str, Quintile], schools: list[School], called: Mapping[str, str]) -> list[Sentence]:
    known = Quintiles(rows.values())
    found = Counter(one.quintile for school in schools if (one := known.of(school.id, school.ubigeo)))
    counts = ", ".join(f"{quintile}: {found[quintile]:,}" for quintile in sorted(found, key=str)) or "0"
    said = [Sentence(_COVERED, {"known": f"{found.total():,}", "all": f"{len(schools):,}", "counts": counts})]
    idle = sorted(place for place in rows if "-" not in place and place not in called)
    return [*said, Sentence(_NO_SCHOOLS, {"places": named(idle)})] if idle else said


def _shown(row: Quintile) -> dict[str, object]:
    return {"place": row.place, "quintile": row.quintile or "ninguno", "source": row.source, "year": row.year or ""}
