"""What the folds of a log say is what folding all of it again says."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.store import Store
from shared.events import Claim
from shared.fact_fields import Fact
from shared.facts import Count, Delivery, DeliveryLine, Loan, Loss, Receipt, Return, Unserved, Use, WeeklyTotal
from shared.ids import Pseudonym
from shared.occurred import Occurred
from shared.resources import Catalogue
from shared.school_year import week_of
from tests.edge.building import ANA, CATALOGUE, GUIDE, PACK, SCHOOL, TABLET, FakeClock, counted, new_store, on, use


def tables(store: Store) -> dict[str, list[object]]:
    names = ("stock", "loans", "weekly", "day_use", "alive")
    return {name: sorted(store.db.rows(f"SELECT * FROM {name}"), key=repr) for name in names}


DAYS = st.dates(date(2026, 3, 2), date(2026, 11, 1))


CLAIMS = st.one_of(
    st.none(),
    st.builds(Occurred.on, DAYS),
    st.builds(lambda day: Occurred.in_week(week_of(day)), DAYS),
    st.builds(lambda day: Occurred.at(datetime(day.year, day.month, day.day, 15, tzinfo=UTC)), DAYS),
)


RESOURCES = st.sampled_from([TABLET, GUIDE, PACK])


LEARNERS = st.one_of(st.none(), st.sampled_from([ANA, Pseudonym(b"beto----")]))


FEW = st.integers(0, 9)


LINES = st.builds(
    lambda resource, accepted: DeliveryLine(resource=resource, shipped=accepted, accepted=accepted), RESOURCES, FEW
)


FACTS: st.SearchStrategy[Fact] = st.one_of(
    st.builds(Use, school=st.just(SCHOOL), resource=RESOURCES, learner=LEARNERS, units=FEW),
    st.builds(
        WeeklyTotal,
        school=st.just(SCHOOL),
        resource=RESOURCES,
        units=FEW,
        learners=FEW,
        peak=FEW,
        whole_week=st.booleans(),
    ),
    st.builds(Unserved, school=st.just(SCHOOL), resource=RESOURCES, units=FEW),
    st.builds(Count, resource=RESOURCES, units=FEW),
    st.builds(Receipt, resource=RESOURCES, units=FEW),
    st.builds(Loan, resource=RESOURCES, units=FEW, borrower=LEARNERS),
    st.builds(Return, resource=RESOURCES, units=FEW, borrower=LEARNERS),
    st.builds(Loss, resource=RESOURCES, units=FEW, cause=st.just("robo")),
    st.builds(
        Delivery,
        decision=st.just("d"),
        pecosa=st.just("p"),
        receiver=st.just(ANA),
        deliverer=st.just(ANA),
        lines=st.lists(LINES, max_size=3).map(tuple),
    ),
)


STEPS = st.one_of(
    st.tuples(st.just("record"), st.lists(st.builds(Claim, FACTS, CLAIMS), min_size=1, max_size=5)),
    st.tuples(st.just("wall"), st.integers(-50 * 365, 365)),
    st.tuples(st.just("wait"), st.integers(0, 200_000)),
    st.tuples(st.just("contact"), st.just(None)),
    st.tuples(st.just("reopen"), st.just(None)),
)


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEPS, max_size=12), known=st.booleans())
def test_folding_the_whole_log_again_gives_the_same_tables(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, object]], known: bool
) -> None:
    folder, clock, real = tmp_path_factory.mktemp("log"), FakeClock(), FakeClock()
    store = new_store(folder, clock)
    store.db.put("catalogue", CATALOGUE if known else Catalogue(0, ()))
    for step in steps:
        match step:
            case "record", list(claims):
                store.record(claims)
            case "wall", int(days):
                clock.wall = max(clock.wall + timedelta(days=days), datetime(1970, 1, 2, tzinfo=UTC))
            case "wait", int(seconds):
                clock.pass_s(seconds)
                real.pass_s(seconds)
            case "contact", _:
                store.log.note_hub_time(int(real.wall.timestamp()))
            case _:
                store.close()
                store = Store(folder / "node.db", clock)
    kept = tables(store)
    store.log.rebuild()

    assert tables(store) == kept
    store.close()


def test_a_catalogue_that_changes_a_kind_folds_everything_again(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([counted(10, "2026-06-22"), on("2026-06-23", use(GUIDE, units=4))])
        before = [row.on_hand for row in store.folded.stock()]
        store.db.put("catalogue", CATALOGUE)
        store.log.rebuild()

        assert (before, [row.on_hand for row in store.folded.stock()]) == ([10], [6])
