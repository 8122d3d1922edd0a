"""Commands that copy the hub to a file, and make a hub from such a copy."""

from pathlib import Path
from typing import Any

import click

from hub import cli_options as cli
from hub.config import Config
from shared.sentences import counted


def register(main: click.Group) -> None:
    """Add these commands to *main*."""
    main.add_command(backup)
    main.add_command(restore)
    main.add_command(keys)


@click.command()
@click.argument("file", type=cli.FILE, required=False)
@click.option(
    "--to", "place", default="", metavar="LUGAR",
    help="Una carpeta de otro disco, o rclone:REMOTO:CARPETA (también CHASQUI_HUB_COPIES); guarda las últimas.",
)  # fmt: skip
@click.option("--keys/--no-keys", "with_keys", default=False, help="Pone también las claves, selladas con una frase.")
@cli.as_json
@cli.in_dir
def backup(file: Path | None, place: str, with_keys: bool, json_: bool, folder: Path | None) -> None:
    """Copia la central a un archivo o al lugar de las copias, también en marcha, y abre la copia para comprobarla."""
    from hub.copy_places import place_of
    from hub.copying import copy_to, copy_to_file
    from sync.passphrase import checked, sealed_with

    store, seal = cli.open_store(folder), None
    config = store.config
    to = None if file else place_of(place or config.copies, config.folder)
    if with_keys:
        seal = sealed_with(checked(cli.new_phrase()))

    def work() -> tuple[dict[str, Any], str]:
        made = copy_to_file(store, file, seal) if file else copy_to(store, to, config.copies_kept, seal)  # type: ignore[arg-type]
        words = f"Copia «{made.name}»: {counted(made.rows, 'fila', 'filas')}, abierta otra vez y comprobada."
        if made.here:
            words += " Está en el mismo disco que la central: llévela fuera de este equipo."
        if not with_keys:
            words += f"\nSin las claves: guarde aparte «{config.keys_file}»; sin ella la copia no se restaura."
        told = {"bytes": made.bytes, "rows": made.rows, "sha256": made.sha256, "here": made.here}
        return {"file": str(file or made.name), "keys": with_keys, **told}, words

    cli.step(store, "backup", "Copiando la central", work, json_=json_)


@click.command()
@click.argument("file", type=cli.FILE)
@click.option("--key-file", type=cli.FILE, default=None, help="Las claves (hub.key), si la copia no las trae.")
@click.option("--new-keys", is_flag=True, help="Las claves se perdieron: hace otras; cada escuela se enlaza de nuevo.")
@click.option("--release-key", type=cli.FILE, default=None, help="Con --new-keys: la clave de publicación de modelos.")
@click.option("--unsigned", is_flag=True, help="La copia es de una versión anterior, que no las firmaba, y es de fiar.")
@click.option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False), required=True, help="Carpeta nueva.")
@cli.as_json
def restore(
    file: Path,
    key_file: Path | None,
    release_key: Path | None,
    folder: Path,
    *,
    new_keys: bool,
    unsigned: bool,
    json_: bool,
) -> None:
    """Hace una central de una copia, en una carpeta nueva."""
    from hub import reports, restoring
    from hub.keyfiles import read_release_key, read_sealed
    from hub.restored import restored, restored_words
    from hub.store import Store
    from shared.errors import BadInput
    from sync.keys import HubKeys
    from sync.passphrase import opened_with

    manifest = restoring.read_manifest(file, unsigned=unsigned)
    if new_keys:
        if release_key is None:
            raise BadInput("Con --new-keys indique la clave de publicación: --release-key release.key.")
        keys = HubKeys.generate(read_release_key(release_key).public)
    elif key_file is not None and key_file.is_file():
        keys = read_sealed(key_file, cli.phrase)
    elif key_file is None and manifest.has_keys:
        keys = HubKeys.from_bytes(opened_with(cli.phrase(), restoring.sealed_keys(file)))
    else:
        raise BadInput("La copia no trae las claves: indique hub.key con --key-file. No se cambió nada.")
    click.echo("Restaurando la copia…", err=True)
    config = Config.from_env(folder)
    manifest = restoring.restore(file, config, keys, new_keys=new_keys, unsigned=unsigned)
    store = Store(config)
    try:
        report = restored(store, manifest, new_keys=new_keys)
        words = [restored_words(report), "Los códigos de invitación sin usar ya no valen: emita otros."]
        if new_keys:
            words += [_THEN.format(hub=manifest.hub), _NEW_KEYS.format(fingerprint=keys.public.fingerprint())]
        words.append("Arranque una sola central con esa carpeta.")
        reports.write(store, "restore", report, "\n".join(words))
    finally:
        store.close()
    cli.tell(report, "\n".join(words), json_=json_)


@click.group()
def keys() -> None:
    """Claves de la central: copia sellada, y otras nuevas si se pierden."""


@keys.command("backup")
@click.argument("file", type=cli.FILE)
@cli.in_dir
def keys_backup(file: Path, folder: Path | None) -> None:
    """Copia las claves a un archivo, selladas con una frase."""
    from hub.keyfiles import read_keys, seal_keys

    config = cli.open_store(folder).config
    seal_keys(read_keys(config), file, cli.new_phrase())
    click.echo(f"Claves selladas en «{file}». Llévelo fuera de este equipo y guarde la frase en otro lugar.")


@keys.command("restore")
@click.argument("file", type=cli.FILE)
@cli.in_dir
def keys_restore(file: Path, folder: Path | None) -> None:
    """Pone otra vez las claves en la carpeta de la central, si ahí faltan."""
    from hub.keyfiles import put_back, read_sealed

    config = Config.from_env(folder)
    found = read_sealed(file, cli.phrase)
    put_back(config, found)
    click.echo(f"Claves puestas en «{config.folder}». Huella de la central: {found.public.fingerprint()}")


@keys.command("new")
@click.option("--release-key", type=cli.FILE, help="La clave de publicación de modelos, si falta hub.key.")
@click.option("--yes", is_flag=True, help="No pregunta: sí, cada laptop de la región se enlaza de nuevo.")
@cli.in_dir
def keys_new(release_key: Path | None, folder: Path | None, *, yes: bool) -> None:
    """Hace otras claves: las de antes se perdieron o las tiene otro. Cada escuela se enlaza de nuevo."""
    from hub.keyfiles import read_release_key
    from hub.rekeying import new_keys

    if not yes:
        click.confirm(_CUTS_OFF, abort=True, err=True)
    release = read_release_key(release_key).public if release_key else None
    made = new_keys(Config.from_env(folder), release)
    click.echo(_NEW_KEYS.format(fingerprint=made.public.fingerprint()))


_CUTS_OFF = (
    "Con claves nuevas ninguna laptop de la región envía ni recibe hasta que se enlace de nuevo. Si tiene copia de las "
    "claves, use «chasqui-hub keys restore». ¿Hace claves nuevas?"
)
_THEN = (
    "La copia la firmó la central de huella {hub}. Compárela con una invitación de antes: si no es esa, la copia no "
    "es de esta región."
)
_NEW_KEYS = (
    "Claves nuevas. Huella de la central: {fingerprint}\n"
    "Nada de lo recibido se perdió. Emita otra invitación a cada local («chasqui-hub enrol --all») y en cada laptop "
    "use «chasqui-edge enrol»: enviará otra vez lo que falte."
)
