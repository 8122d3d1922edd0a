"""A loan is all of it or nothing: the person who signs, the paper and the fact."""

from pathlib import Path

import pytest

from edge.lending import Lending, given_back, known_name, lend, lost
from edge.loan_papers import LoanPaper
from shared.devices import Place
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import Count, Device, Loan, Loss
from tests.edge.building import TABLET, new_store

LOAN = Lending(loan=Loan(resource=TABLET, serial="A1"), dni="40999937", name="Quilla Apoderada", phone="966")


def test_a_loan_that_is_refused_leaves_nobody_and_no_paper(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(Loss(resource=TABLET, serial="A1", cause="perdida"))])
        with pytest.raises(BadInput):
            lend(store, LOAN, once="a")

        assert store.people.guardians() == []
        assert store.db.value("SELECT count(*) FROM loan_papers") == 0


def test_a_form_that_is_sent_twice_keeps_one_paper(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        times = [len(lend(store, LOAN, once="a")) for _ in range(2)]

        assert (times, store.db.value("SELECT count(*) FROM loan_papers")) == ([1, 0], 1)


def test_a_name_is_that_under_which_a_dni_is_known(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        lend(store, LOAN, once="a")

        assert known_name(store, "40999937", "") == "Quilla Apoderada"
        assert known_name(store, "40999937", "QUILLA  apoderada") == "Quilla Apoderada"
        assert known_name(store, "40888837", "Otra") == "Otra"
        with pytest.raises(BadInput):
            known_name(store, "40999937", "Otra")


@pytest.mark.parametrize("cause", ["perdida", "robo", "danado", "baja"])
def test_a_lent_device_that_is_lost_ends_its_loan_and_leaves_the_stock_once(tmp_path: Path, cause: str) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(Device(resource=TABLET, serial="A1")), Claim(Count(resource=TABLET, units=10))])
        lend(store, LOAN, once="a")
        [one] = store.devices.all()
        store.record(lost(one, Loss(resource=TABLET, serial="A1", cause=cause, report_number="77-2026")))
        [stock], [gone] = store.folded.stock(), store.devices.all()

        assert (stock.on_hand, stock.lent, store.folded.loans()) == (9, 0, [])
        assert (gone.place in (Place.LOST, Place.STOLEN, Place.RETIRED), gone.holder) == (True, None)


def test_what_comes_back_ends_the_loan_of_whoever_has_it(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        lend(store, LOAN, once="a")
        [one] = store.devices.all()
        store.record(given_back(one, condition="bueno", checks=1))

        assert (store.folded.loans(), store.devices.all()[0].place) == ([], Place.HERE)
        assert LOAN.paper == LoanPaper()
