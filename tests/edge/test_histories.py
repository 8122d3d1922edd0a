"""Histories: the log by learner, whole at first and followed after, whoever recorded it and however it is kept."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.histories import Histories, Trace
from edge.store import Store
from shared.events import Claim
from shared.facts import Feedback, Use
from shared.ids import Pseudonym, ResourceId
from shared.occurred import Occurred
from shared.school_year import Week, week_of
from tests.edge.building import ANA, PACK, SCHOOL, TABLET, FakeClock, new_store

LUZ = Pseudonym(b"luz-----")
JUNE = datetime(2026, 6, 2, 14, tzinfo=UTC)


def told(
    resource: ResourceId = PACK, content: str | None = None, progress: int | None = None, who: Pseudonym = ANA
) -> Claim:
    fact = Use(school=SCHOOL, resource=resource, learner=who, content=content, progress_pct=progress)
    return Claim(fact, Occurred.at(JUNE))


def test_a_history_is_what_one_learner_used_with_the_furthest_progress_and_the_last_week(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([told(content="c1", progress=70), told(content="c1", progress=20), told(TABLET, who=LUZ)])

        assert store.histories.of(ANA) == {"lecturas/c1": Trace(week_of(JUNE.date()), 70)}


def test_what_is_recorded_later_is_there_at_the_next_look(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([told()])
        before = store.histories.of(ANA)
        store.record([Claim(Feedback(school=SCHOOL, resource=PACK, score=1, learner=ANA))])

        assert (before["lecturas"].liked, store.histories.of(ANA)["lecturas"].liked) == (True, False)
        assert store.histories.of(ANA) == Histories(store.records, store.entries).of(ANA)


def test_a_pupil_sees_what_they_opened_with_the_last_face_given_and_nobody_else_does(tmp_path: Path) -> None:
    faces = [Claim(Feedback(school=SCHOOL, resource=PACK, score=score, learner=ANA)) for score in (1, 3)]
    with new_store(tmp_path) as store:
        store.record([told(content="c1"), told(), told(TABLET), told(TABLET, who=LUZ), *faces, told(content="c2")])

        assert store.histories.opened(ANA) == {PACK: 3, TABLET: 0}
        assert store.histories.opened(LUZ) == {TABLET: 0}


def test_a_use_without_a_claim_is_of_the_week_that_the_clock_tells(tmp_path: Path) -> None:
    clock = FakeClock(JUNE)
    with new_store(tmp_path, clock) as store:
        store.record([Claim(Use(school=SCHOOL, resource=PACK, learner=ANA, action="open"))])

        assert store.histories.of(ANA)["lecturas"].week == week_of(JUNE.date())


def test_who_used_nothing_has_no_history_and_leaves_none_behind(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        assert store.histories.of(LUZ) == store.histories.of(LUZ) == {}


def test_another_opening_reads_the_same(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([told(content="c1", progress=100), told()])
        first = store.histories.of(ANA)

    with Store(tmp_path / "node.db", FakeClock(), writer=False) as reader:
        assert reader.histories.of(ANA) == first


@given(st.lists(st.tuples(st.integers(0, 60).map(Week), st.none() | st.integers(0, 101)), max_size=8))
def test_progress_never_goes_back_whatever_the_order_of_uses(uses: list[tuple[Week, int | None]]) -> None:
    forth, back = Trace(), Trace()
    for one in uses:
        forth = forth.used(*one)
    for one in reversed(uses):
        back = back.used(*one)

    assert forth == back
    assert forth.progress == max((p for _, p in uses if p is not None), default=None)


@pytest.mark.parametrize(("week", "age"), [(Week(98), 2), (Week(101), 0), (Week(0), 100)])
def test_a_step_is_as_old_as_the_last_use(week: Week, age: int) -> None:
    assert Trace(week, 40).step(Week(100)) == (40, age, True)


def test_who_is_erased_has_no_history_left_in_memory_and_others_keep_theirs(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([told(), told(who=LUZ)])
        before = store.histories.of(ANA)
        store.record([told(content="c1")])
        store.erase(ANA)

        assert before
        assert (store.histories.of(ANA), list(store.histories.of(LUZ))) == ({}, [PACK])
