"""``chasqui-edge learner erase``: a person asks for their data to be erased."""

import sys
from collections.abc import Callable
from typing import Any

import click

from edge.config import Config
from edge.owed import check_nothing_lent
from edge.rows import PersonRow
from edge.store import Store
from edge.writer import open_writer
from shared.errors import BadInput
from shared.ids import Pseudonym
from shared.sentences import counted

_KEPT = "Lo que usó queda contado, con un número al azar que ya no lleva a nadie."
_OUTSIDE = (
    "Las copias de seguridad y las listas guardadas fuera de Chasqui no cambian: bórrelas aparte. "
    "Si importa otra vez una lista con esa persona, entra de nuevo."
)


def register(group: click.Group, command: Callable[..., Callable[[Callable[..., Any]], Callable[..., Any]]]) -> None:
    """Add ``erase`` to the commands of learners."""

    @command(group, "erase")
    @click.option("--code", required=True, help="Código del estudiante: el local, su DNI o su usuario de Kolibri.")
    @click.option("--yes", is_flag=True, help="No pregunta.")
    def erase_command(config: Config, code: str, *, yes: bool) -> None:
        """Borra de esta laptop el nombre y los códigos de un estudiante, para siempre."""
        with open_writer(config) as node:
            who = node.store.rosters.known(code, [code])
            found = None if who is None else node.store.people.person(who)
            if who is None or found is None:
                raise BadInput("Aquí nadie tiene el código «%(code)s». No se borró nada.", code=code)
            if found.role == "guardian":
                check_nothing_lent(node.store, who)
            if not yes and click.prompt(_question(node.store, who, found), err=True).strip() != code.strip():
                click.echo("No se borró nada.", err=True)
                sys.exit(1)
            node.erase(who)
        click.echo(f"Datos borrados. {_KEPT} {_OUTSIDE}")


def _question(store: Store, who: Pseudonym, found: PersonRow) -> str:
    # Flask comes with these: only a question needs them.
    from edge.views.words import initials

    row = store.people.learner(who)
    of_class = f", {row.class_name}" if row and row.class_name else ""
    lent = sum(loan.units for loan in store.folded.loans() if loan.borrower == who)
    owes = (
        f" Tiene {counted(lent, 'unidad prestada', 'unidades prestadas')}: anote antes la devolución." if lent else ""
    )
    return (
        f"Se borrarán el nombre, los códigos, las aulas y las figuras de {initials(found.name)}{of_class}. {_KEPT}"
        f"{owes} No se puede deshacer. Para borrar, escriba otra vez el código"
    )
