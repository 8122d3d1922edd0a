"""``chasqui-edge backup`` and ``restore``: the node in one sealed file, and the node out of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from edge.config import Config
from edge.database import Database
from edge.staff_phrase import names_phrase
from shared.console import unseen
from shared.sentences import counted

_FILE = click.Path(path_type=Path, dir_okay=False)


def register(main: click.Group, command: Callable[..., Callable[[Callable[..., Any]], Callable[..., Any]]]) -> None:
    """Add these commands to *main*."""

    @command(main, "backup")
    @click.argument("file", type=_FILE)
    def backup_command(config: Config, file: Path) -> None:
        """Copia el nodo entero a un archivo sellado con una frase, también en marcha."""
        from edge.backup_file import back_up
        from edge.key_holder import held_key

        phrase = unseen("Frase", twice=True)
        done = back_up(config, file, phrase, lambda: held_key(config.dir, names_phrase))
        click.echo(
            f"Copia en «{file}», leída de vuelta y completa: {counted(done.events, 'registro', 'registros')}. "
            "Guárdela fuera de esta laptop, y la frase en otro lugar: sin ella nadie la abre."
        )

    @command(main, "restore")
    @click.argument("file", type=_FILE)
    def restore_command(config: Config, file: Path) -> None:
        """Hace el nodo de una copia sellada, en una carpeta nueva (--dir)."""
        from edge.admitting import admits, has_coordinator
        from edge.backup_file import restore

        def _admit(db: Database) -> None:
            if has_coordinator(db):
                click.echo("Restaura quien coordina: escriba su cuenta y su clave de la copia.", err=True)
                login = str(click.prompt("Cuenta", err=True))
                admits(login, unseen("Clave"))(db)

        done = restore(config, file, unseen("Frase"), _admit)
        click.echo(
            f"Nodo en «{config.dir}»: {counted(done.events, 'registro', 'registros')}, hasta el día de la copia. "
            "No abra más la carpeta anterior."
        )
        if done.again.told:
            click.echo(f"Borradas otra vez, como allí: {counted(done.again.people, 'persona', 'personas')}.")
        if not done.again.settled:
            click.echo(
                "Quien se borró después de la copia está otra vez: bórrelo de nuevo, o todos a la vez con "
                "«chasqui-edge learner erase-again CARPETA-ANTERIOR»."
            )
