"""The kinds of act that a school's history tells, and who acts where nobody is signed in."""

from collections.abc import Mapping
from enum import StrEnum

from shared.acts import Actor
from shared.sentences import N_


class Kind(StrEnum):
    """What was done. A kind that a later version writes is shown by its name."""

    CLASS_ADDED = "class-added"
    CLASS_RENAMED = "class-renamed"
    CLASS_REMOVED = "class-removed"
    PUPIL_ADDED = "pupil-added"
    PUPIL_CORRECTED = "pupil-corrected"
    PUPIL_MOVED = "pupil-moved"
    PUPIL_LEFT = "pupil-left"
    PUPIL_RETURNED = "pupil-returned"
    LIST_TAKEN = "list-taken"
    ERASED = "erased"
    ACCOUNT_MADE = "account-made"
    ACCOUNT_SECRET = "account-secret"  # noqa: S105 - the name of an act
    ACCOUNT_ENDED = "account-ended"
    CODES_MADE = "codes-made"
    CODE_USED = "code-used"
    DUTY_BEGUN = "duty-begun"
    DUTY_ENDED = "duty-ended"
    DATA_SHOWN = "data-shown"
    KEPT_FOR = "kept-for"


KINDS: Mapping[str, str] = {
    Kind.CLASS_ADDED: N_("Aula creada"),
    Kind.CLASS_RENAMED: N_("Aula con otro nombre"),
    Kind.CLASS_REMOVED: N_("Aula vacía quitada"),
    Kind.PUPIL_ADDED: N_("Estudiante agregado"),
    Kind.PUPIL_CORRECTED: N_("Nombre o código corregido"),
    Kind.PUPIL_MOVED: N_("Pasó a otra aula"),
    Kind.PUPIL_LEFT: N_("Se fue de la escuela"),
    Kind.PUPIL_RETURNED: N_("Volvió a la escuela"),
    Kind.LIST_TAKEN: N_("Lista importada"),
    Kind.ERASED: N_("Datos de una persona borrados"),
    Kind.ACCOUNT_MADE: N_("Cuenta creada"),
    Kind.ACCOUNT_SECRET: N_("Clave cambiada"),
    Kind.ACCOUNT_ENDED: N_("Cuenta terminada"),
    Kind.CODES_MADE: N_("Códigos de emergencia impresos"),
    Kind.CODE_USED: N_("Entró con un código de emergencia"),
    Kind.DUTY_BEGUN: N_("Empezó en un cargo"),
    Kind.DUTY_ENDED: N_("Dejó un cargo"),
    Kind.DATA_SHOWN: N_("Se entregaron los datos de una persona"),
    Kind.KEPT_FOR: N_("Cuánto se guardan los datos de quien se va"),
}

BY_COMMAND = Actor(office=N_("Por comando"))
"""Somebody at the laptop's own terminal, who gave no account."""
PROGRAM = Actor(office=N_("El programa"))
