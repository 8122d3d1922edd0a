"""What sending may cost and has cost is remembered by the node, whoever opens it next."""

from datetime import UTC, datetime
from pathlib import Path

from edge.pace import Pace
from edge.ration import Allowance, Spent
from edge.store import Store
from tests.edge.building import FakeClock, new_store

SMALL, LARGE = Allowance(daily_mb=1), Allowance(daily_mb=50)
DAY_S = 86_400


def test_what_the_page_says_goes_before_what_the_node_was_started_with(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        before = store.spending.allowance()
        store.spending.start_with(SMALL)
        started = store.spending.allowance()
        store.spending.allow(LARGE)
        store.spending.start_with(SMALL)

        assert (before, started, store.spending.allowance()) == (Allowance(), SMALL, LARGE)


def test_what_a_day_took_outlives_a_restart_and_is_over_with_the_day(tmp_path: Path) -> None:
    clock = FakeClock(datetime(2026, 6, 23, 14, tzinfo=UTC))
    with new_store(tmp_path, clock) as store:
        store.spending.allow(SMALL)
        store.spending.spend(500_000, answered=True)
        store.spending.spend(100_000)
    with Store(tmp_path / "node.db", clock) as again:
        today = again.spending.left_today()
        clock.pass_s(DAY_S)

        assert (today, again.spending.left_today()) == (400_000, 1_000_000)


def test_a_day_that_is_used_up_rests_until_the_next(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        store.spending.allow(SMALL)
        before = store.spending.resting()
        store.spending.spend(1_000_001, answered=True)
        used_up = store.spending.resting()
        clock.pass_s(DAY_S)

        assert (before, bool(used_up), store.spending.resting()) == ("", True, "")


def test_a_new_node_has_spent_nothing_and_knows_no_network(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        assert (store.spending.spent(), store.spending.pace("//")) == (Spent(), Pace())
        assert store.spending.left_today() is None


def test_a_clock_that_begins_on_the_same_old_day_each_morning_stops_nothing(tmp_path: Path) -> None:
    rested, dead = [], datetime(2015, 1, 1, 5, tzinfo=UTC)
    with new_store(tmp_path, FakeClock(dead)) as store:
        store.spending.allow(Allowance(metered=True))
    for _ in range(3):
        clock = FakeClock(dead)
        with Store(tmp_path / "node.db", clock) as store:
            rested.append(store.spending.resting())
            store.spending.spend(1_200, answered=True)
            rested.append(store.spending.resting())
            clock.steady += DAY_S
            rested.append(store.spending.resting())

    assert rested == ["", "metered", ""] * 3
