"""The command that invites schools: a file for a stick, words for paper or telephone, or both."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hub import cli_options as cli
from shared.addresses import without_user
from shared.errors import BadInput
from shared.ids import SiteId, site_told
from shared.reachable import only_here

if TYPE_CHECKING:
    from hub.store import Store

_ONLY_HERE = (
    "Aviso: «%(url)s» es, en cada equipo, él mismo: desde otra laptop no se llega con ella a la central. Sirve solo en "
    "este equipo, para practicar. Para una escuela, repita con la dirección de la central en la red."
)


def register(main: click.Group) -> None:
    """Add this command to *main*."""
    main.add_command(enrol)


@click.command()
@click.option("--site", default="", help="Código del local, o modular si no tiene.")
@click.option("--all", "everybody", is_flag=True, help="A cada local con computadora inscrita; --out es carpeta.")
@click.option("--url", required=True, help="Dirección con que la escuela llega a la central.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Archivo de invitación.")
@click.option("--words", "in_words", is_flag=True, help="Muestra huella, código y texto del QR.")
@cli.in_dir
def enrol(site: str, url: str, out: Path | None, folder: Path | None, *, everybody: bool, in_words: bool) -> None:
    """Emite la invitación de un local, con un código de un solo uso."""
    from hub.computers import computers

    store = cli.open_store(folder)
    if everybody == bool(site) or (out is None and not in_words):
        raise BadInput(
            "Indique para quién (--site CÓDIGO, o --all) y en qué forma: --out ARCHIVO, --words, o ambas. "
            "No se emitió ninguna invitación."
        )
    if everybody:
        sites = sorted({row.site for row in computers(store, store.schools(), ()) if row.site})
        if not sites:
            raise BadInput("Ninguna computadora se inscribió todavía. Invite a cada local con --site CÓDIGO.")
    else:
        sites = [site_told(site)]
    if out is not None:
        _check_out(out, is_folder=everybody)
    if only_here(url):
        click.echo(_ONLY_HERE % {"url": without_user(url)[:80]}, err=True)
    for one in sites:
        _invite(store, SiteId(one), url, out / f"{one}.json" if everybody and out else out, in_words=in_words)


def _check_out(out: Path, *, is_folder: bool) -> None:
    """
    Look at where invitations go before one is issued: a code that nobody can read is lost.

    Raises:
        BadInput: They cannot be written there.
    """
    if is_folder:
        out.mkdir(parents=True, exist_ok=True)
    elif out.is_dir():
        raise BadInput("«%(path)s» es una carpeta. Escriba también el nombre del archivo.", path=out)
    elif not out.absolute().parent.is_dir():
        raise BadInput("No existe la carpeta «%(path)s». Créela, o elija otra, y repita.", path=out.absolute().parent)


def _invite(store: "Store", site: SiteId, url: str, out: Path | None, *, in_words: bool) -> None:
    from hub.acts import BY_COMMAND
    from hub.enrol import CODE_DAYS, invite
    from hub.keyfiles import read_keys, write_secret
    from sync.card import card_of
    from sync.introduction import code_words, key_words

    invitation = invite(store, read_keys(store.config).public, site, store.schools(), url, by=BY_COMMAND)
    names = ", ".join(invitation.school_names)
    if out is not None:
        write_secret(out, invitation.to_json())
        click.echo(f"Invitación para {names} en «{out}». Vale {CODE_DAYS} días, una vez.")
    if in_words:
        click.echo(f"Local {site}: {names}. Vale {CODE_DAYS} días, una vez.")
        click.echo(f"Huella: {' '.join(key_words(invitation.hub))}  ({invitation.hub.fingerprint()})")
        click.echo(f"Código: {' '.join(code_words(invitation.code))}  ({invitation.code})")
        click.echo(f"Texto del QR: {card_of(invitation)}")
