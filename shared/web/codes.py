"""The words of the codes that people choose from: why a unit was rejected or lost, how it came back, why no class."""

from collections.abc import Mapping

from shared.facts import BEYOND_REPAIR, BROKEN, CAME_BACK, LOST, RETIRED, SENT_OUT, STOLEN
from shared.web.i18n import N_, gettext

REJECTION_REASONS: Mapping[str, str] = {
    "no_enciende": N_("No enciende"),
    "golpeado": N_("Caja abierta o golpeada"),
    "incompleto": N_("Incompleto"),
    "no_corresponde": N_("No corresponde"),
    "no_llego": N_("No llegó"),
}
OBJECTION_REASONS: Mapping[str, str] = {
    "dato_del_local": N_("El dato del local está desactualizado"),
    "cantidad": N_("La cantidad no alcanza"),
    "nivel_o_lengua": N_("No corresponde a nuestro nivel o lengua"),
    "otro": N_("Otro"),
}


LOSS_CAUSES: Mapping[str, str] = {
    LOST: N_("Pérdida"),
    STOLEN: N_("Robo"),
    BROKEN: N_("Dañado sin arreglo"),
    RETIRED: N_("Dado de baja"),
}
REPAIR_ACTIONS: Mapping[str, str] = {
    SENT_OUT: N_("Salió a reparación"),
    CAME_BACK: N_("Volvió de reparación"),
    BEYOND_REPAIR: N_("No tiene arreglo"),
}
RETURN_CONDITIONS: Mapping[str, str] = {
    "bueno": N_("En buen estado"),
    "con_fallas": N_("Funciona con fallas"),
    "no_funciona": N_("No funciona"),
    "incompleto": N_("Incompleto"),
}
STORAGE: Mapping[str, str] = {
    "seco_con_llave": N_("Ambiente seco y con llave"),
    "seco_sin_llave": N_("Ambiente seco, sin llave"),
    "con_goteras": N_("Ambiente con goteras o humedad"),
    "otro": N_("Otro"),
}
DAY_CAUSES: Mapping[str, str] = {
    "friaje": N_("Friaje"),
    "lluvia": N_("Lluvias"),
    "huelga": N_("Huelga"),
    "feriado": N_("Feriado local"),
    "recuperacion": N_("Recuperación de clases"),
    "otro": N_("Otro"),
}
REQUEST_CAUSES: Mapping[str, str] = {
    "no_alcanza": N_("No alcanza para todos"),
    "nivel": N_("Necesita otro nivel"),
    "lengua": N_("Necesita su lengua"),
    "reemplazo": N_("Reemplaza uno perdido o dañado"),
    "otro": N_("Otro"),
}
CHECK_ITEMS: Mapping[str, str] = {
    "caja": N_("Caja sellada y en buen estado"),
    "completo": N_("Está completo"),
    "enciende": N_("Enciende y se puede entrar"),
    "chip": N_("Reconoce el chip"),
    "protector": N_("Con protector"),
    "adaptador": N_("Con adaptador"),
    "panel": N_("Con panel solar"),
}
PAPER_KINDS: Mapping[str, str] = {
    "A": N_("Acta de entrega-recepción"),
    "E": N_("Lista de empaque"),
    "U": N_("Informe del mes para la UGEL"),
    "P": N_("Constancia de préstamo"),
}
"""By ``sync.signed_paper.Kind``."""
TABLES = (
    REJECTION_REASONS, OBJECTION_REASONS, LOSS_CAUSES, REPAIR_ACTIONS, RETURN_CONDITIONS, STORAGE, DAY_CAUSES,
    REQUEST_CAUSES, CHECK_ITEMS,
)  # fmt: skip
_WORDS = {code: words for table in TABLES for code, words in table.items()}


def code_words(code: str | None) -> str:
    """
    Return a code in the page's language; a code of a newer version as it came; nothing for none.

    >>> code_words("de_otra_version"), code_words(None)
    ('de_otra_version', '')
    """
    known = _WORDS.get(code or "")
    return gettext(known) if known else code or ""
