"""Commands of signatures: turning a plan down, and the limit above which two people sign."""

from pathlib import Path

import click
import msgspec

from hub import cli_options as cli

_LOGIN = click.option("--login", default="", help="Cuenta de quien lo hace; se pide su clave.")
_FILE = click.option("--passphrase-file", "file", type=cli.FILE, help="Archivo con la clave, que si no se escribe.")
_WHY = click.option("--why", default="", help="El motivo, sin nombres de personas: queda en el historial.")


def register(plan: click.Group) -> None:
    """Add these commands to *plan*."""
    plan.add_command(reject)
    plan.add_command(limit)


@click.command("reject")
@click.argument("id_", metavar="PLAN")
@_LOGIN
@_FILE
@_WHY
@cli.in_dir
def reject(id_: str, login: str, file: Path | None, why: str, folder: Path | None) -> None:
    """Rechaza un plan que no se publicó, con el motivo; pide la clave de una cuenta que puede firmar."""
    from hub import planning
    from hub.signing import signer

    store = cli.open_store(folder)
    by = signer(store, login=login, passphrase=cli.passphrase(file))
    row = planning.reject(store, id_, by=by, why=why)
    click.echo(f"Plan {row.id}: rechazado. No llega a ninguna escuela.")


@click.command("limit")
@click.option("--units", type=click.IntRange(min=0), help="Unidades hasta las que basta una firma.")
@click.option("--devices", type=click.IntRange(min=0), help="Equipos hasta los que basta una firma.")
@_LOGIN
@_FILE
@_WHY
@cli.as_json
@cli.in_dir
def limit(
    units: int | None, devices: int | None, login: str, file: Path | None, why: str, folder: Path | None, *, json_: bool
) -> None:
    """Muestra el límite sobre el que firman dos personas; con --units o --devices lo cambia una administración."""
    from hub import limits
    from hub.signing import administrator

    store = cli.open_store(folder)
    found = limits.current(store)
    if units is not None or devices is not None:
        by = administrator(store, login=login, passphrase=cli.passphrase(file))
        new = (found.units if units is None else units, found.devices if devices is None else devices)
        found = limits.set_limit(store, units=new[0], devices=new[1], why=why, by=by)
    version = f"versión {found.version}" if found.version else "el de fábrica: la región no puso otro"
    words = f"Hasta {found.units:,} unidades y {found.devices:,} equipos basta una firma ({version})."
    cli.tell(msgspec.to_builtins(found), words, json_=json_)
