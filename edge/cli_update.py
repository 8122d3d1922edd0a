"""``chasqui-edge update``: a newer version of the program out of a signed package."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from edge.config import Config
from shared.errors import NotReady

_FILE = click.Path(path_type=Path, dir_okay=False)


def register(main: click.Group, command: Callable[..., Callable[[Callable[..., Any]], Callable[..., Any]]]) -> None:
    """Add these commands to *main*."""

    @command(main, "update")
    @click.argument("file", type=_FILE)
    def update_command(config: Config, file: Path) -> None:
        """Actualiza el programa con un paquete firmado; si no arranca, vuelve el de antes."""
        from edge.enrol import load_identity
        from edge.program.folder import own_program
        from edge.program.updating import NOT_HERE, update

        program = own_program()
        if program is None:
            raise NotReady(NOT_HERE)
        done = update(program, file, load_identity(config).invitation.hub)
        click.echo(
            f"Versión {done.version} lista. Si Chasqui está abierto, se cierra y se abre solo con ella; si no, "
            "la próxima vez. Antes se copia la base; si la nueva no arranca, vuelve la de antes."
        )
