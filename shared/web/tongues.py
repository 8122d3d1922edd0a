"""Names of the languages in which schools teach and things are written, for pages."""

from collections.abc import Iterable, Mapping

from shared.sentences import N_
from shared.web.i18n import gettext as _

TONGUES: Mapping[str, str] = {
    "es": N_("castellano"),
    "quy": N_("quechua chanka"),
    "quz": N_("quechua collao"),
    "ay": N_("aimara"),
    "en": N_("inglés"),
}


def tongue(code: str) -> str:
    """
    Return the name of a language, or its code where there is none.

    >>> tongue("quz"), tongue("cni")
    ('quechua collao', 'cni')
    """
    return _(TONGUES.get(code, code)) if code else ""


def tongues(codes: Iterable[str]) -> str:
    """
    Return the names of several languages in the order in which they were given.

    >>> tongues(["quy", "es"])
    'quechua chanka, castellano'
    """
    return ", ".join(tongue(code) for code in codes)
