"""``chasqui-edge import``: what other programs and registers tell, read whole and checked before it is written."""

import json
import sys
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from edge.config import Config
from edge.importers.accept import may_write, weigh
from edge.importers.draft import FAMILIES, Kind
from edge.importers.read import files_of, place_of, read_files
from edge.orders import Import
from edge.writer import open_writer
from shared.errors import BadInput, WhichService
from shared.ids import SchoolId
from shared.imported import Outcome

Add = Callable[..., Callable[[Callable[..., Any]], Callable[..., Any]]]
"""``edge.cli.command``: it adds a command that takes ``--dir`` and says in words why it failed."""
_FILE = click.Path(path_type=Path)


@click.group("import")
def import_group() -> None:
    """Trae al registro lo que anotaron otros programas y los cuadernos."""


def register(main: click.Group, add: Add) -> None:
    """Add these commands to *main*."""
    main.add_command(import_group)
    _command(add, "kolibri", kolibri_command, whole_week=False, users=True)
    _command(add, "weekly", weekly_command, whole_week=True)
    _command(add, "people", people_command)
    _command(add, "oneroster", oneroster_command)
    _command(add, "devices", devices_command)
    _command(add, "loans", loans_command)


def _command(add: Add, name: str, work: Callable[..., None], *, whole_week: bool = False, users: bool = False) -> None:
    options = [
        click.argument("file", type=_FILE),
        click.option("--dry-run", is_flag=True, help="Revisa y dice qué entraría; no guarda nada."),
        click.option("--accept", "despite", is_flag=True, help="Guarda las filas buenas aunque otras se rechacen."),
        click.option("--school", default="", help="Servicio de lo que no lo dice; se pide si hay varios."),
    ]
    if whole_week:
        options.append(click.option("--whole-week", is_flag=True, help="Cada fila es la semana completa."))
    if users:
        options.append(click.option("--users", type=_FILE, help="Antes, esta lista de usuarios de Kolibri."))
    for option in reversed(options):
        work = option(work)
    add(import_group, name, json_too=True)(work)


def kolibri_command(config: Config, file: Path, users: Path | None, **options: Any) -> None:
    """Kolibri: registro de sesiones, resumen o usuarios, en cualquier lengua; repetirlo no duplica nada."""
    if users is not None:
        _import(config, users, {Kind.USERS}, aside=True, **options)
    _import(config, file, FAMILIES["kolibri"], **options)


def weekly_command(config: Config, file: Path, **options: Any) -> None:
    """Totales por semana de un cuaderno (CSV o XLSX): semana, recurso, cantidad."""
    _import(config, file, FAMILIES["weekly"], **options)


def people_command(config: Config, file: Path, **options: Any) -> None:
    """Lista de personas: código, nombre, rol, servicio, aula. Los nombres no salen de aquí."""
    _import(config, file, FAMILIES["people"], **options)


def oneroster_command(config: Config, file: Path, **options: Any) -> None:
    """OneRoster 1.1 o 1.2 (ZIP o carpeta): personas y aulas de esta escuela. Los nombres no salen de aquí."""
    _import(config, file, FAMILIES["oneroster"], **options)


def devices_command(config: Config, file: Path, **options: Any) -> None:
    """Lista de equipos (CSV o XLSX): serie, recurso, marca, Android, espacio, memoria. La cantidad no cambia."""
    _import(config, file, FAMILIES["devices"], **options)


def loans_command(config: Config, file: Path, **options: Any) -> None:
    """Préstamos abiertos (CSV o XLSX): serie, DNI, apoderado, fecha, hasta. Los nombres no salen de aquí."""
    _import(config, file, FAMILIES["loans"], **options)


def _import(
    config: Config,
    file: Path,
    kinds: Collection[Kind],
    *,
    dry_run: bool,
    despite: bool,
    school: str,
    as_json: bool,
    whole_week: bool = False,
    aside: bool = False,
) -> None:
    """Read, weigh and, where nothing speaks against it, accept; what comes *aside* of another file goes to stderr."""
    with open_writer(config) as node:
        files, place = files_of(file), place_of(node.store, school, whole_week=whole_week)
        try:
            draft = read_files(files, place, kinds)
        except WhichService as problem:
            raise BadInput("%(why)s En la orden se elige con --school CÓDIGO.", why=problem.said) from None
        weighed = weigh(node.store, draft)
        may = may_write(weighed.draft, dry_run=dry_run, despite_refusals=despite)
        report = weighed.report(may)
        if may is Outcome.WRITTEN:
            order = Import(files, [kind.value for kind in kinds], place.school or SchoolId(""), whole_week)
            added, changed = node.perform(order)
            report = replace(report, added=added, changed=changed)
    as_said = json.dumps(report.fields(), ensure_ascii=False) if as_json and not aside else report.words()
    click.echo(as_said, err=aside and as_json)
    if report.would_fail(accept=despite):
        sys.exit(1)
