"""What is asked for a pupil is kept sealed, answered once, and stays where it was written."""

from pathlib import Path

import pytest

from edge.asking_for import Need, PupilRequests, State
from edge.store import Store
from shared.errors import BadInput, NotReady
from shared.ids import Pseudonym
from tests.edge.building import SCHOOL, TABLET, new_store

ANA, LUZ, BOSS = (Pseudonym(name.encode().ljust(8, b"-")) for name in ("ana", "luz", "boss"))


def asked(store: Store) -> PupilRequests:
    return PupilRequests(store.db, store.people.seal)


def need(store: Store, why: str = "Comparte una entre tres.") -> Need:
    return Need(store.people.add_person("learner", "Rosa", code="r", school=SCHOOL), TABLET, 1, "no_alcanza", why)


def test_a_form_sent_twice_asks_once_and_each_teacher_sees_their_own(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        for teacher, form in ((ANA, b"1"), (ANA, b"1"), (LUZ, b"2")):
            asked(store).ask(need(store), teacher=teacher, form=form)
        mine = asked(store).of(ANA)

        assert [(one.need, one.state, one.answer) for one in mine] == [(need(store), State.WAITS, "")]
        assert [one.teacher for one in asked(store).all()] == [ANA, LUZ]
        assert asked(store).waiting() == 2


def test_an_answer_stands_and_what_waits_goes_first(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        for form in (b"1", b"2", b"3"):
            asked(store).ask(need(store), teacher=ANA, form=form)
        first, second, third = asked(store).all()
        asked(store).answer(second, "Hay una en el almacén.", by=BOSS)
        with pytest.raises(BadInput):
            asked(store).answer(second, "Otra cosa.", by=BOSS)

        assert [one.id for one in asked(store).all()] == [first.id, third.id, second.id]
        assert asked(store).of(ANA)[1].answer == "Hay una en el almacén."


def test_where_the_region_cannot_be_asked_it_still_waits(tmp_path: Path) -> None:
    def full() -> None:
        raise NotReady("No queda espacio.")

    with new_store(tmp_path) as store:
        asked(store).ask(need(store), teacher=ANA, form=b"1")
        [one] = asked(store).all()
        with pytest.raises(NotReady):
            asked(store).answer(one, "", by=BOSS, pass_on=full)

        assert asked(store).all() == [one]


def test_words_lie_sealed_on_the_disk(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        asked(store).ask(need(store, "Perdió sus lentes camino a Ccollpa."), teacher=ANA, form=b"1")
        asked(store).answer(asked(store).all()[0], "Se le buscan en Ccollpa.", by=BOSS)
    kept = b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()) if path.is_file())

    assert b"Ccollpa" not in kept
