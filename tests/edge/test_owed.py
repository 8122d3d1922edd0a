"""A guardian is erased when nothing is lent to them, and not before; their loans stay, of nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.owed import check_nothing_lent, erase_guardian, lent_to, loans_ever
from edge.store import Store
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import Loan, Return
from shared.ids import Pseudonym, ResourceId
from tests.edge.building import new_store
from tests.edge.test_erasing import on_disk

TABLET, NAME, DNI = ResourceId("tablet"), "Quilla Apoderada Canario", "40999937"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path) as opened:
        yield opened


def guardian(store: Store) -> Pseudonym:
    person = store.guardians.put(NAME, DNI, phone="966 123 456")
    for serial, units in (("A1", 1), (None, 3)):
        store.record([Claim(Loan(resource=TABLET, serial=serial, units=units, borrower=person))])
    return person


def test_who_has_something_is_not_erased_and_the_reason_says_how_much(store: Store) -> None:
    person = guardian(store)

    with pytest.raises(BadInput, match=r"unidades: 4.*Anote antes la devolución.*No se borró nada"):
        erase_guardian(store, person)
    assert store.people.person(person) is not None
    assert sorted(row.units for row in lent_to(store, person)) == [1, 3]


def test_who_gave_all_back_is_named_nowhere_on_the_disk_and_their_loans_stay(store: Store, tmp_path: Path) -> None:
    person = guardian(store)
    back = [Return(resource=TABLET, serial="A1", borrower=person), Return(resource=TABLET, units=3, borrower=person)]
    store.record([Claim(one) for one in back])
    erase_guardian(store, person)

    assert store.people.person(person) is None
    assert (loans_ever(store, person), lent_to(store, person)) == (2, [])
    assert not any(secret.encode() in on_disk(tmp_path) for secret in (NAME, DNI, "966 123 456"))


def test_what_somebody_else_has_keeps_nobody(store: Store) -> None:
    guardian(store)
    check_nothing_lent(store, store.guardians.put("Otra Persona", "40999999"))
