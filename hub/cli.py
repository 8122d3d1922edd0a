"""``chasqui-hub``: one command per thing that an office does."""

import logging
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from hub import (
    cli_alerts,
    cli_backup,
    cli_calendars,
    cli_changes,
    cli_data,
    cli_districts,
    cli_drill,
    cli_enrol,
    cli_export,
    cli_history,
    cli_incident,
    cli_instances,
    cli_locks,
    cli_means,
    cli_night,
    cli_nodes,
    cli_packs,
    cli_pages,
    cli_paper_checks,
    cli_papers,
    cli_plan,
    cli_program,
    cli_retention,
    cli_signatures,
    cli_status,
    cli_tokens,
    cli_users,
    cli_weights,
    cli_what_if,
    logs,
)
from hub.cli_options import as_json, in_dir, open_store, step, tell
from hub.config import Config, log_form
from shared import os_errors
from shared.click_words import name_in_spanish, speak_spanish
from shared.console import write_what_it_can
from shared.errors import ChasquiError
from shared.sentences import counted

_AT_THE_TOP = (
    cli_alerts,
    cli_backup,
    cli_calendars,
    cli_data,
    cli_districts,
    cli_drill,
    cli_enrol,
    cli_export,
    cli_incident,
    cli_means,
    cli_night,
    cli_nodes,
    cli_packs,
    cli_pages,
    cli_paper_checks,
    cli_plan,
    cli_program,
    cli_retention,
    cli_status,
    cli_tokens,
    cli_users,
    cli_weights,
)
"""Whose commands are ``chasqui-hub …``."""
_OF_PLANS = (
    cli_changes,
    cli_history,
    cli_instances,
    cli_locks,
    cli_papers,
    cli_signatures,
    cli_what_if,
)
"""Whose commands are ``chasqui-hub plan …``."""


class _Spanish(click.Group):
    """A group that tells our own errors as they are, on the error stream, and exits with 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ChasquiError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            told = os_errors.refused(error)
            if told is None:
                raise
            raise click.ClickException(str(told)) from error


speak_spanish()


@click.group(cls=_Spanish)
@click.option("--verbose", is_flag=True, help="Muestra cada cambio de estado.")
def main(verbose: bool) -> None:
    """Chasqui en la región: recibe registros, pronostica, reparte y publica decisiones."""
    write_what_it_can()
    # What a command has to say it says in words; the log is for whoever asks for it, and for the service.
    level = logging.INFO if verbose else logging.ERROR
    logs.begin(log_form(), level)


@main.command()
@in_dir
def init(folder: Path | None) -> None:
    """Crea la central: claves, base de datos, catálogo y calendario."""
    from hub.importers.catalogue import import_catalogue
    from hub.keyfiles import make_keys, read_keys
    from hub.release import broadcast_calendar
    from hub.store import Store
    from shared.school_year import PERU_2026

    config = Config.from_env(folder)
    store = Store(config)
    with store.read() as connection:
        begun = store.newest_version(connection, "calendar") is None and config.keys_file.exists()
    # A power cut after the keys were written: the rest is done now, with the same keys.
    keys = read_keys(config) if begun else make_keys(config)
    store.start_life()
    report = import_catalogue(store)
    broadcast_calendar(store, PERU_2026)
    click.echo(f"Central creada en «{config.folder}» con {counted(report.read, 'recurso', 'recursos')} en el catálogo.")
    click.echo(f"Huella de la central: {keys.public.fingerprint()}")
    click.echo(f"Guarde fuera de este equipo la clave de publicación de modelos: «{config.release_key_file}».")


@main.command()
@in_dir
def run(folder: Path | None) -> None:
    """Sirve la región: recibe paquetes y muestra sus páginas."""
    from hub.server import serve

    root = logging.getLogger()
    root.setLevel(min(root.level, logging.WARNING))
    logging.getLogger("hub").setLevel(logging.INFO)
    serve(Config.from_env(folder))


@main.command()
@click.argument("stick", type=click.Path(path_type=Path))
@click.option(
    "--round",
    "whom",
    default="",
    metavar="UGEL",
    help="Para quién más: una UGEL, «todas» o «nadie»; sin decirlo, las escuelas de la UGEL del USB.",
)
@click.option("--prepare", is_flag=True, help="Escribe también en una carpeta que no es todavía un USB de Chasqui.")
@as_json
@in_dir
def carry(stick: Path, prepare: bool, whom: str, json_: bool, folder: Path | None) -> None:
    """Recibe lo que trae un USB o carpeta y deja en él las respuestas, y lo de las escuelas de su ronda."""
    from hub import rounds
    from hub.carry import carry as take
    from hub.carry import check_stick
    from hub.ingest import Ingest
    from hub.keyfiles import read_keys
    from sync.sticks import sticks

    store = open_store(folder)
    if not prepare:
        check_stick(stick, (one.path.resolve() for one in sticks(store.config.sticks)))
    done = take(store, Ingest(store, read_keys(store.config)), stick, whom=rounds.named(store, whom))
    report = {**asdict(done), "problems": [str(problem) for problem in done.problems]}
    report["trouble"] = done.trouble.text() if done.trouble else ""
    tell(report, done.words(), json_=json_)
    if done.trouble or done.nothing_ours:
        sys.exit(1)


@main.command()
@as_json
@in_dir
def rebuild(json_: bool, folder: Path | None) -> None:
    """Calcula otra vez existencias, entregas, pedidos y objeciones desde los registros guardados."""
    from hub import folds

    store = open_store(folder)

    def work() -> tuple[dict[str, Any], str]:
        with store.begin() as connection:
            count = folds.rebuild(connection, store.config.lake_place, store.kinds(connection))
        return {"events": count}, f"Se calculó todo otra vez desde {counted(count, 'registro', 'registros')}."

    step(store, "rebuild", "Calculando todo otra vez", work, json_=json_)


for module in _AT_THE_TOP:
    module.register(main)
for module in _OF_PLANS:
    module.register(cli_plan.plan)
name_in_spanish(main)
