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

    >>> tongues(["es", "quy"]), tongues(["quy", "ay", "en"]), tongues(["quz"]), tongues([])
    ('castellano y quechua chanka', 'quechua chanka, aimara e inglés', 'quechua collao', '')
    """
    *some, last = [tongue(code) for code in codes] or [""]
    if not some:
        return last
    # Spanish says «e» before the sound of an i.
    told = {"some": ", ".join(some), "last": last}
    return _("%(some)s e %(last)s", **told) if last.startswith(("i", "hi")) else _("%(some)s y %(last)s", **told)


def kind_told(sort: str, kind: str) -> str:
    """
    Return what a kind of schools is called: of languages, which a group joins by a bar, their names.

    >>> kind_told("language", "es|quy"), kind_told("ugel", "Huamanga")
    ('castellano y quechua chanka', 'Huamanga')
    """
    return tongues(kind.split("|")) if sort == "language" else kind
