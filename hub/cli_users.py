"""Commands for the accounts of the office."""

from pathlib import Path

import click

from hub import cli_options as cli


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
@click.option("--replace", is_flag=True, help="La cuenta ya existe: le pone otra clave y función.")
@cli.in_dir
def user_add(login: str, role: str, same_person: str, folder: Path | None, *, replace: bool) -> None:
    """Crea una cuenta; la clave se escribe, o llega por la entrada."""
    from hub import staff
    from hub.acts import BY_COMMAND
    from shared.web import Role, check_passphrase, hash_secret

    store = cli.open_store(folder)
    name = staff.told_login(login)
    staff.expect(store, name, replaces=replace)
    secret = hash_secret(check_passphrase(cli.passphrase(twice=True)))
    staff.keep(store, name, Role(role), secret, by=BY_COMMAND, same_person=same_person, replaces=replace)
    click.echo(f"Cuenta «{name}» guardada.")


@user.command("list")
@cli.as_json
@cli.in_dir
def user_list(json_: bool, folder: Path | None) -> None:
    """Muestra cada cuenta, su función y si tiene segundo paso."""
    from hub import staff
    from shared.web.failures import ROLE_NAMES

    found = staff.members(cli.open_store(folder))
    rows = [{"login": one.login, "role": one.role.value, "same_person": list(one.with_), "sessions": one.sessions,
             "factor": one.has_factor, "closed": one.closed} for one in found]  # fmt: skip
    words = (
        f"{one.login}: {ROLE_NAMES[one.role]}, "
        + ("cerrada" if one.closed else "con segundo paso" if one.has_factor else "sin segundo paso")
        for one in found
    )
    cli.tell({"accounts": rows}, "\n".join(words) or "No hay ninguna cuenta.", json_=json_)


@user.command("close")
@click.argument("login")
@cli.in_dir
def user_close(login: str, folder: Path | None) -> None:
    """Cierra una cuenta y sus sesiones; el historial la sigue nombrando."""
    from hub import staff
    from hub.acts import BY_COMMAND

    staff.close(cli.open_store(folder), login.strip().lower(), by=BY_COMMAND)
    click.echo(f"Cuenta «{login.strip().lower()}» cerrada.")


@user.group("factor")
def factor() -> None:
    """Segundo paso de una cuenta: el código de su teléfono."""


@factor.command("reset")
@click.argument("login")
@cli.in_dir
def factor_reset(login: str, folder: Path | None) -> None:
    """Quita el segundo paso de quien perdió el teléfono: lo configura al entrar."""
    from hub.acts import BY_COMMAND
    from hub.factors import Factors

    store = cli.open_store(folder)
    name = login.strip().lower()
    Factors(store, required=store.config.second_factor).drop(name, by=BY_COMMAND, own=False)
    click.echo(f"«{name}» configura otra vez su teléfono la próxima vez que entre.")
