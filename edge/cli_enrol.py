"""Commands by which a laptop joins the region, joins it anew, and keeps a copy of its keys."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from edge.asking import asked_until
from edge.config import Config
from edge.enrol import Identity, begin, invitation_in, load_identity
from edge.key_holder import is_sealed
from edge.rows import SchoolRow, told_apart
from edge.staff_phrase import names_phrase
from shared.console import unseen
from shared.errors import BadInput
from shared.ids import site_told
from sync.card import read_card
from sync.enrolment import Invitation
from sync.introduction import read_code, read_mark

Command = Callable[..., Any]
T = TypeVar("T")
_FILE = click.Path(path_type=Path, dir_okay=False)
_MOST = 65_536


def register(main: click.Group, command: Callable[..., Callable[[Command], Command]]) -> None:
    """Add these commands to *main*."""
    keys = click.Group("keys", help="Copia sellada de las claves de esta laptop.")
    main.add_command(keys)
    command(main, "init")(_invited(init_command))
    command(main, "enrol")(_invited(click.option("--new-key", is_flag=True, help="Hace otra clave.")(enrol_command)))
    command(keys, "backup")(click.argument("file", type=_FILE)(backup_command))
    command(keys, "restore")(click.argument("file", type=_FILE)(restore_command))


def _invited(function: Command) -> Command:
    """Add the ways in which an invitation is told."""
    for option in (
        click.option("--code", default="", help="Con --words: palabras o letras del código."),
        click.option("--fingerprint", default="", help="Con --words: palabras o letras de la huella."),
        click.option("--site", default="", help="Con --words: código del local."),
        click.option("--from", "place", default="", help="Con --words: dirección de la región, o carpeta de su USB."),
        click.option("--words", is_flag=True, help="Escribir las palabras de la hoja."),
        click.option("--card", default="", help="Texto del QR de la hoja; «-»: lo escribe el lector."),
        click.option("--invitation", type=_FILE, help="Archivo que entregó la región."),
    ):
        function = option(function)
    return function


def init_command(config: Config, **told: Any) -> None:
    """Prepara esta computadora como nodo de su escuela."""
    _say("Listo", begin(config, _told(**told)), config)


def enrol_command(config: Config, *, new_key: bool, **told: Any) -> None:
    """Enlaza otra vez este nodo: otra invitación, otra clave de la región o de la laptop. Nada se pierde."""
    from edge.writer import open_writer

    invitation = _told(**told)
    with open_writer(config) as node:
        node.enrol(invitation, new_key=new_key)
    _say("Enlazado otra vez", load_identity(config), config)
    if new_key:
        click.echo("Pida a la oficina que dé de baja la clave anterior; su archivo quedó en la carpeta, sin uso.")


def _say(done: str, identity: Identity, config: Config) -> None:
    told = zip(identity.invitation.schools, identity.invitation.school_names, strict=True)
    names = ", ".join(told_apart([SchoolRow(*one) for one in told]).values())
    click.echo(f"{done}: nodo {identity.keys.node_id.hex()} de {names} en «{config.dir}».")
    click.echo(f"Compare por teléfono la huella de la región: {identity.invitation.hub.fingerprint()}")


def _told(
    *, invitation: Path | None, card: str, words: bool, place: str, site: str, fingerprint: str, code: str
) -> Invitation:
    if (invitation is not None) + bool(card) + words != 1:
        raise BadInput("Indique una sola forma: --invitation ARCHIVO, --card TEXTO o --words.")
    if invitation is not None:
        return invitation_in(invitation)
    if card:
        return read_card(sys.stdin.readline(_MOST) if card == "-" else card)
    from edge.introduced import introduction

    _, told_site = _given(site, "Código del local (o modular, si no tiene)", site_told)
    where = "Dirección de la región, o carpeta del USB"
    place, found = _given(place, where, lambda typed: introduction(typed, told_site))
    fingerprint, _ = _given(fingerprint, "Palabras de la huella", read_mark)
    # Before the next question: whoever stands before another hub need not type that one too.
    found.recognise(fingerprint, told_site)
    code, _ = _given(code, "Palabras del código", read_code)
    url = place if place.startswith("http") else ""
    return found.invitation(fingerprint=fingerprint, code=code, site=told_site, url=url)


def _given(text: str, what: str, read: Callable[[str], T]) -> tuple[str, T]:
    """Read what an option gave, or ask for it until it can be read."""
    return (text, read(text)) if text else asked_until(what, read)


def backup_command(config: Config, file: Path) -> None:
    """Copia las claves a un archivo, selladas con una frase."""
    from edge.keys_file import back_up_keys

    back_up_keys(config, file, unseen("Frase", twice=True), names_phrase)
    click.echo(f"Claves selladas en «{file}». Guárdelo fuera de esta laptop, y la frase en otro lugar.")


def restore_command(config: Config, file: Path) -> None:
    """Pone otra vez las claves que faltan en la carpeta."""
    from edge.keys_file import restore_keys

    had_phrase = is_sealed(config.dir)
    written = restore_keys(config, file, unseen("Frase"))
    click.echo(f"Puestas: {', '.join(written)}." if written else "No faltaba ninguna.")
    if had_phrase:
        click.echo("Los nombres quedan sin su frase: póngala otra vez con «chasqui-edge key phrase».")
