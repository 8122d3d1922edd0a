"""The kinds of act on plans that the hub's history tells, and who acts where no account does."""

from collections.abc import Mapping
from enum import StrEnum

from shared.acts import Actor
from shared.sentences import N_


class Kind(StrEnum):
    """What was done. A kind that a later version writes is shown by its name."""

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


KINDS: Mapping[str, str] = {
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
}

PROGRAM = Actor(office=N_("El programa"))
BY_COMMAND = Actor(office=N_("Por comando"))
"""Somebody at the hub's own terminal, who gave no account."""
