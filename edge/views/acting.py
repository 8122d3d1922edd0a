"""Who acts on a page, for the laptop's history: a pseudonym and a role, and nobody's name."""

from shared import web
from shared.acts import Actor


def actor() -> Actor:
    """Return who is signed in, as a row of the history names them."""
    who = web.who()
    return Actor(who.person.hex(), who.role.value)
