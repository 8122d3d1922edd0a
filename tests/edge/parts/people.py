"""People of the school: learners, their guardians, and erasing them."""

from edge.store import Store
from shared.events import Claim
from shared.facts import Loan, Use
from tests.edge.parts import Part
from tests.edge.views.school import TABLET


def _canary(store: Store) -> tuple[str, ...]:
    """A learner uses what a guardian takes home for them."""
    school = store.site.schools()[0].id
    names, codes = ("Ñusta Huamaní Canario", "Quilla Apoderada Canario"), ("71000037", "40999937")
    learner = store.people.add_person("learner", names[0], code=codes[0], school=school)
    guardian = store.people.guardian(names[1], codes[1])
    lent = Loan(resource=TABLET, serial="HGA1", borrower=guardian, learner=learner, checks=33)
    store.record([Claim(lent), Claim(Use(school=school, resource=TABLET, learner=learner, seconds=60))])
    return (*names, *codes)


PART = Part(
    who_may=dict.fromkeys(("erasing.page", "erasing.erase", "guardians.page", "guardians.ask", "guardians.erase"), "C"),
    unlisted={
        "erasing.page": "asks whom: from the list of a class",
        "guardians.ask": "asks whom: from the list of guardians",
    },
    browsed=("/escuela/apoderados/",),
    canary=_canary,
)
