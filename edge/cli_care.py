"""``chasqui-edge copy``: what the laptop does by itself to look after its data, by hand."""

from collections.abc import Callable
from typing import Any

import click

from edge.config import Config


def register(main: click.Group, command: Callable[..., Callable[[Callable[..., Any]], Callable[..., Any]]]) -> None:
    """Add these commands to *main*."""

    @command(main, "copy")
    def copy_command(config: Config) -> None:
        """Hace ahora la copia automática del día, la abre y la revisa; también con el nodo abierto."""
        from edge.copies_kept import copy_now

        done = copy_now(config.database, config.clock)
        click.echo(f"Copia en «{done.path}», abierta y revisada. Guárdela también fuera de esta laptop: «backup».")
