"""A class's devices on its page: whose each is, until when, and that no other class's is told."""

import re

from edge.lending import given_back
from shared.events import Claim
from shared.facts import Count, Device, Loan, Repair
from tests.edge.views.lent_devices import GUARDIAN, lend_one
from tests.edge.views.school import TABLET, School
from tests.edge.views.test_teaching import given_to, second_class

LEARNER = "Luis Ccorimanya Sulca"
"""Whom ``lend_one`` lends for: the first by name."""


def told(school: School, login: str = "profe", class_id: int = 0) -> str:
    """Return what the page tells of devices."""
    text = school.client(login).get(f"/mi-aula/?aula={class_id or school.class_id}").text
    return text.split('id="equipos"')[1].split("</section>")[0]


def test_a_teacher_sees_who_has_the_devices_of_the_class_and_no_other_teacher_does(school: School) -> None:
    other, mate = second_class(school)
    given_to(school, "profe", school.class_id)
    lend_one(school.store, "A1")
    school.store.record([Claim(Loan(resource=TABLET, serial="B1", borrower=mate))])
    mine, theirs = told(school), told(school, "coord", other)

    assert [word in mine for word in (LEARNER, GUARDIAN[0], "A1", "venció el 19/06/2026", "todavía no")] == [True] * 5
    assert not re.search(r"B1|Nilda|/equipos/", mine)
    assert ("B1" in theirs, "Nilda Otra" in theirs, "A1" in theirs, GUARDIAN[0] in theirs) == (True, True, False, False)


def test_a_count_of_this_month_is_told_and_one_of_the_month_before_no_more(school: School) -> None:
    lend_one(school.store, "A1")
    school.store.record([Claim(Count(resource=TABLET, units=0, away=("A1",)))])
    before = told(school, "coord")
    school.clock.pass_s(31 * 86_400)

    assert [("visto" in text, "todavía no" in text) for text in (before, told(school, "coord"))] == [
        (True, False), (False, True),
    ]  # fmt: skip


def test_what_is_at_the_workshop_is_told_with_who_had_it(school: School) -> None:
    lend_one(school.store, "A1")
    state = school.store.devices.one((TABLET, "A1"))
    assert state is not None
    school.store.record(
        [*given_back(state, condition="malo"), Claim(Repair(resource=TABLET, serial="A1", action="sale"))]
    )
    text = told(school, "coord")

    assert ("En reparación" in text, f"antes, {GUARDIAN[0]}" in text, LEARNER in text) == (True, True, True)


def test_units_without_a_serial_and_a_guardian_who_was_erased_are_told(school: School) -> None:
    guardian = school.store.guardians.put(GUARDIAN[0], GUARDIAN[1], learner=school.pupil)
    school.store.record([Claim(Loan(resource=TABLET, units=2, borrower=guardian, learner=school.pupil))])
    before = told(school, "coord")
    school.store.erase(guardian)

    assert ("2 sin serie" in before, GUARDIAN[0] in before) == (True, True)
    assert "alguien cuyos datos se borraron" in told(school, "coord")


def test_a_class_without_devices_says_so(school: School) -> None:
    school.store.record([Claim(Device(resource=TABLET, serial="A1"))])

    assert "Nada está prestado a nombre de un estudiante de esta aula." in told(school, "coord")
