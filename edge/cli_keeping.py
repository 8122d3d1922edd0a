"""``chasqui-edge learner``: erasing again whom a copy brought back, and whoever left long ago."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from edge.config import Config
from edge.database import Database
from edge.erased_since import erased_after
from edge.orders_people import EraseAll
from edge.retention import due, kept_months
from edge.writer import open_writer
from shared.errors import NotReady
from shared.sentences import counted

_FOLDER = click.Path(path_type=Path, file_okay=False)


def register(group: click.Group, command: Callable[..., Callable[[Callable[..., Any]], Callable[..., Any]]]) -> None:
    """Add ``erase-again`` and ``purge`` to the commands of learners."""

    @command(group, "erase-again")
    @click.argument("folder", type=_FOLDER)
    def again_command(config: Config, folder: Path) -> None:
        """Borra aquí, después de restaurar una copia, a quien ya se borró en la carpeta anterior."""
        with Database(config.database, config.clock, writer=False) as here:
            found = erased_after(here, folder / config.database.name)
        with open_writer(config) as node:
            count = int(node.perform(EraseAll(found.people, since_copy=found.all_of_them)))
        click.echo(
            f"Borradas otra vez: {counted(count, 'persona', 'personas')}, de {len(found.people)} que se borraron allí."
        )

    @command(group, "purge")
    def purge_command(config: Config) -> None:
        """Borra a quien se fue hace más de lo que se guardan los datos; el nodo abierto lo hace solo."""
        with open_writer(config) as node:
            today = node.store.days.today()
            if today is None:
                raise NotReady("El reloj de la laptop no está bien: no se borra a nadie. Corríjalo y repita.")
            people = due(node.store, today)
            count = int(node.perform(EraseAll(people))) if people else 0
            months = kept_months(node.store)
        kept = f"se guardan {counted(months, 'mes', 'meses')}" if months else "no se borran solos"
        click.echo(f"Borradas: {counted(count, 'persona', 'personas')}. Los datos de quien se va {kept}.")
