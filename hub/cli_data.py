"""Commands that bring data in and out: imports, panels, models."""

import sys
from collections.abc import Callable, Collection
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hub import cli_options as cli
from hub.acts import BY_COMMAND
from shared.differing import Fate, FieldChange, RowChange
from shared.errors import BadInput
from shared.imported import Imported, Outcome
from shared.tabular import Mark

if TYPE_CHECKING:
    from hub.store import Store

File = click.Path(path_type=Path, dir_okay=False)


def register(main: click.Group) -> None:
    """Add these commands to *main*."""
    main.add_command(import_group)
    main.add_command(panel)
    main.add_command(release)
    main.add_command(recommend)


@click.group("import")
def import_group() -> None:
    """Importa listados de escuelas, catálogos, calendarios, almacenes, rutas, presupuestos y paneles."""


_READ_AT_SCHOOL = ("schools", "catalogue", "calendar")
"""What of a file reaches the laptops of schools: who changes it says why..."""
_OF_SERVICE = ("students", "level", "languages", "power", "coverage", "internet")
"""...and what of a listing does (``hub.services``); its UGEL too, where that has a calendar of its own."""
_WHY = "El motivo, para el historial; sin nombres de personas. Hace falta donde cambia algo que las escuelas ya tienen."
Work = Callable[..., Imported]
Option = Callable[[Callable[..., None]], Callable[..., None]]


def _mark(_: click.Context, __: click.Parameter, value: str | None) -> Mark | None:
    return None if value is None else Mark(value)


_DECIMAL = click.option(
    "--decimal", type=click.Choice([mark.value for mark in Mark]), default=None, callback=_mark,
    help="Marca de decimales, donde el archivo no la deja ver.",
)  # fmt: skip
_UBIGEO = click.option("--ubigeo", default="", help="Solo servicios cuyo ubigeo empieza así (05: Ayacucho).")

_SOURCE = click.option("--source", default="", help="De quién son los quintiles, donde las filas no lo dicen.")
_YEAR = click.option(
    "--year", type=click.IntRange(1990, 2099), default=None, help="De qué año son, donde las filas no lo dicen."
)


def _importer(name: str, words: str, work: Work, *more: Option, by_rows: bool) -> None:
    """Add a command with *more* options; *by_rows* where a file may go in without its refused lines."""

    def command(file: Path, json_: bool, folder: Path | None, why: str, **options: Any) -> None:
        from hub.limits import reason_told

        store = cli.open_store(folder)
        # Before anything goes in: one that is too long is refused whole, and never cut.
        why = reason_told(why) if why.strip() else ""
        if name in _READ_AT_SCHOOL and not options["dry_run"] and not why:
            tried = work(store, file, **{**options, "dry_run": True})
            _ask_why(store, name, tried, accept=options.get("accept", False))
        # What went in and who did it are one: a cut leaves both or neither.
        with store.from_first_write():
            report = work(store, file, **options)
            _note(store, name, file, report, why)
        cli.tell(report.fields(), report.words(), json_=json_)
        if report.would_fail(accept=options.get("accept", False)):
            sys.exit(1)

    command = cli.in_dir(cli.as_json(command))
    command = click.option("--why", default="", help=_WHY)(command)
    for option in more:
        command = option(command)
    if by_rows:
        command = click.option("--accept", is_flag=True, help="Importa sin las líneas rechazadas.")(command)
    command = click.option("--dry-run", is_flag=True, help="Revisa y no guarda nada.")(command)
    import_group.command(name, help=words)(click.argument("file", type=File)(command))


def _ask_why(store: "Store", name: str, tried: Imported, *, accept: bool) -> None:
    """
    Stop an import that changes what a school reads and says no reason; what is only new overrides nothing.

    Raises:
        BadInput: It would change or remove something.
    """
    from hub import ugel_calendars

    own = ugel_calendars.in_force(store) if name == "schools" else ()
    changed = sum(_overrides(name, one, own) for one in tried.changes)
    if changed and (accept or not tried.refused_count):
        raise BadInput(
            "El archivo cambia lo que las escuelas ya tienen (%(n)s). Escriba el motivo, sin nombres de personas, con "
            "--why. No se importó nada.",
            n=f"{changed:,}",
        )


def _overrides(name: str, one: RowChange, own: Collection[str]) -> bool:
    from hub.overridden import was_known

    fields = one.fields if name != "schools" else [field for field in one.fields if _is_told(field, own)]
    return one.fate is Fate.GONE or (one.fate is Fate.CHANGED and any(map(was_known, fields)))


def _is_told(field: FieldChange, own: Collection[str]) -> bool:
    return field.name in _OF_SERVICE or (field.name == "ugel" and bool({field.before, field.after} & set(own)))


def _note(store: "Store", name: str, file: Path, report: Imported, why: str) -> None:
    """Keep in the history what an import by command changed."""
    from hub.importing import note

    same = all(one.fate is Fate.ABSENT for one in report.changes) if report.changes else not report.added
    if report.outcome is not Outcome.WRITTEN or same:
        return
    with store.begin() as connection:
        note(store, connection, name, file.name, report, why=why, by=BY_COMMAND)


def _schools(store: "Store", file: Path, **options: Any) -> Imported:
    from hub.importers.schools import import_schools

    return import_schools(store, file, **options)


def _catalogue(store: "Store", file: Path, **options: Any) -> Imported:
    from hub.importers.catalogue import import_catalogue

    return import_catalogue(store, file, **options)


def _calendar(store: "Store", file: Path, **options: Any) -> Imported:
    from hub.importers.catalogue import import_calendar

    return import_calendar(store, file, **options)


def _supply(store: "Store", file: Path, **options: Any) -> Imported:
    from hub.importers.supply import import_supply

    return import_supply(store, file, **options)


def _zones(store: "Store", file: Path, **options: Any) -> Imported:
    from hub.importers.roads import import_zones

    return import_zones(store, file, **options)


def _roads(store: "Store", file: Path, **options: Any) -> Imported:
    from hub.importers.roads import import_roads

    return import_roads(store, file, **options)


def _budgets(store: "Store", file: Path, **options: Any) -> Imported:
    from hub.importers.budgets import import_budgets

    return import_budgets(store, file, **options)


def _costs(store: "Store", file: Path, **options: Any) -> Imported:
    from hub.importers.budgets import import_costs

    return import_costs(store, file, **options)


def _quintiles(store: "Store", file: Path, **options: Any) -> Imported:
    from hub.importers.quintiles import import_quintiles

    return import_quintiles(store, file, **options)


def _pack_rooms(store: "Store", file: Path, **options: Any) -> Imported:
    from hub.importers.pack_rooms import import_pack_rooms

    return import_pack_rooms(store, file, **options)


def _dhis2(store: "Store", file: Path, **options: Any) -> Imported:
    from hub.importers.dhis2 import import_dhis2

    return import_dhis2(store, file, **options)


def _panel(store: "Store", file: Path, **options: Any) -> Imported:
    from hub.importers.panel import import_panel

    return import_panel(store, file, **options)


_TABLE = "CSV, DBF o XLSX, también .zip o .gz"
_importer(
    "schools", f"Listado de servicios educativos del ministerio ({_TABLE}).", _schools, _DECIMAL, _UBIGEO, by_rows=True
)
_importer("catalogue", "Catálogo de recursos (JSON); llega a todas las escuelas.", _catalogue, by_rows=False)
_importer("calendar", "Calendario escolar (JSON); llega a todas las escuelas.", _calendar, by_rows=False)
_importer(
    "supply", f"Existencias de los almacenes: depot, resource, units ({_TABLE}).", _supply, _DECIMAL, by_rows=True
)
_importer(
    "zones", f"Lo que lleva cada ruta en un mes: zone, weight_kg, volume_l ({_TABLE}).", _zones, _DECIMAL, by_rows=True
)
_importer(
    "roads", f"La ruta y el costo del viaje a cada local: site, zone, trip_cost ({_TABLE}).", _roads, _DECIMAL,
    by_rows=True,
)  # fmt: skip
_importer(
    "budgets", f"El dinero de un mes para viajes de cada almacén, y para RECURSOS: depot, soles ({_TABLE}).", _budgets,
    _DECIMAL, by_rows=True,
)  # fmt: skip
_importer("costs", f"Lo que cuesta una unidad: resource, cost ({_TABLE}).", _costs, _DECIMAL, by_rows=True)
_importer(
    "quintiles",
    f"Quintil de pobreza de servicios o distritos, con su fuente y año: cod_mod o ubigeo, quintile ({_TABLE}).",
    _quintiles, _SOURCE, _YEAR, by_rows=True,
)  # fmt: skip
_importer(
    "pack-rooms", f"Los MB libres y los que pasan por la línea de cada local: site, free_mb, sync_mb ({_TABLE}).",
    _pack_rooms, _DECIMAL, by_rows=True,
)  # fmt: skip
_importer(
    "dhis2", f"Cómo se llama en DHIS2 cada recurso y escuela: resource, measure, cod_mod, dhis2 ({_TABLE}).", _dhis2,
    by_rows=True,
)  # fmt: skip
_importer(
    "panel", "Demanda semanal de otra fuente (Parquet, CSV o XLSX), con su origen.", _panel, _DECIMAL, by_rows=True
)


@click.group()
def panel() -> None:
    """La demanda semanal como tabla."""


@panel.command("export")
@click.argument("file", type=File)
@cli.as_json
@cli.in_dir
def panel_export(file: Path, json_: bool, folder: Path | None) -> None:
    """Escribe el panel con que se entrena (Parquet)."""
    from hub.exports import export_panel

    done = export_panel(cli.open_store(folder), file)
    cli.tell(asdict(done), done.words(file), json_=json_)


@click.command()
@click.argument("model", type=File)
@click.argument("card", type=File)
@click.option("--key", type=File, default=None, help="Por defecto, la clave que dejó «chasqui-hub init».")
@cli.as_json
@cli.in_dir
def release(model: Path, card: Path, key: Path | None, json_: bool, folder: Path | None) -> None:
    """Prueba, firma y publica un modelo de pronóstico."""
    from hub.release import release_model
    from shared.model_card import read_card

    store = cli.open_store(folder)
    manifest = release_model(store, model, card, key or store.config.release_key_file)
    simulated = read_card(manifest.card).simulated
    told = {
        "version": manifest.version, "sha256": manifest.sha256, "bytes": manifest.size, "simulated": simulated,
    }  # fmt: skip
    words = f"Modelo {manifest.version} publicado: {manifest.size} bytes, {manifest.sha256[:12]}."
    if simulated:
        words += (
            "\nAviso: este modelo se entrenó con una región simulada, y ya va a todas las escuelas. Sirve para probar; "
            "antes de repartir con él, entrene uno con el panel de la región («chasqui-hub panel export»)."
        )
    cli.tell(told, words, json_=json_)


@click.command()
@click.option("--send", is_flag=True, help="Envía el resultado a las escuelas, si no es peor que lo más usado.")
@cli.as_json
@cli.in_dir
def recommend(send: bool, json_: bool, folder: Path | None) -> None:
    """Aprende qué materiales van juntos, sin datos de nadie, y lo prueba (Spark)."""
    from hub import recommending as work

    store = cli.open_store(folder)
    done = work.recommend(store, send=send)
    cli.tell(asdict(done), done.words(), json_=json_)
