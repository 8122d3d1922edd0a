"""What a class used, week by week, and what part of the school's use that is."""

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from edge.class_use import Part, WeekUse, faces, parts, silent, weeks_used
from edge.store import Store
from shared.events import Claim
from shared.facts import Feedback, Use
from shared.ids import Pseudonym
from shared.occurred import Occurred
from shared.resources import ResourceKind
from shared.school_year import Week, week_of
from shared.similarity import ItemId
from tests.edge.building import GUIDE, PACK, SCHOOL, TABLET, new_store

MONDAY = date(2026, 6, 8)
WEEK = week_of(MONDAY)


def pupils(store: Store, *names: str) -> list[Pseudonym]:
    return [store.people.add_person("learner", name, code=name, school=SCHOOL) for name in names]


def test_a_pupils_weeks_tell_on_how_many_days_each_thing_was_used(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        rosa, luis = pupils(store, "Rosa", "Luis")
        days = (MONDAY, MONDAY, date(2026, 6, 9), date(2026, 6, 16))
        store.record([Claim(Use(school=SCHOOL, resource=TABLET, learner=rosa), Occurred.on(day)) for day in days])
        store.record([Claim(Use(school=SCHOOL, resource=TABLET, units=9), Occurred.on(MONDAY))])

        used = weeks_used(store.db, [rosa, luis], WEEK, WEEK)
        assert used == [WeekUse(rosa, WEEK, TABLET, 2)]
        assert silent([rosa, luis], used) == [luis]
        assert [one.week for one in weeks_used(store.db, [rosa], WEEK, Week(WEEK + 1))] == [WEEK, WEEK + 1]
        assert weeks_used(store.db, [], WEEK, WEEK) == []


def test_a_part_counts_as_its_need_is_counted_and_use_without_a_name_is_nobodys(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        rosa, luis = pupils(store, "Rosa", "Luis")
        told = [
            Use(school=SCHOOL, resource=GUIDE, learner=rosa, units=3),
            Use(school=SCHOOL, resource=GUIDE, learner=luis, units=1),
            Use(school=SCHOOL, resource=GUIDE, units=50),
            Use(school=SCHOOL, resource=TABLET, learner=luis, units=7),
            *(Use(school=SCHOOL, resource=PACK, learner=who) for who in (rosa, rosa, luis)),
        ]
        store.record([Claim(one, Occurred.on(MONDAY)) for one in told])
        kinds = {GUIDE: ResourceKind.CONSUMABLE, TABLET: ResourceKind.REUSABLE, PACK: ResourceKind.PACK}

        assert parts(store.db, SCHOOL, [rosa], kinds, WEEK) == {
            GUIDE: Part(3, 4),
            TABLET: Part(0, 1),
            PACK: Part(1, 2),
        }
        assert parts(store.db, SCHOOL, [rosa], kinds, Week(WEEK + 1)) == {}


@given(st.integers(0, 500), st.integers(0, 60), st.integers(0, 60))
def test_the_parts_of_a_class_and_of_the_rest_are_the_whole_need(units: int, own: int, rest: int) -> None:
    ours, theirs = Part(own, own + rest).of(units), Part(rest, own + rest).of(units)

    if own + rest == 0:
        assert (ours, theirs) == (None, None)
    else:
        assert ours is not None
        assert theirs is not None
        assert 0 <= ours <= units
        assert abs(ours + theirs - units) <= 1


def test_the_last_face_of_each_pupil_counts(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        rosa, luis = pupils(store, "Rosa", "Luis")
        told = [(rosa, PACK, None, 1), (rosa, PACK, None, 3), (luis, PACK, None, 2), (luis, PACK, "c1", 1)]
        store.record(
            [
                Claim(Feedback(school=SCHOOL, resource=what, content=content, score=score, learner=who))
                for who, what, content, score in told
            ]
        )
        found = faces(store.histories, [rosa, luis])

        assert {item: dict(counted) for item, counted in found.items()} == {
            ItemId(PACK): {3: 1, 2: 1},
            ItemId(f"{PACK}/c1"): {1: 1},
        }
        assert faces(store.histories, []) == {}
