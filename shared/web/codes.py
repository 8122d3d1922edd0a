"""The words of the codes that people choose from: why a unit was rejected, why a line is objected to."""

from collections.abc import Mapping

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


def code_words(code: str | None) -> str:
    """
    Return a code in the page's language; a code of a newer version as it came; nothing for none.

    >>> code_words("de_otra_version"), code_words(None)
    ('de_otra_version', '')
    """
    known = {**REJECTION_REASONS, **OBJECTION_REASONS}.get(code or "")
    return gettext(known) if known else code or ""
