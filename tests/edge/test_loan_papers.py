"""The papers of loans: sealed, found by device and person, and gone with whoever is erased."""

from pathlib import Path

import pytest

from edge.loan_papers import LoanPaper
from shared.ids import Pseudonym
from tests.edge.building import SCHOOL, TABLET, FakeClock, new_store
from tests.edge.test_erasing import on_disk

ANA, ROSA = Pseudonym(b"guardian"), Pseudonym(b"learner1")
PAPER = LoanPaper(chip="8951060000000000001", fingerprint=True, notes="La pantalla tiene una raya")


def test_the_last_paper_of_a_device_and_a_person_is_found(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        store.papers.keep(b"1", TABLET, "A1", ANA, ROSA, LoanPaper(notes="antes"))
        clock.pass_s(86_400)
        store.papers.keep(b"2", TABLET, "A1", ANA, None, PAPER)
        store.papers.keep(b"2", TABLET, "A1", ANA, None, LoanPaper(notes="otra vez"))

        assert store.papers.last(TABLET, "A1", ANA) == PAPER
        assert store.papers.last(TABLET, "A2", ANA) == LoanPaper()


@pytest.mark.parametrize("whose", ["guardian", "learner"])
def test_a_paper_lies_on_the_disk_sealed_and_goes_with_either_of_both(tmp_path: Path, whose: str) -> None:
    with new_store(tmp_path) as store:
        guardian = store.people.guardian("Quilla Canario", "40999937")
        learner = store.people.add_person("learner", "Rosa", code="r1", school=SCHOOL)
        store.papers.keep(b"1", TABLET, "A1", guardian, learner, PAPER)
        sealed = bytes(store.db.value("SELECT sealed FROM loan_papers"))
        before = on_disk(tmp_path)
        store.erase(guardian if whose == "guardian" else learner)

        assert (PAPER.chip.encode() in before, sealed in before, sealed in on_disk(tmp_path)) == (False, True, False)
