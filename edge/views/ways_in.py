"""New ways in for pupils: pictures or a PIN, with a card or without; what there was before ends in the same act."""

from collections.abc import Sequence
from dataclasses import dataclass

from edge.pupil_cards import PupilCards, draw_token
from edge.rows import LearnerRow
from edge.views.node import node
from shared import web


def login_of(person: bytes) -> str:
    """Return the account name of a pupil."""
    return f"learner:{person.hex()}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn for a pupil: it is shown once and kept nowhere."""

    learner: LearnerRow
    pictures: tuple[str, ...]
    pin: str
    """Empty where they got pictures."""
    token: str
    """Of their card; empty where they got none."""

    @property
    def secret(self) -> str:
        """What their page asks for."""
        return web.pin_secret(self.pin) if self.pin else web.pictures_secret(list(self.pictures))


def cards() -> PupilCards:
    """Return the cards of this node."""
    store = node().store
    return PupilCards(store.db, store.people.seal)


def draw(learners: Sequence[LearnerRow], *, pins: bool, with_cards: bool, url: str = "", once: str = "") -> list[Drawn]:
    """
    Draw anew for pupils, all or none: pictures or PINs that they had, their cards and their open pages end at once.

    *url* is the address that the QR codes of the cards will bear; "" where they will have none.

    Nobody's change where the form *once* was used before: what it drew then is on paper.
    """
    drawn = [_one(learner, pins=pins, with_card=with_cards) for learner in learners]
    # Slow on purpose: before the transaction, which holds everybody up.
    kept = [web.gate().hashed(one.secret) for one in drawn]
    store = node().store
    with store.db.transaction():
        if once and not store.log.spend(once):
            return []
        for one, secret in zip(drawn, kept, strict=True):
            person = one.learner.person
            web.gate().renew(web.Credential(login_of(person), web.Role.STUDENT, secret, person))
            if one.token:
                cards().put(person, one.token, url)
            else:
                cards().drop(person)
    return drawn


def _one(learner: LearnerRow, *, pins: bool, with_card: bool) -> Drawn:
    pictures = () if pins else tuple(web.draw_pictures())
    return Drawn(learner, pictures, web.draw_pin() if pins else "", draw_token() if with_card else "")
