"""``chasqui-edge audit``: whether the history of this laptop is as it was written."""

import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click

from edge.config import Config
from edge.duties import UNFOUNDED
from edge.store import Store
from shared.errors import BadInput
from shared.sentences import counted

_HASH_LETTERS = 16


def register(main: click.Group, command: Callable[..., Callable[[Callable[..., Any]], Callable[..., Any]]]) -> None:
    """Add ``audit verify`` to *main*."""
    group = main.group("audit")(_audit)

    @command(group, "verify")
    @click.option("--seen", help="Fila y marca que se anotaron antes, como 12:0a1b…")
    def verify_command(config: Config, seen: str | None) -> None:
        """Revisa cada fila del historial; termina con error si alguna se cambió, falta o sobra."""
        noted = _seen(seen) if seen else None
        with Store(config.database, config.clock, writer=False) as store:
            broken, last = store.audit.first_broken(), store.audit.last()
            found = None if noted is None else store.audit.row(noted[0])
            unfounded = store.duties.unfounded()
        if broken is not None:
            _fail(broken.why.text())
        if noted is not None and (found is None or not found.hash.startswith(noted[1])):
            _fail(
                f"La fila {noted[0]} no está, o no es la que se anotó: alguien cortó o escribió de nuevo el historial."
            )
        if unfounded:
            _fail(UNFOUNDED)
        if last is None:
            click.echo("El historial está vacío.")
        else:
            rows = counted(last.number, "fila", "filas")
            click.echo(f"El historial está entero: {rows}. Última: {last.number}:{last.hash[:_HASH_LETTERS]}")


def _fail(why: str) -> NoReturn:
    click.echo(f"{why} Haga una copia de la carpeta y avise a la región.", err=True)
    sys.exit(1)


def _audit() -> None:
    """Historial de listas, cuentas y cargos."""


def _seen(text: str) -> tuple[int, str]:
    number, _, mark = text.strip().partition(":")
    if not (number.isascii() and number.isdigit() and 0 < len(number) < 10 and len(mark) >= _HASH_LETTERS):
        raise BadInput("«%(text)s» no es fila y marca. Cópielas de «chasqui-edge audit verify».", text=text[:80])
    return int(number), mark.lower()
