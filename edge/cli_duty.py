"""``chasqui-edge duty``: a duty is handed over at the laptop's own terminal, when who had it is not there to do it."""

from collections.abc import Callable
from typing import Any

import click

from edge.config import Config
from edge.orders_people import HandOver
from edge.staff import COORDINATOR, ROLES
from edge.writer import open_writer
from shared.console import unseen


def register(main: click.Group, command: Callable[..., Callable[[Callable[..., Any]], Callable[..., Any]]]) -> None:
    """Add ``duty hand-over`` to *main*."""
    group = main.group("duty")(_duty)

    @command(group, "hand-over")
    @click.argument("leaving")
    @click.argument("heir")
    @click.option("--role", type=click.Choice(ROLES), default=COORDINATOR, show_default=True, help="Qué cargo.")
    @click.option("--name", default="", help="Nombre de quien lo toma, si su cuenta es nueva.")
    @click.option("--stays", is_flag=True, help="Quien lo deja sigue aquí como docente.")
    def hand_over_command(config: Config, leaving: str, heir: str, role: str, name: str, *, stays: bool) -> None:
        """Termina el cargo de una cuenta y lo empieza otra, en un solo paso; la región lo sabe con el próximo envío."""
        from shared.web import check_passphrase, hash_secret

        leaving, heir = leaving.strip().lower(), heir.strip().lower()
        with open_writer(config) as node:
            known = heir in {row.login for row in node.store.staff.accounts()}
            secret = "" if known else hash_secret(check_passphrase(unseen("Clave", twice=True)))
            node.perform(HandOver(leaving, heir, role, secret, name or heir, stays))
        click.echo("Cargo entregado. Las sesiones abiertas de ambas cuentas se cerraron.")


def _duty() -> None:
    """Cargos del personal."""
