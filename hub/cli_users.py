"""Commands for the accounts of the office."""

from pathlib import Path

import click

from hub import cli_options as cli
from shared.errors import BadInput


def register(main: click.Group) -> None:
    """Add these commands to *main*."""
    main.add_command(user)


@click.group()
def user() -> None:
    """Cuentas de la oficina."""


@user.command("add")
@click.argument("login")
@click.option("--role", required=True, type=click.Choice(["operator", "admin", "analyst"]), help="Función.")
@click.option("--same-person", default="", help="Otra cuenta de la misma persona: dos suyas firman como una.")
@cli.in_dir
def user_add(login: str, role: str, same_person: str, folder: Path | None) -> None:
    """Crea o cambia una cuenta; la clave se escribe, o llega por la entrada."""
    from hub.accounts import HubAccounts
    from shared.web import Role, check_passphrase, hash_secret

    store = cli.open_store(folder)
    name = login.strip().lower()
    if not name or len(name) > 80:
        raise BadInput("La cuenta necesita un nombre corto, por ejemplo «operacion».")
    secret = hash_secret(check_passphrase(cli.passphrase(twice=True)))
    HubAccounts(store).keep(name, Role(role), secret, same_person=same_person.strip().lower())
    click.echo(f"Cuenta «{name}» guardada.")
