"""``chasqui-edge copy``, ``support`` and ``repair``: what the laptop does by itself to look after its data, by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from edge.config import Config
from shared.whole import write_whole


def register(main: click.Group, command: Callable[..., Callable[[Callable[..., Any]], Callable[..., Any]]]) -> None:
    """Add these commands to *main*."""

    @command(main, "copy")
    def copy_command(config: Config) -> None:
        """Hace ahora la copia automática del día, la abre y la revisa; también con el nodo abierto."""
        from edge.copies_kept import copy_now

        done = copy_now(config.database, config.clock)
        click.echo(f"Copia en «{done.path}», abierta y revisada. Guárdela también fuera de esta laptop: «backup».")

    @command(main, "support")
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
    def support_command(config: Config, file: Path | None) -> None:
        """Escribe lo que soporte puede ver de esta laptop, sin nombres de nadie; también con el nodo abierto."""
        from edge.support_report import report_on, written

        text = written(report_on(config), config).text
        if file is None:
            click.echo(text, nl=False)
            return
        write_whole(file, text.encode())
        click.echo(f"Informe en «{file}». Ábralo y léalo antes de enviarlo: es texto.")

    @command(main, "repair")
    def repair_command(config: Config) -> None:
        """Arma una base nueva con todo lo que se lee de la dañada, que se aparta sin tocarla; con el nodo cerrado."""
        from edge.repairing import repair
        from edge.views.repairs import repaired_words

        done = repair(config)
        for words in repaired_words(done):
            click.echo(words)
        click.echo(
            f"La base de antes está, tal como era, en «{done.aside}». No la borre: soporte puede sacar más de ella."
        )
