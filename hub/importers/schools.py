"""Files that say something of schools: listings, counts of pupils, tables of districts and UGELs."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from hub.importers.columns import LISTING
from hub.importers.counts import read_counts
from hub.importers.listing import Change, read_listing
from hub.importers.places import read_districts, read_ugels
from hub.importers.recognised import recognised
from hub.region import kept_of, schools_of
from hub.region_rows import School
from hub.store import Store
from shared.differing import Fate, Fields, RowChange, absent, differences
from shared.errors import BadInput
from shared.ids import SchoolId
from shared.imported import PREVIEWED, Imported, Outcome, outcome
from shared.tabular import Mark, Table, read_table
from shared.tabular.table import Lacking, headings

_NOT_SCHOOLS = (
    "En «%(name)s» no está el código por el que se reconoce cada escuela: trae %(found)s. Se espera un listado de "
    "servicios (COD_MOD y CEN_EDU), una cuenta de estudiantes por local (CODLOCAL y TALUMNO), o una tabla de distritos "
    "o de UGEL con sus códigos. Si el código está con otro título, cámbielo y repita."
)


def import_schools(
    store: Store,
    file: Path,
    *,
    dry_run: bool = False,
    accept: bool = False,
    decimal: Mark | None = None,
    ubigeo: str = "",
) -> Imported:
    """
    Read a file about schools and insert or update them in one transaction; what it says is told by its columns.

    A column that the file does not have, or a cell that says nothing, leaves what is known as it is; importing the
    file again changes nothing. *ubigeo* takes of a national listing only the services whose district begins so.

    Raises:
        BadInput: The file cannot be read as a table, says nothing of schools, has a column of numbers that can be read
            in two ways (*decimal* says in which), or has no column by which *ubigeo* could choose.
    """
    table = read_table(file, LISTING)
    before = schools_of(store.every_school())
    change = _read(table, file.name, before, decimal, ubigeo)
    refused = sorted([*table.refused, *change.refused], key=lambda one: one.line)
    done = outcome(refused, good=len(change.schools), dry_run=dry_run, accept=accept)
    changes = _changes(before, change.schools)
    if done is Outcome.WRITTEN:
        added, changed = store.put_schools(change.schools)
    else:
        added, changed = (sum(one.fate is fate for one in changes) for fate in (Fate.NEW, Fate.CHANGED))
    return Imported(
        read=change.read + len(table.refused),
        added=added,
        changed=changed,
        refused=tuple(refused),
        notes=(*table.notes, *change.notes),
        preview=tuple(map(_shown, change.schools[:PREVIEWED])),
        outcome=done,
        skipped=change.skipped,
        recognised=recognised(table, change.assumed, refused) if done is not Outcome.WRITTEN else (),
        changes=(*changes, *_absent(before, change)),
    )


def _changes(before: Mapping[SchoolId, School], schools: Iterable[School]) -> tuple[RowChange, ...]:
    after: dict[str, Fields] = {school.id: kept_of(school) for school in schools}
    was: dict[str, Fields] = {id_: kept_of(before[SchoolId(id_)]) for id_ in after if id_ in before}
    return differences(was, after, "name")


def _absent(before: Mapping[SchoolId, School], change: Change) -> tuple[RowChange, ...]:
    """Return the schools of the UGELs of a listing that it does not name, or names as closed: they stay."""
    if not change.lists_all:
        return ()
    named = {school.id for school in change.schools}
    ugels = {school.ugel for school in change.schools}
    left: dict[str, Fields] = {
        id_: kept_of(school)
        for id_, school in before.items()
        if id_ not in named
        and school.closed is None
        and school.ugel in ugels
        and school.ubigeo.startswith(change.ubigeo)
    }
    return absent(left, "name")


def read_schools(file: Path, known: Iterable[School], decimal: Mark | None = None) -> list[School]:
    """
    Return the schools that *file* says something of, over those that are *known*, without keeping them anywhere.

    Raises:
        BadInput: See ``import_schools``.
    """
    return _read(read_table(file, LISTING), file.name, schools_of(known), decimal, "").schools


def _check_place(table: Table, ubigeo: str) -> None:
    if not re.fullmatch("[0-9]{1,6}", ubigeo):
        raise BadInput("«%(text)s» no es el comienzo de un ubigeo. Escriba sus cifras, como 05 o 0501.", text=ubigeo)
    services = {"cod_mod", "students", "served"}.intersection(table.columns)
    if not services or "ubigeo" not in table.columns:
        raise BadInput(
            "--ubigeo elige filas por la columna del ubigeo (CODGEO), y este archivo no la trae o no es de servicios. "
            "Repita sin esa opción. No se importó nada."
        )


def _read(table: Table, name: str, before: Mapping[SchoolId, School], decimal: Mark | None, ubigeo: str) -> Change:
    has = set(table.columns).issuperset
    if ubigeo:
        _check_place(table, ubigeo)
    if has({"cod_mod"}):
        if not has({"name"}):
            raise Lacking(table.line, ["nombre (CEN_EDU)"], [*table.spelt.values(), *table.unread])
        return read_listing(table, before, decimal, ubigeo)
    if has({"codlocal", "students"}) or has({"codlocal", "served"}):
        return read_counts(table, before.values(), decimal, ubigeo)
    if has({"codooii", "iged"}):
        return read_ugels(table, before.values())
    if has({"ubigeo", "distrito"}) and not has({"name"}):
        return read_districts(table, before.values())
    raise BadInput(_NOT_SCHOOLS, name=name, found=headings([*table.spelt.values(), *table.unread]))


def _shown(school: School) -> dict[str, object]:
    return {
        "school": school.id,
        "nombre": school.name,
        "local": None if school.site.startswith("~") else school.site,
        "nivel": school.level,
        "ugel": school.ugel,
        "ubigeo": school.ubigeo,
        "area": school.rurality,
        "estudiantes": school.students,
        "power": school.power.value,
        "coverage": school.coverage,
        "internet": school.internet,
        "languages": school.languages,
        "altitude_m": school.altitude_m,
        "lat": school.lat,
        "lon": school.lon,
    }
