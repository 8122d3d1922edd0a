"""``chasqui-hub``: one command per thing that an office does."""

import logging
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from hub import (
    cli_backup,
    cli_changes,
    cli_data,
    cli_enrol,
    cli_history,
    cli_locks,
    cli_means,
    cli_packs,
    cli_papers,
    cli_plan,
    cli_program,
    cli_signatures,
    cli_weights,
    cli_what_if,
)
from hub.cli_options import as_json, in_dir, open_store, passphrase, step, tell
from hub.config import Config
from hub.plan_rows import STATUSES
from hub.rows import NodeState
from hub.store import Store
from shared import os_errors
from shared.click_words import name_in_spanish, speak_spanish
from shared.console import write_what_it_can
from shared.errors import BadInput, ChasquiError
from shared.sentences import counted


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
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


@main.command()
@in_dir
def init(folder: Path | None) -> None:
    """Crea la central: claves, base de datos, catálogo y calendario."""
    from hub.importers.catalogue import import_catalogue
    from hub.keyfiles import make_keys, read_keys
    from hub.release import broadcast_calendar
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
def status(json_: bool, folder: Path | None) -> None:
    """Muestra cómo está la región: escuelas, registros, lo que espera, plan y modelo."""
    from hub import aggregate, left_out, lost_model, restores, room
    from hub.nightly import dating_words
    from hub.release import released, set_aside
    from hub.watch_words import PATTERNS

    store = open_store(folder)
    demand = store.dataset(aggregate.NAME)
    totals, plans, model, lost = store.totals(), store.plans(), released(store), lost_model.told(store)
    aside = sorted(set_aside(store, model[0].sha256)) if model else []
    states, disk = store.sync_states(), room.low(store.config)
    forked = sorted({row.school.site for row in states if row.forked})
    enrolled = [row for row in states if row.state is NodeState.OK]
    report: dict[str, Any] = {
        **asdict(totals),
        "enrolled": len({row.school.site for row in enrolled}),
        "silent_8_days": sum((row.days_silent or 0) > 8 for row in enrolled),
        "model": model[0].version if model else "",
        "set_aside": aside,
        "plan": {"id": plans[0].id, "status": plans[0].status.value} if plans else None,
        "forked_sites": forked,
        "waiting_bundles": [asdict(row) for row in store.waiting()],
        "dating": demand.notes.get("dating", {}) if demand else {},
        "lost_model": lost.params["version"] if lost else "",
        "left_out": [one._asdict() for one in store.left_out()],
        "disk": disk.text() if disk else "",
        "restore": restores.report(store),
    }
    plan = f"{plans[0].id} ({STATUSES[plans[0].status]})" if plans else "ninguno"
    words = [
        f"Escuelas: {totals.schools:,}. Computadoras inscritas: {totals.nodes:,}. Registros: {totals.events:,}.",
        f"Plan: {plan}. Modelo: {report['model'] or 'pronóstico base'}. Líneas publicadas: {totals.published_lines:,}.",
        f"Entregas confirmadas: {totals.deliveries:,}; unidades rechazadas: {totals.rejected_units:,}.",
        *(f"Modelo apartado en series de {PATTERNS[one]}: ahí sirve el pronóstico base." for one in aside),
        *([dating_words(report["dating"])] if demand else []),
        *left_out.words(store.left_out()),
        f"Paquetes en espera: {totals.waiting:,}. Con dos historias: {totals.forks:,}.",
        *(f"  Aviso, dos historias: local {site}, copia restaurada o laptop repetida." for site in forked),
        *(f"  {row.node or row.bundle} {row.site}: {row.reason}" for row in store.waiting()),
        *([lost.text()] if lost else []),
        *([disk.text()] if disk else []),
        *restores.told(store),
    ]
    tell(report, "\n".join(words), json_=json_)


@main.command()
@as_json
@in_dir
def rebuild(json_: bool, folder: Path | None) -> None:
    """Calcula otra vez existencias, entregas, pedidos y objeciones desde los registros guardados."""
    from hub import folds

    store = open_store(folder)

    def work() -> tuple[dict[str, Any], str]:
        with store.begin() as connection:
            count = folds.rebuild(connection, store.config.lake_folder, store.kinds(connection))
        return {"events": count}, f"Se calculó todo otra vez desde {counted(count, 'registro', 'registros')}."

    step(store, "rebuild", "Calculando todo otra vez", work, json_=json_)


@main.group()
def user() -> None:
    """Cuentas de la oficina."""


@user.command("add")
@click.argument("login")
@click.option("--role", required=True, type=click.Choice(["operator", "admin", "analyst"]), help="Función.")
@click.option("--same-person", default="", help="Otra cuenta de la misma persona: dos suyas firman como una.")
@in_dir
def user_add(login: str, role: str, same_person: str, folder: Path | None) -> None:
    """Crea o cambia una cuenta; la clave se escribe, o llega por la entrada."""
    from hub.accounts import HubAccounts
    from shared.web import Role, check_passphrase, hash_secret

    store = open_store(folder)
    name = login.strip().lower()
    if not name or len(name) > 80:
        raise BadInput("La cuenta necesita un nombre corto, por ejemplo «operacion».")
    secret = hash_secret(check_passphrase(passphrase(twice=True)))
    HubAccounts(store).keep(name, Role(role), secret, same_person=same_person.strip().lower())
    click.echo(f"Cuenta «{name}» guardada.")


@main.group()
def node() -> None:
    """Computadoras de las escuelas."""


@node.command("accept")
@click.argument("code")
@in_dir
def node_accept(code: str, folder: Path | None) -> None:
    """Acepta una computadora que espera o que fue dada de baja, y aplica lo que envió."""
    from hub.ingest import Ingest
    from hub.keyfiles import read_keys

    store = open_store(folder)
    new = Ingest(store, read_keys(store.config)).accept(code)
    click.echo(f"Computadora {code} aceptada. Registros aplicados: {new}.")


@node.command("revoke")
@click.argument("code")
@in_dir
def node_revoke(code: str, folder: Path | None) -> None:
    """Da de baja una computadora: lo que envíe se guarda aparte."""
    from hub.revocations import revoke

    revoke(open_store(folder), code)
    click.echo(f"Computadora {code} dada de baja.")


@node.command("discard")
@click.argument("code", metavar="CÓDIGO|PAQUETE")
@in_dir
def node_discard(code: str, folder: Path | None) -> None:
    """Descarta lo que espera de una computadora, o un solo paquete por su identificador."""
    from hub.waiting import Waiting

    count = Waiting(open_store(folder)).discard(code)
    click.echo(f"Paquetes descartados: {count}. Si la computadora los tiene todavía, los enviará otra vez.")


@node.command("list")
@as_json
@in_dir
def node_list(json_: bool, folder: Path | None) -> None:
    """Muestra cada computadora: inscrita, en espera o de baja, con su código."""
    from hub.computers import STATE_WORDS, computers

    store = open_store(folder)
    rows = computers(store, store.schools(), store.waiting())
    report = {"nodes": [{**asdict(row), "state": row.state.value, "estado": STATE_WORDS[row.state]} for row in rows]}
    words = "\n".join(row.words() for row in rows)
    tell(report, words or "Ninguna computadora se inscribió todavía.", json_=json_)


cli_backup.register(main)
cli_enrol.register(main)
cli_data.register(main)
cli_plan.register(main)
cli_history.register(cli_plan.plan)
cli_signatures.register(cli_plan.plan)
cli_locks.register(cli_plan.plan)
cli_weights.register(main)
cli_means.register(main)
cli_packs.register(main)
cli_papers.register(cli_plan.plan)
cli_program.register(main)
cli_changes.register(cli_plan.plan)
cli_what_if.register(cli_plan.plan)
name_in_spanish(main)
