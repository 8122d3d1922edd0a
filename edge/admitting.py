"""Who may make a node out of its copy: whoever knows the phrase, and coordinates the school in the copy."""

from collections.abc import Callable

from edge.accounts import StoreAccounts
from edge.database import Database
from shared import web
from shared.errors import BadInput


def has_coordinator(db: Database) -> bool:
    """Tell whether there is an account of a coordinator; a node without one admits who knows the phrase."""
    return bool(db.value("SELECT count(*) FROM credentials WHERE role = ?", web.Role.COORDINATOR.value))


def admits(login: str, passphrase: str) -> Callable[[Database], None]:
    """
    Return what lets somebody through who is a coordinator of a database.

    What it returns raises BadInput where they are not: each try opens the whole copy first, which takes seconds.
    """

    def admit(db: Database) -> None:
        if not has_coordinator(db):
            return
        found = StoreAccounts(db).credential(login.strip().lower())
        known = found is not None and found.role is web.Role.COORDINATOR
        if found is None or not web.matches(found.secret, passphrase) or not known:
            raise BadInput(
                "La frase es la correcta, pero esa cuenta y esa clave no son de quien coordina en la copia. Escríbalas "
                "como eran el día de la copia. No se cambió nada."
            )

    return admit
