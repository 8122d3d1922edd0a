"""``chasqui-hub program``: the program itself, signed for laptops that take it from a stick."""

from pathlib import Path

import click

from hub import cli_options as cli
from hub.config import Config
from hub.keyfiles import check_new, read_keys, read_release_key
from shared.errors import Untrusted


def register(main: click.Group) -> None:
    """Add these commands to *main*."""
    main.add_command(program)


@click.group()
def program() -> None:
    """El programa de las escuelas, firmado para llevarlo en USB."""


@program.command("sign")
@click.argument("bundle", type=cli.FILE)
@click.option("--key", type=cli.FILE, default=None, help="Por defecto, la clave que dejó «chasqui-hub init».")
@click.option("--out", type=cli.FILE, default=None, help="Archivo que se escribe; si no, junto al paquete.")
@cli.as_json
@cli.in_dir
def sign(bundle: Path, key: Path | None, out: Path | None, json_: bool, folder: Path | None) -> None:
    """Firma un paquete de «make bundle»: con él las laptops se actualizan desde un USB."""
    from sync.program_package import SUFFIX, sign_package

    config = Config.from_env(folder)
    release = read_release_key(key or config.release_key_file)
    if release.public != read_keys(config).public.release:
        raise Untrusted("Esa clave de publicación no es la de esta central. Traiga la que hizo «chasqui-hub init».")
    target = out or bundle.with_suffix(SUFFIX)
    check_new(target)
    signed = sign_package(bundle, target, release)
    told = {"file": str(target), "version": signed.version, "platform": signed.platform, "sha256": signed.sha256}
    words = f"Versión {signed.version} para {signed.platform}, firmada en «{target}»."
    cli.tell(told, f"{words} Cópiela a la carpeta CHASQUI de un USB.", json_=json_)
