"""``chasqui-edge``: what the pages do and more, by hand, for whoever looks after the laptop."""

import json
import logging
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from edge import (
    cli_audit,
    cli_backup,
    cli_care,
    cli_duty,
    cli_enrol,
    cli_import,
    cli_key,
    cli_packs,
    cli_people,
    cli_update,
)
from edge.attempt import kind_of
from edge.codec import Line, identities, read_lines
from edge.config import Config
from edge.enrol import load_identity
from edge.memory import kept_for_good
from edge.status import status_fields, status_words
from edge.store import Store
from edge.sync_rows import AttemptRow
from edge.writer import open_writer
from shared import os_errors
from shared.click_words import name_in_spanish, speak_spanish
from shared.console import write_what_it_can
from shared.errors import ChasquiError
from shared.log_lines import TextLines
from shared.sentences import counted

_SHOWN_CODES = 5
_STRANGERS = (
    "Se anotaron como personas nuevas, sin nombre. Si alguno está mal escrito, avise a soporte; "
    "si falta la persona, impórtela con ese código."
)
_CALENDAR_COMES = "Llegará con un envío cuando la región lo publique; si ya se publicó, pídalo a la oficina."
BATCH = 50_000
"""Facts per transaction of ``record``: a file of less is recorded whole or not at all."""

F = TypeVar("F", bound=Callable[..., Any])
_AGAIN = "Repita la orden donde haya señal, o llévelo en un USB con «chasqui-edge export-bundle CARPETA»."
_FOLDER = click.Path(path_type=Path, file_okay=False)


def command(group: click.Group, name: str, *, json_too: bool = False) -> Callable[[F], F]:
    """Add a command that takes ``--dir`` (and ``--json``), and says in plain words why it failed."""

    def add(function: F) -> F:
        @wraps(function)
        def told_plainly(dir: Path | None, **options: Any) -> None:
            try:
                function(Config.from_env(dir), **options)
            except ChasquiError as error:
                click.echo(str(error), err=True)
                sys.exit(1)
            except OSError as error:
                told = os_errors.refused(error)
                if told is None:
                    raise
                click.echo(str(told), err=True)
                sys.exit(1)

        told_plainly = click.option("--dir", type=_FOLDER, help="Carpeta del nodo (también CHASQUI_EDGE_DIR).")(
            told_plainly
        )
        if json_too:
            told_plainly = click.option("--json", "as_json", is_flag=True, help="Informa en JSON.")(told_plainly)
        group.command(name)(told_plainly)
        return function

    return add


speak_spanish()


@click.group()
@click.option("--verbose", is_flag=True, help="Muestra cada cambio de estado.")
def main(verbose: bool) -> None:
    """Chasqui en la escuela: registra, pronostica y envía, con o sin internet."""
    write_what_it_can()
    # What a command has to say it says in words; the log is for whoever asks for it, and for the service.
    level = logging.INFO if verbose else logging.ERROR
    handler = logging.StreamHandler()
    handler.setFormatter(TextLines("%(asctime)s level=%(levelname)s logger=%(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler])
    # A line for every poll of the agent would bury everything else.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def report(fields: dict[str, Any], words: str, *, as_json: bool) -> None:
    """Print what was done, for a person or for a program."""
    click.echo(json.dumps(fields, ensure_ascii=False) if as_json else words)


@command(main, "run")
def run_command(config: Config) -> None:
    """Sirve las páginas y envía cuando hay camino, hasta que lo cierre (Ctrl+C)."""
    with kept_for_good():
        from edge.serve import serve

    root = logging.getLogger()
    root.setLevel(min(root.level, logging.WARNING))
    serve(config)


@command(main, "record", json_too=True)
@click.argument("file", default="-", type=click.File("rb"))
@click.option("--once", is_flag=True, help="Lo que ya se guardó de este archivo no se guarda otra vez.")
def record_command(config: Config, file: BinaryIO, once: bool, as_json: bool) -> None:
    """Guarda hechos, uno por línea en JSON; revisa todas las líneas antes de guardar la primera.

    Una línea con «id» se guarda una sola vez, siempre.
    """
    with open_writer(config) as node:
        served = {row.id for row in node.store.site.schools()}
        lines = list(read_lines(file, served, node.store.days.today()))
        told = list(zip(lines, identities(lines, once=once), strict=True))
        codes = {code for line in lines for code in line.people.values()}
        strangers = sorted(code for code in codes if node.store.rosters.known(code) is None)
        saved = sum(_record(node.store, told[at : at + BATCH]) for at in range(0, len(told), BATCH))
    words, again = counted(saved, "registro guardado", "registros guardados"), len(told) - saved
    report({"recorded": saved}, f"{words}; ya estaban: {again}" if again else words, as_json=as_json)
    if strangers:
        shown = ", ".join(strangers[:_SHOWN_CODES]) + (", …" if len(strangers) > _SHOWN_CODES else "")
        click.echo(f"Códigos que aquí no tiene nadie: {len(strangers)} ({shown}). {_STRANGERS}", err=True)


def _record(store: Store, told: list[tuple[Line, str]]) -> int:
    people = store.people.pseudonyms(code for line, _ in told for code in line.people.values())
    claims = [line.claim(people, store.people.source_key(identity) if identity else None) for line, identity in told]
    return len(store.record(claims))


@command(main, "status", json_too=True)
def status_command(config: Config, as_json: bool) -> None:
    """Dice qué hay, qué falta enviar y cómo está el equipo; no cambia nada."""
    identity = load_identity(config)
    with Store(config.database, config.clock, writer=False) as store:
        fields = status_fields(store, identity)
    report(fields, status_words(fields), as_json=as_json)


@command(main, "sync", json_too=True)
@click.option("--folder", type=_FOLDER, help="Por un USB o carpeta, en vez de la red.")
def sync_command(config: Config, folder: Path | None, as_json: bool) -> None:
    """Envía lo que falta y recoge lo que la región tiene para esta escuela."""
    with open_writer(config) as node:
        row = node.carry(folder) if folder else node.sync()
    _told(row, as_json=as_json)
    if row.outcome in ("off", "err"):
        sys.exit(1)


def _told(row: AttemptRow, *, as_json: bool) -> None:
    """Say how an attempt ended. What the page says of trying again by itself is not true of a command."""
    waits = kind_of(row) == "retry" and row.reason != "unexpected" and row.road == "http"
    step = _AGAIN if waits else row.next_step
    names = ("road", "outcome", "reason", "text", "sent", "received", "bytes_up", "bytes_down", "requests")
    report({name: getattr(row, name) for name in names}, f"{row.text} {step}".strip(), as_json=as_json)


@command(main, "export-bundle", json_too=True)
@click.argument("folder", type=_FOLDER)
def export_command(config: Config, folder: Path, as_json: bool) -> None:
    """Copia a un USB lo que falta enviar, sellado para la región."""
    with open_writer(config) as node:
        _told(node.carry(folder), as_json=as_json)


@command(main, "import-bundle", json_too=True)
@click.argument("folder", type=_FOLDER)
def collect_command(config: Config, folder: Path, as_json: bool) -> None:
    """Recoge de un USB la confirmación y las decisiones de la región."""
    with open_writer(config) as node:
        row = node.carry(folder, collect_only=True)
        pending = node.store.facts.pending_facts_count()
    fields = {"received": row.received, "pending": pending}
    words = (
        f"{row.text} {counted(row.received, 'novedad recogida', 'novedades recogidas')}; "
        f"{counted(pending, 'registro', 'registros')} sin confirmar."
    )
    report(fields, words, as_json=as_json)


@command(main, "forecast", json_too=True)
def forecast_command(config: Config, as_json: bool) -> None:
    """Pronostica ahora, en este equipo, con lo registrado aquí."""
    with open_writer(config) as node:
        done = node.forecast()
    note = done.note.text() if done.note else ""
    fields = {"forecasts": done.forecasts, "model": done.model_version, "seconds": done.seconds, "note": note}
    assumed = [{"year": one.year, "like": one.like} for one in done.assumed]
    made_by = f"modelo {done.model_version}" if done.model_version else "su propia historia"
    lines = [f"{counted(done.forecasts, 'pronóstico', 'pronósticos')} con {made_by}. {note}".strip()]
    lines += [f"{one.sentence().text()} {_CALENDAR_COMES}" for one in done.assumed]
    report({**fields, "assumed": assumed}, "\n".join(lines), as_json=as_json)


@command(main, "rebuild", json_too=True)
def rebuild_command(config: Config, *, as_json: bool) -> None:
    """Calcula otra vez existencias, préstamos y uso semanal desde el registro."""
    with open_writer(config) as node:
        count = node.store.log.rebuild()
    report({"events": count}, f"Recalculado desde {counted(count, 'registro', 'registros')}.", as_json=as_json)


cli_import.register(main, command)
cli_enrol.register(main, command)
cli_backup.register(main, command)
cli_care.register(main, command)
cli_key.register(main, command)
cli_audit.register(main, command)
cli_duty.register(main, command)
cli_people.register(main, command)
cli_packs.register(main, command)
cli_update.register(main, command)
name_in_spanish(main)
