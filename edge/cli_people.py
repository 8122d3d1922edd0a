"""``chasqui-edge user``, ``class`` and ``learner``: who is at this school, by hand."""

from collections.abc import Callable
from typing import Any

import click

from edge import cli_erase, cli_keeping
from edge.config import Config
from edge.people import Newcomer
from edge.store import Store
from edge.writer import open_writer
from shared.console import unseen
from shared.errors import BadInput
from shared.ids import SchoolId, parse_school

ROLES = ("coordinator", "teacher", "it")


def register(main: click.Group, command: Callable[..., Callable[[Callable[..., Any]], Callable[..., Any]]]) -> None:
    """Add these commands to *main*."""
    users, classes, learners = (main.group(name)(group) for name, group in _GROUPS)

    @command(users, "add")
    @click.argument("login")
    @click.option("--role", type=click.Choice(ROLES), required=True, help="Qué hace aquí.")
    @click.option("--name", default="", help="Nombre de la persona, que no sale de este equipo.")
    def user_command(config: Config, login: str, role: str, name: str) -> None:
        """Crea o cambia una cuenta; la clave se escribe o llega por la entrada."""
        from shared.web import check_passphrase, hash_secret

        login = login.strip().lower()
        if not login:
            raise BadInput("Escriba el nombre de la cuenta.")
        secret = hash_secret(check_passphrase(unseen("Clave", twice=True)))
        with open_writer(config) as node:
            node.set_account(login, role, secret, name or login)
        click.echo(f"Cuenta {login} lista.")

    @command(classes, "add")
    @click.argument("name")
    @click.option("--school", help="Servicio; se pide si la laptop atiende varios.")
    def class_command(config: Config, name: str, school: str | None) -> None:
        """Crea un aula, por ejemplo «3° A»."""
        with open_writer(config) as node:
            click.echo(f"Aula {node.add_class(_school(node.store, school), name)}.")

    @command(learners, "add")
    @click.argument("name")
    @click.option("--code", required=True, help="Código local del estudiante.")
    @click.option("--class", "class_name", required=True, help="Nombre del aula; se crea si no está.")
    @click.option("--school", help="Servicio; se pide si la laptop atiende varios.")
    @click.option("--replace", is_flag=True, help="Si el código ya es de alguien, cambia su nombre y su aula.")
    def learner_command(
        config: Config, name: str, code: str, class_name: str, school: str | None, *, replace: bool
    ) -> None:
        """Agrega un estudiante; su nombre no sale de este equipo."""
        with open_writer(config) as node:
            newcomer = Newcomer("learner", name, code, _school(node.store, school), class_name)
            added = node.add_people([newcomer], replace=replace)
        click.echo("Estudiante agregado." if added else "Ya estaba; queda con los datos que usted dio.")

    cli_erase.register(learners, command)
    cli_keeping.register(learners, command)


def _users() -> None:
    """Cuentas del personal."""


def _classes() -> None:
    """Aulas."""


def _learners() -> None:
    """Estudiantes."""


_GROUPS = (("user", _users), ("class", _classes), ("learner", _learners))


def _school(store: Store, text: str | None) -> SchoolId:
    served = [row.id for row in store.site.schools()]
    if not text and len(served) > 1:
        raise BadInput(
            "Esta laptop atiende varios servicios: %(served)s. Diga cuál con --school CÓDIGO, y repita.",
            served=", ".join(f"{row.name} ({row.id})" for row in store.site.schools()),
        )
    chosen = parse_school(text) if text else served[0]
    if chosen not in served:
        raise BadInput(
            "Esta laptop no atiende %(chosen)s. Atiende: %(served)s.", chosen=chosen, served=", ".join(served)
        )
    return chosen
