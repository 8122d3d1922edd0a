"""Commands for the tokens of programs."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hub import cli_options as cli

if TYPE_CHECKING:
    from hub.access import Program


def register(main: click.Group) -> None:
    """Add these commands to *main*."""
    main.add_command(token)


@click.group()
def token() -> None:
    """Claves con que otros programas preguntan a la central."""


@token.command("add")
@click.argument("name", metavar="NOMBRE")
@click.option("--scope", "scopes", multiple=True, required=True, metavar="PERMISO",
              help="health, metrics, export o plan:read; se puede repetir.")  # fmt: skip
@click.option("--days", default=365, show_default=True, help="Cuántos días vale.")
@cli.as_json
@cli.in_dir
def token_add(name: str, scopes: tuple[str, ...], days: int, json_: bool, folder: Path | None) -> None:
    """Da una clave a un programa: se muestra una sola vez."""
    from hub import access
    from hub.acts import BY_COMMAND

    made, secret = access.grant(cli.open_store(folder), name, scopes, days=days, by=BY_COMMAND)
    words = f"Clave de «{made.name}», que no se podrá ver otra vez:\n{secret}"
    cli.tell({**_told(made), "token": secret}, words, json_=json_)


@token.command("list")
@cli.as_json
@cli.in_dir
def token_list(json_: bool, folder: Path | None) -> None:
    """Muestra cada programa, qué puede pedir, hasta cuándo y qué día preguntó por última vez."""
    from hub import access

    store = cli.open_store(folder)
    found, now = access.programs(store), store.clock.now()
    rows = [{**_told(one), "in_force": one.is_in_force(now)} for one in found]
    words = "\n".join(_line(one, now) for one in found)
    cli.tell({"programs": rows}, words or "Ningún programa tiene clave.", json_=json_)


@token.command("revoke")
@click.argument("name", metavar="NOMBRE")
@cli.in_dir
def token_revoke(name: str, folder: Path | None) -> None:
    """Retira la clave de un programa: desde ahora no abre nada."""
    from hub import access
    from hub.acts import BY_COMMAND

    store = cli.open_store(folder)
    gone = access.revoke(store, access.named(store, name).number, by=BY_COMMAND)
    click.echo(f"La clave de «{gone.name}» ya no vale.")


def _told(one: "Program") -> dict[str, Any]:
    used = one.used.isoformat() if one.used else None
    return {"name": one.name, "scopes": list(one.scopes), "until": one.until.isoformat(), "used": used}


def _line(one: "Program", now: datetime) -> str:
    used = f"preguntó por última vez el {one.used:%d/%m/%Y}" if one.used else "no preguntó nunca"
    until = f"vale hasta el {one.until:%d/%m/%Y}" if one.is_in_force(now) else "ya no vale"
    return f"{one.name}: {', '.join(one.scopes)}; {until}; {used}."
