"""Asking once, before words leave for the region, whether they name somebody; the same words pass the second time."""

from hashlib import blake2b

from edge.naming_check import may_name_somebody
from edge.views.node import node
from shared.web import gettext as _


def name_question(text: str, sure: str) -> str:
    """
    Return what to ask about words that are to travel; empty where nothing is, or where *sure* is the mark of these.

    Args:
        text: What somebody wrote.
        sure: What the form sent along of an earlier question; see ``mark``.
    """
    if sure == mark(text) or not may_name_somebody(node().store.people, text):
        return ""
    return _(
        "Parece que nombra a una persona o trae un DNI, y esto sale de la escuela. "
        "Quítelo; si no lo es, guarde otra vez."
    )


def mark(text: str) -> str:
    """
    Return what a form sends along of words that were asked about.

    >>> mark("Somos más") == mark(" Somos más\\r\\n"), mark("Somos") == mark("Somos más")
    (True, False)
    """
    return blake2b(" ".join(text.split()).encode(), digest_size=8).hexdigest()
