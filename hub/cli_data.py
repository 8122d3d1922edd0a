"""Commands that bring data in and out: imports, panels, models."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from hub import cli_options as cli
from hub.importers.report import Report
from hub.store import Store

File = click.Path(path_type=Path, dir_okay=False)


def register(main: click.Group) -> None:
    """Add these commands to *main*."""
    main.add_command(import_group)
    main.add_command(panel)
    main.add_command(release)


@click.group("import")
def import_group() -> None:
    """Importa listados de escuelas, catálogos, calendarios, almacenes y paneles."""


def _importer(name: str, words: str, work: Callable[..., Report]) -> None:
    @import_group.command(name, help=words)
    @click.argument("file", type=File)
    @click.option("--dry-run", is_flag=True, help="Revisa y no guarda nada.")
    @cli.as_json
    @cli.in_dir
    def command(file: Path, dry_run: bool, json_: bool, folder: Path | None) -> None:
        report = work(cli.open_store(folder), file, dry_run=dry_run)
        told: dict[str, Any] = {"read": report.read, "added": report.added, "changed": report.changed}
        told["refused"] = [{"line": line, "why": why} for line, why in report.refused]
        cli.tell(told, report.text(), json_=json_)


def _schools(store: Store, file: Path, *, dry_run: bool) -> Report:
    from hub.importers.schools import import_schools

    return import_schools(store, file, dry_run=dry_run)


def _catalogue(store: Store, file: Path, *, dry_run: bool) -> Report:
    from hub.importers.catalogue import import_catalogue

    return import_catalogue(store, file, dry_run=dry_run)


def _calendar(store: Store, file: Path, *, dry_run: bool) -> Report:
    from hub.importers.catalogue import import_calendar

    return import_calendar(store, file, dry_run=dry_run)


def _supply(store: Store, file: Path, *, dry_run: bool) -> Report:
    from hub.importers.supply import import_supply

    return import_supply(store, file, dry_run=dry_run)


def _panel(store: Store, file: Path, *, dry_run: bool) -> Report:
    from hub.importers.panel import import_panel

    return import_panel(store, file, dry_run=dry_run)


_importer("schools", "Listado de servicios educativos del ministerio (CSV, también .gz).", _schools)
_importer("catalogue", "Catálogo de recursos (JSON); llega a todas las escuelas.", _catalogue)
_importer("calendar", "Calendario escolar (JSON); llega a todas las escuelas.", _calendar)
_importer("supply", "Existencias de los almacenes: depot, resource, units.", _supply)
_importer("panel", "Demanda semanal de otra fuente (Parquet o CSV), con su origen.", _panel)


@click.group()
def panel() -> None:
    """La demanda semanal como tabla."""


@panel.command("export")
@click.argument("file", type=File)
@cli.in_dir
def panel_export(file: Path, folder: Path | None) -> None:
    """Escribe el panel con que se entrena (Parquet)."""
    from hub.exports import export_panel

    rows = export_panel(cli.open_store(folder), file)
    click.echo(f"{rows} filas en «{file}».")


@click.command()
@click.argument("model", type=File)
@click.argument("card", type=File)
@click.option("--key", type=File, default=None, help="Clave de publicación; por defecto, la que dejó «init».")
@cli.as_json
@cli.in_dir
def release(model: Path, card: Path, key: Path | None, json_: bool, folder: Path | None) -> None:
    """Prueba, firma y publica un modelo de pronóstico."""
    from hub.release import release_model

    store = cli.open_store(folder)
    manifest = release_model(store, model, card, key or store.config.release_key_file)
    told = {"version": manifest.version, "sha256": manifest.sha256, "bytes": manifest.size}
    words = f"Modelo {manifest.version} publicado: {manifest.size} bytes, {manifest.sha256[:12]}."
    cli.tell(told, words, json_=json_)
