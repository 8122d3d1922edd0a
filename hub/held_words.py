"""The classes of data that the hub keeps for a time, and how people call them."""

from collections.abc import Mapping
from enum import StrEnum

from shared.sentences import N_


class Held(StrEnum):
    """The classes of data that are kept for a time; what is none of them is kept."""

    REPORTS = "reports"
    BROUGHT = "brought"
    DRAFTS = "drafts"
    SESSIONS = "sessions"
    THROTTLES = "throttles"
    INVITATIONS = "invitations"
    COPIES = "copies"
    ALARMS_SEEN = "alarms_seen"
    HEARD_DAYS = "heard_days"


SAID: Mapping[Held, str] = {
    Held.REPORTS: N_("informes de la noche y de sus pasos (los de incidentes quedan)"),
    Held.BROUGHT: N_("archivos de un USB que llegaron por el navegador, y sus respuestas"),
    Held.DRAFTS: N_("archivos por importar que nadie confirmó"),
    Held.SESSIONS: N_("sesiones que ya terminaron"),
    Held.THROTTLES: N_("intentos fallidos de entrar o de inscribirse"),
    Held.INVITATIONS: N_("códigos de inscripción usados"),
    Held.COPIES: N_("notas de copias hechas (la última y la última de fuera quedan)"),
    Held.ALARMS_SEEN: N_("avisos que alguien atendió y que ya no están"),
    Held.HEARD_DAYS: N_("días en que envió cada local"),
}
