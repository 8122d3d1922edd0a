"""Commands for the computers of the schools."""

from dataclasses import asdict
from pathlib import Path

import click

from hub import cli_options as cli


def register(main: click.Group) -> None:
    """Add these commands to *main*."""
    main.add_command(node)


_WHY = click.option(
    "--why", default="", help="El motivo, sin nombres de personas: queda en el historial y lo lee la escuela."
)


@click.group()
def node() -> None:
    """Computadoras de las escuelas."""


@node.command("accept")
@click.argument("code")
@click.option(
    "--why",
    default="",
    help="El motivo, sin nombres de personas: queda en el historial, y lo lee la escuela que ya tuvo alguna.",
)
@cli.in_dir
def node_accept(code: str, why: str, folder: Path | None) -> None:
    """Acepta una computadora que espera o que fue dada de baja, y aplica lo que envió."""
    from hub.acts import BY_COMMAND
    from hub.ingest import Ingest
    from hub.keyfiles import read_keys
    from hub.node_acts import accept

    store = cli.open_store(folder)
    new = accept(store, Ingest(store, read_keys(store.config)), code, why=why, by=BY_COMMAND)
    click.echo(f"Computadora {code} aceptada. Registros aplicados: {new}.")


@node.command("revoke")
@click.argument("code")
@_WHY
@cli.in_dir
def node_revoke(code: str, why: str, folder: Path | None) -> None:
    """Da de baja una computadora: lo que envíe se guarda aparte."""
    from hub.acts import BY_COMMAND
    from hub.node_acts import revoke

    revoke(cli.open_store(folder), code, why=why, by=BY_COMMAND)
    click.echo(f"Computadora {code} dada de baja.")


@node.command("discard")
@click.argument("code", metavar="CÓDIGO|PAQUETE")
@_WHY
@cli.in_dir
def node_discard(code: str, why: str, folder: Path | None) -> None:
    """Descarta lo que espera de una computadora, o un solo paquete por su identificador."""
    from hub.acts import BY_COMMAND
    from hub.node_acts import discard

    count = discard(cli.open_store(folder), code, why=why, by=BY_COMMAND)
    click.echo(f"Paquetes descartados: {count}. Si la computadora los tiene todavía, los enviará otra vez.")


@node.command("list")
@cli.as_json
@cli.in_dir
def node_list(json_: bool, folder: Path | None) -> None:
    """Muestra cada computadora: inscrita, en espera o de baja, con su código."""
    from hub.computers import STATE_WORDS, computers

    store = cli.open_store(folder)
    rows = computers(store, store.schools(), store.waiting())
    report = {"nodes": [{**asdict(row), "state": row.state.value, "estado": STATE_WORDS[row.state]} for row in rows]}
    words = "\n".join(row.words() for row in rows)
    cli.tell(report, words or "Ninguna computadora se inscribió todavía.", json_=json_)
