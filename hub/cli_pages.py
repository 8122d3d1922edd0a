"""``chasqui-hub pages``: the region's pages by several processes, beside the service that takes bundles."""

import logging
import os
import sys
from pathlib import Path

import click

from hub.cli_options import in_dir
from hub.config import Config
from shared.errors import NotReady


def register(main: click.Group) -> None:
    """Add the command to *main*."""
    main.add_command(pages)


@click.command()
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=max(2, os.cpu_count() or 1),
    show_default="uno por procesador, al menos dos",
    help="Cuántos procesos.",
)
@click.option("--port", type=click.IntRange(1, 65_535), default=None, help="Por defecto, el de la central más uno.")
@in_dir
def pages(workers: int, port: int | None, folder: Path | None) -> None:
    """Sirve las páginas con varios procesos, al lado de «chasqui-hub run», que recibe los paquetes."""
    if sys.platform == "win32":
        raise NotReady("«chasqui-hub pages» no funciona en Windows. «chasqui-hub run» sirve también las páginas.")
    from hub.pages import serve_pages

    root = logging.getLogger()
    root.setLevel(min(root.level, logging.WARNING))
    logging.getLogger("hub").setLevel(logging.INFO)
    config = Config.from_env(folder)
    serve_pages(config, workers, port or config.port + 1)
