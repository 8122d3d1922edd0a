"""Commands of content packs: signing what schools take from a stick."""

from pathlib import Path

import click

from hub import cli_options as cli
from shared.sentences import counted


def register(main: click.Group) -> None:
    """Add these commands to *main*."""
    main.add_command(pack)


@click.group()
def pack() -> None:
    """Prepara paquetes de contenido para las escuelas."""


@pack.command()
@click.argument("pack_folder", metavar="CARPETA", type=click.Path(path_type=Path, file_okay=False))
@click.option("--key", type=cli.FILE, default=None, help="Por defecto, la clave que dejó «chasqui-hub init».")
@cli.as_json
@cli.in_dir
def sign(pack_folder: Path, key: Path | None, json_: bool, folder: Path | None) -> None:
    """Mide y firma lo que hay en una carpeta, según su «pack.json»; los archivos no cambian."""
    from hub.keyfiles import check_release_key
    from hub.pack_signing import read_draft, sign_pack

    store = cli.open_store(folder)
    release_key = check_release_key(store.config, key)
    today = store.config.clock.now().date()
    done = sign_pack(pack_folder, read_draft(pack_folder), store.catalogue(), release_key, today)
    told = {"resource": done.resource, "version": done.version, "files": len(done.files), "bytes": done.size}
    words = (
        f"Paquete {done.resource}, versión {done.version}, firmado: {counted(len(done.files), 'archivo', 'archivos')}, "
        f"{done.size:,} bytes. Cópielo al USB en «CHASQUI/packs/{done.resource}»."
    )
    cli.tell(told, words, json_=json_)
