"""Commands that copy the hub to a file, and make a hub from such a copy."""

from pathlib import Path

import click

from hub import cli_options as cli
from hub.config import Config

_MIN_LETTERS = 12
_File = click.Path(path_type=Path, dir_okay=False)


def register(main: click.Group) -> None:
    """Add these commands to *main*."""
    main.add_command(backup)
    main.add_command(restore)


@click.command()
@click.argument("file", type=_File)
@click.option("--keys/--no-keys", "with_keys", default=False, help="Pone también las claves, selladas con una frase.")
@cli.in_dir
def backup(file: Path, with_keys: bool, folder: Path | None) -> None:
    """Copia la central a un archivo, también en marcha."""
    from hub.backup import back_up
    from hub.restoring import sealed_with
    from shared.errors import BadInput

    store, seal = cli.open_store(folder), None
    if with_keys:
        phrase = click.prompt("Frase para las claves", hide_input=True, confirmation_prompt=True)
        if len(phrase) < _MIN_LETTERS:
            raise BadInput("La frase necesita %(least)s letras o más. No se cambió nada.", least=_MIN_LETTERS)
        seal = sealed_with(phrase)
    made = back_up(store, file, seal)
    click.echo(f"Copia en «{file}»: {len(made.files)} archivos. Llévela fuera de este equipo.")
    if not with_keys:
        click.echo(f"Sin las claves: guarde aparte «{store.config.keys_file}»; sin ella la copia no se restaura.")


@click.command()
@click.argument("file", type=_File)
@click.option("--key-file", type=_File, default=None, help="Las claves (hub.key), si la copia no las trae.")
@click.option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False), required=True, help="Carpeta nueva.")
def restore(file: Path, key_file: Path | None, folder: Path) -> None:
    """Hace una central de una copia, en una carpeta nueva."""
    from hub import restoring
    from shared.errors import BadInput
    from sync.keys import HubKeys

    manifest = restoring.read_manifest(file)
    if key_file is not None and key_file.is_file():
        raw = key_file.read_bytes()
    elif key_file is None and manifest.has_keys:
        phrase = click.prompt("Frase de las claves", hide_input=True)
        raw = restoring.opened_with(phrase, restoring.sealed_keys(file))
    else:
        raise BadInput("La copia no trae las claves: indique hub.key con --key-file. No se cambió nada.")
    restoring.restore(file, Config.from_env(folder), HubKeys.from_bytes(raw))
    click.echo(f"Central restaurada en «{folder}». Los códigos de invitación sin usar ya no valen: emita otros.")
    click.echo("Arranque una sola central con esa carpeta; las laptops enviarán otra vez lo que falte.")
