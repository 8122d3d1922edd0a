"""The kinds of act that the hub's history tells, and who acts where no account does."""

from collections.abc import Mapping
from enum import StrEnum

from shared.acts import Actor
from shared.sentences import N_


class Kind(StrEnum):
    """What was done. A kind that a later version writes is shown by its name."""

    ASKED = "asked"
    """A person asked for the plan of the next period to be drawn from what is known now."""
    PROPOSED = "proposed"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    CHANGED = "changed"
    APPROVED = "approved"
    REJECTED = "rejected"
    PUBLISHED = "published"
    REFUSED = "refused"
    """A person asked for a step that the hub did not take."""
    WEIGHTS = "weights"
    LIMIT = "limit"
    CALENDAR = "calendar"
    """Of one UGEL."""
    CATALOGUE = "catalogue"
    """One resource changed or withdrawn by hand."""
    DISPATCHED = "dispatched"
    RETURNED = "returned"
    SOLVED = "solved"
    """What became of units that were not accepted, other than that they returned."""
    REOPENED = "reopened"
    ADJUSTED = "adjusted"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    DISCARDED = "discarded"
    INVITED = "invited"
    """A code was issued with which a computer of a site may enrol; the code itself is in no act."""
    WITHDRAWN = "withdrawn"
    """A code with which a computer could have enrolled."""
    SETTLED = "settled"
    """A person looked into two histories of a site."""
    CLEARED = "cleared"
    """A person took off the list of what is stopped what nothing else takes off."""
    IMPORTED = "imported"
    SCHOOL = "school"
    """A school corrected by hand, closed, merged, or in service again."""
    ACCOUNT = "account"
    FACTOR = "factor"
    PROGRAM_KEY = "token"
    INCIDENT = "incident"
    CAP = "cap"
    """Use that is doubted counts in plans up to a bound, or counts again in full."""
    KEPT_FOR = "kept_for"


KINDS: Mapping[str, str] = {
    Kind.ASKED: N_("Se pidió calcular el plan otra vez"),
    Kind.PROPOSED: N_("Propuesto"),
    Kind.LOCKED: N_("Cantidad fijada"),
    Kind.UNLOCKED: N_("Se levantó lo fijado"),
    Kind.CHANGED: N_("Cambiado"),
    Kind.APPROVED: N_("Firmado"),
    Kind.REJECTED: N_("Rechazado"),
    Kind.PUBLISHED: N_("Publicado"),
    Kind.REFUSED: N_("No se hizo"),
    Kind.WEIGHTS: N_("Pesos nuevos"),
    Kind.LIMIT: N_("Límite nuevo"),
    Kind.CALENDAR: N_("Calendario de una UGEL"),
    Kind.CATALOGUE: N_("Catálogo cambiado"),
    Kind.DISPATCHED: N_("Salió del almacén"),
    Kind.RETURNED: N_("Volvió al almacén"),
    Kind.SOLVED: N_("Diferencia resuelta"),
    Kind.REOPENED: N_("Diferencia abierta otra vez"),
    Kind.ADJUSTED: N_("Existencias ajustadas"),
    Kind.ANSWERED: N_("Respondido a la escuela"),
    Kind.ACCEPTED: N_("Computadora aceptada"),
    Kind.REVOKED: N_("Computadora dada de baja"),
    Kind.DISCARDED: N_("Envío descartado"),
    Kind.INVITED: N_("Código de inscripción emitido"),
    Kind.WITHDRAWN: N_("Código de inscripción retirado"),
    Kind.SETTLED: N_("Dos historias aclaradas"),
    Kind.CLEARED: N_("Quitado de Detenidos"),
    Kind.IMPORTED: N_("Datos importados"),
    Kind.SCHOOL: N_("Escuela cambiada"),
    Kind.ACCOUNT: N_("Cuenta cambiada"),
    Kind.FACTOR: N_("Segundo paso de una cuenta"),
    Kind.PROGRAM_KEY: N_("Clave de un programa"),
    Kind.INCIDENT: N_("Incidente"),
    Kind.CAP: N_("Uso en revisión"),
    Kind.KEPT_FOR: N_("Plazo de conservación"),
}

PROGRAM = Actor(office=N_("El programa"))
BY_COMMAND = Actor(office=N_("Por comando"))
"""Somebody at the hub's own terminal, who gave no account."""
_LETTERS = 80


def account(login: str) -> str:
    """
    Return the subject of the acts of an account, as long as one may be.

    >>> account("ana"), len(account("a" * 80))
    ('account/ana', 80)
    """
    return f"account/{login}"[:_LETTERS]
