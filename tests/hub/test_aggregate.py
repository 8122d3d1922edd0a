"""Weekly demand by Spark: dated as claimed or by clock marks, counted once, silent where the node was silent."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest

from hub import aggregate
from shared.events import Claim
from shared.facts import ClockMark, Health, Loan, Unserved, Use, WeeklyTotal
from shared.ids import Pseudonym
from shared.occurred import Occurred
from shared.school_year import monday, week_of
from tests.hub.builders import (
    GUIDE,
    OTHER_SCHOOL,
    PACK,
    SCHOOL,
    TABLET,
    Node,
    Office,
    use,
)
from tests.hub.importers.test_panel import ROW, panel
from tests.hub.laptop import Laptop

pytestmark = pytest.mark.spark
OCTOBER_5 = date(2026, 10, 5)
Demand = Callable[[], dict[tuple[str, str, date], dict[str, Any]]]


@pytest.fixture
def demand(office: Office, spark: Any) -> Demand:
    def compute() -> dict[tuple[str, str, date], dict[str, Any]]:
        found = aggregate.aggregate(office.store)
        rows = pq.read_table(office.config.lake_folder / found.path).to_pylist()
        return {(row["school"], row["resource"], row["week"]): row for row in rows}

    return compute


def send(office: Office, node: Node, *claims: Claim, name: str = "a") -> None:
    before = len(node.log)
    node.record(*claims, name=name)
    office.take(node.bundle(before))


def total(units: int, **more: Any) -> Claim:
    return Claim(WeeklyTotal(school=SCHOOL, resource=GUIDE, units=units, **more), Occurred.in_week(week_of(OCTOBER_5)))


def test_uses_totals_and_requests_of_a_week_are_one_row(office: Office, node: Node, demand: Demand) -> None:
    asked = Claim(Unserved(school=SCHOOL, resource=GUIDE, units=3), Occurred.on(date(2026, 10, 7)))
    send(office, node, use(), use(learner=b"learner2", units=2), use("2026-10-06"), total(4, learners=2, peak=2), asked)

    row = demand()[SCHOOL, GUIDE, OCTOBER_5]

    assert (row["units"], row["learners"], row["peak_concurrent"]) == (8, 4, 2)
    assert (row["unserved"], row["stockout_days"], row["recorded_days"]) == (3, 1, 5)
    assert (row["ugel"], row["source"]) == ("HUAMANGA", "events")


def test_a_total_of_the_whole_week_replaces_what_was_recorded_one_by_one(
    office: Office, node: Node, demand: Demand
) -> None:
    send(office, node, use(), use(), total(30, whole_week=True), total(21, whole_week=True, learners=7))

    row = demand()[SCHOOL, GUIDE, OCTOBER_5]

    assert (row["units"], row["learners"]) == (21, 7)


def test_silence_is_no_row_and_life_without_use_is_a_row_of_zeros(office: Office, node: Node, demand: Demand) -> None:
    send(office, node, use("2026-09-07"), use("2026-09-21", resource=PACK), use("2026-10-05"))

    rows = demand()

    mine = {week: row["units"] for (_, resource, week), row in rows.items() if resource == GUIDE}
    assert mine == {date(2026, 9, 7): 1, date(2026, 9, 21): 0, date(2026, 10, 5): 1}
    assert (SCHOOL, PACK, date(2026, 9, 7)) not in rows


def test_facts_without_a_claim_are_dated_by_the_clock_marks_of_their_incarnation(
    office: Office, node: Node, demand: Demand
) -> None:
    wall = int(datetime(2026, 10, 5, 14, tzinfo=UTC).timestamp())
    bare = Claim(Use(school=SCHOOL, resource=GUIDE))
    send(office, node, Claim(ClockMark(wall=wall)), bare, name="a")
    send(office, node, Claim(ClockMark(wall=86_400)), bare, name="b")
    send(office, node, Claim(ClockMark(wall=86_400)), bare, Claim(ClockMark(wall=90_000, hub_time=wall)), name="c")

    rows = demand()

    assert {week: row["units"] for (_, _, week), row in rows.items()} == {OCTOBER_5: 2}


def test_a_later_mark_dates_what_was_there_before(office: Office, node: Node, demand: Demand) -> None:
    send(office, node, Claim(ClockMark(wall=86_400)), Claim(Use(school=SCHOOL, resource=GUIDE)))
    undated = demand()

    hub_time = int(datetime(2026, 10, 6, 14, tzinfo=UTC).timestamp())
    send(office, node, Claim(ClockMark(wall=90_000, hub_time=hub_time)))

    assert undated == {}
    assert [key[2] for key in demand()] == [OCTOBER_5]


def test_a_row_imported_twice_on_two_branches_counts_once(office: Office, node: Node, demand: Demand) -> None:
    imported = Claim(use().fact, use().occurred, b"12345678")
    node.record(use("2026-10-06"))
    office.take(node.bundle())
    twin = node.branch(1)
    send(office, node, imported, name="b")
    send(office, twin, imported, name="c")

    assert demand()[SCHOOL, GUIDE, OCTOBER_5]["units"] == 2


def test_the_imported_panel_fills_what_no_node_recorded(
    office: Office, node: Node, demand: Demand, tmp_path: Path
) -> None:
    from hub.importers.panel import import_panel

    send(office, node, use())
    elsewhere = ROW | {"school": OTHER_SCHOOL}
    import_panel(office.store, panel(tmp_path, ROW | {"units": 99}, elsewhere, ROW | {"week": date(2026, 9, 28)}))

    rows = demand()

    found = {key: (row["units"], row["source"]) for key, row in rows.items()}
    assert found == {
        (SCHOOL, GUIDE, OCTOBER_5): (1, "events"),
        (SCHOOL, GUIDE, date(2026, 9, 28)): (4, "simulated"),
        (OTHER_SCHOOL, GUIDE, OCTOBER_5): (4, "simulated"),
    }


def test_computing_again_gives_the_same_table_and_new_events_another(
    office: Office, node: Node, demand: Demand
) -> None:
    send(office, node, use())
    first = aggregate.aggregate(office.store)
    again = aggregate.aggregate(office.store)
    send(office, node, use(), use())

    assert again == first
    assert aggregate.aggregate(office.store).version != first.version
    assert demand()[SCHOOL, GUIDE, OCTOBER_5]["units"] == 3


def test_an_empty_lake_gives_an_empty_table(demand: Demand) -> None:
    assert demand() == {}


@pytest.fixture
def laptop(office: Office, tmp_path: Path) -> Iterator[Laptop]:
    made = Laptop(tmp_path / "node.db", office)
    yield made
    made.store.close()


def test_the_region_counts_a_node_s_log_as_the_node_itself_does(laptop: Laptop, demand: Demand) -> None:
    weeks = [date(2026, 8, 31), date(2026, 9, 14), OCTOBER_5]
    claims = [Claim(Health(app_version="0.1"))]
    for number, first in enumerate(weeks):
        at = [Occurred.at(datetime(first.year, first.month, first.day, hour, 5 * n, tzinfo=UTC))
              for n, hour in enumerate((14, 14, 15, 19))]  # fmt: skip
        for n, when in enumerate(at):
            learner = Pseudonym(b"learner%d" % (n % 3))
            for resource in (GUIDE, TABLET, PACK)[: 1 + (n + number) % 3]:
                claims.append(Claim(Use(school=SCHOOL, resource=resource, learner=learner, units=1 + n), when))
        claims.append(Claim(Use(school=SCHOOL, resource=TABLET, units=3), Occurred.on(first)))
        claims.append(Claim(Unserved(school=SCHOOL, resource=TABLET, units=2), at[0]))
        claims.append(Claim(Loan(resource=TABLET, units=2), at[1]))
    claims += [total(4, learners=3, peak=2), total(5), Claim(Use(school=SCHOOL, resource=PACK))]
    corrected = [WeeklyTotal(school=SCHOOL, resource=TABLET, units=40, peak=peak, whole_week=True) for peak in (30, 1)]
    claims += [Claim(fact, Occurred.in_week(week_of(weeks[1]))) for fact in corrected]
    laptop.record(*claims)
    laptop.send()

    wanted = {
        (school, resource, monday(row.week)): row
        for (school, resource), rows in laptop.store.weeks().items()
        for row in rows
    }
    rows = demand()

    assert wanted
    names = ("units", "peak_concurrent", "learners", "unserved", "stockout_days", "recorded_days")
    for key, row in wanted.items():
        assert [rows[key][name] for name in names] == [getattr(row, name) for name in names], key
    assert all(row["units"] == 0 for key, row in rows.items() if key not in wanted)


def units_of(laptop: Laptop) -> dict[date, int]:
    """Return the units of each week as the laptop counts them."""
    return {monday(row.week): row.units for rows in laptop.store.weeks().values() for row in rows}


def test_the_last_total_of_a_whole_week_is_the_last_of_the_chain_whatever_opening_wrote_it(
    laptop: Laptop, demand: Demand
) -> None:
    laptop.record(*[use()] * 5, total(30, whole_week=True, learners=9))
    laptop.reopen()
    laptop.record(total(21, whole_week=True, learners=7))
    laptop.send()

    found = {key[2]: row["units"] for key, row in demand().items() if row["units"]}

    assert found == units_of(laptop) == {OCTOBER_5: 21}


@pytest.mark.parametrize(
    "histories",
    [
        # What the wall clock says at each opening, and whether the hub's time is known at its end.
        [(1970, False), (2023, False), (2026, False), (2031, False), (2099, False)],
        [(1970, True), (2023, True), (2026, True), (2031, True), (2099, True)],
    ],
)
def test_a_fact_that_names_no_day_falls_in_the_same_week_at_the_node_and_at_the_region(
    laptop: Laptop, demand: Demand, histories: list[tuple[int, bool]]
) -> None:
    for year, contact in histories:
        laptop.reopen()
        laptop.clock.at = datetime(year, 10, 5, 14, tzinfo=UTC)
        laptop.record(Claim(Use(school=SCHOOL, resource=GUIDE, units=2)))
        laptop.clock.wait(3_000)
        if contact:
            laptop.store.note_hub_time(int(datetime(2026, 10, 14, 14, tzinfo=UTC).timestamp()))
        laptop.record(Claim(Use(school=SCHOOL, resource=GUIDE)))
        laptop.clock.at += timedelta(days=10)
        laptop.record(Claim(Use(school=SCHOOL, resource=GUIDE)))
    laptop.send()

    found = {key[2]: row["units"] for key, row in demand().items() if row["units"]}

    assert found == units_of(laptop)
    assert min(found) >= date(2026, 10, 5)
    # A clock of 2031 that was received in 2026 is believed as little as one of 1970.
    assert len(found) == (1 if histories[0][1] else 2)


def test_a_clock_of_absurd_numbers_dates_nothing_and_stops_nothing(office: Office, node: Node, demand: Demand) -> None:
    bare = Claim(Use(school=SCHOOL, resource=GUIDE))
    send(
        office, node, Claim(ClockMark(wall=-(2**63))), bare, Claim(ClockMark(wall=2**63 - 1, hub_time=2**63 - 1)), use()
    )

    assert {key[2]: row["units"] for key, row in demand().items()} == {OCTOBER_5: 1}


BARE = Claim(Use(school=SCHOOL, resource=GUIDE))


def dating_of(office: Office) -> dict[str, dict[str, int]]:
    found = office.store.dataset(aggregate.NAME)
    assert found is not None
    counts: dict[str, dict[str, int]] = found.notes["dating"]
    return counts


def pass_s(laptop: Laptop, seconds: float) -> None:
    """Let time pass for the laptop, awake or suspended, and for the region."""
    laptop.clock.wait(seconds)
    laptop.office.config.clock.at += timedelta(seconds=seconds)  # type: ignore[attr-defined]


def contact(laptop: Laptop) -> None:
    laptop.store.note_hub_time(int(laptop.office.config.clock.now().timestamp()))


def test_aggregation_moves_a_fact_when_a_later_mark_re_dates_it(laptop: Laptop, demand: Demand) -> None:
    laptop.clock.at = datetime(2026, 9, 21, 14, tzinfo=UTC)
    laptop.record(BARE)
    laptop.send()
    before, here = set(demand()), units_of(laptop)
    pass_s(laptop, 3600)
    contact(laptop)
    laptop.send()
    after = set(demand())

    assert before == {(SCHOOL, GUIDE, date(2026, 9, 21))}
    assert here == {date(2026, 9, 21): 1}
    assert after == {(SCHOOL, GUIDE, date(2026, 10, 12))}
    assert units_of(laptop) == {date(2026, 10, 12): 1}


def test_a_week_that_can_only_be_bounded_counts_in_totals_and_not_in_the_panel(laptop: Laptop, demand: Demand) -> None:
    laptop.clock.at = datetime(1970, 1, 2, tzinfo=UTC)
    laptop.record(BARE, Claim(Use(school=SCHOOL, resource=GUIDE, units=4)), use())
    laptop.send()

    assert {key[2]: row["units"] for key, row in demand().items()} == units_of(laptop) == {OCTOBER_5: 1}
    assert dating_of(laptop.office) == {
        "bounded": {"facts": 2, "units": 5, "undated": 2, "undated_units": 5},
        "claimed": {"facts": 1, "units": 1, "undated": 0, "undated_units": 0},
    }


def test_an_occurred_claim_wins_over_the_clock(laptop: Laptop, demand: Demand) -> None:
    contact(laptop)
    laptop.record(use("2026-09-02"), BARE)
    laptop.send()

    found = {week: row["units"] for (_, _, week), row in demand().items() if row["units"]}
    assert found == units_of(laptop) == {date(2026, 8, 31): 1, date(2026, 10, 12): 1}
    assert set(dating_of(laptop.office)) == {"claimed", "anchored"}


def test_facts_of_a_laptop_whose_clock_was_reset_move_to_their_weeks_once_it_meets_the_hub(
    laptop: Laptop, demand: Demand
) -> None:
    contact(laptop)
    laptop.record(BARE)
    pass_s(laptop, 3 * 86_400)
    laptop.reopen()
    laptop.clock.at = datetime(1970, 1, 1, tzinfo=UTC)
    laptop.record(BARE, BARE)
    pass_s(laptop, 9 * 86_400)
    laptop.record(Claim(Use(school=SCHOOL, resource=GUIDE, units=5)))
    laptop.send()
    lost = {key[2]: row["units"] for key, row in demand().items() if row["units"]}
    contact(laptop)
    laptop.send()
    found = {key[2]: row["units"] for key, row in demand().items() if row["units"]}

    # Saturday 17 October; Tuesday 20 October; Thursday 29 October. It opened between the 17th and nine days before the
    # receipt: that is a week for what came nine days later, and none for what came first.
    assert lost == {date(2026, 10, 12): 1, date(2026, 10, 26): 5}
    assert found == units_of(laptop) == {date(2026, 10, 12): 1, date(2026, 10, 19): 2, date(2026, 10, 26): 5}


def test_an_opening_without_a_clock_between_two_contacts_of_one_week_is_of_that_week(
    laptop: Laptop, demand: Demand
) -> None:
    pass_s(laptop, 2 * 86_400)
    contact(laptop)
    laptop.record(BARE)
    for clock_is_reset in (True, False):
        pass_s(laptop, 86_400)
        laptop.reopen()
        laptop.clock.at = datetime(1970, 1, 1, tzinfo=UTC)
        if not clock_is_reset:
            contact(laptop)
        laptop.record(BARE)
        pass_s(laptop, 60)
    laptop.send()

    assert {key[2]: row["units"] for key, row in demand().items()} == units_of(laptop) == {date(2026, 10, 19): 3}
    assert dating_of(laptop.office)["bounded"] == {"facts": 1, "units": 1, "undated": 0, "undated_units": 0}


def test_a_mark_of_a_twin_dates_its_own_branch_and_not_the_other(office: Office, node: Node, demand: Demand) -> None:
    node.record(Claim(ClockMark(wall=60)), use("2026-09-28"))
    twin = node.branch(2)
    node.record(BARE, BARE, name="a")
    hub_time = int(datetime(2026, 10, 6, 14, tzinfo=UTC).timestamp())
    twin.record(Claim(Use(school=SCHOOL, resource=TABLET)), Claim(ClockMark(wall=90, hub_time=hub_time)), name="a")
    office.take(node.bundle())
    office.take(twin.bundle(2))

    found = {(resource, week): row["units"] for (_, resource, week), row in demand().items() if row["units"]}
    assert found == {(GUIDE, date(2026, 9, 28)): 1, (TABLET, OCTOBER_5): 1}
    assert dating_of(office)["bounded"]["undated"] == 2


@pytest.mark.parametrize("seed", [1, 2])
def test_many_laptops_with_any_clock_are_dated_by_the_job_as_each_dates_itself(
    office: Office, tmp_path: Path, demand: Demand, seed: int
) -> None:
    rng, laptops = Random(seed), [Laptop(tmp_path / f"{n}.db", office) for n in range(6)]
    for laptop in laptops:
        laptop.send()
    for _ in range(90):
        laptop, seconds = rng.choice(laptops), rng.choice([60, 3600, 86_400, 200_000])
        office.config.clock.at += timedelta(seconds=seconds)  # type: ignore[attr-defined]
        for one in laptops:
            one.clock.wait(seconds)
        match rng.randrange(6):
            case 0:
                laptop.reopen()
            case 1:
                laptop.clock.at = datetime(rng.choice([1970, 2023, 2026, 2031, 2099]), 10, 5, 14, tzinfo=UTC)
            case 2:
                contact(laptop)
            case 3:
                laptop.send(rng.randrange(1, 5))
            case _:
                laptop.record(*[BARE] * rng.randrange(1, 4))
    for laptop in laptops:
        laptop.send()
    wanted: Counter[date] = Counter()
    for laptop in laptops:
        wanted.update(units_of(laptop))
        laptop.store.close()

    assert {key[2]: row["units"] for key, row in demand().items() if row["units"]} == dict(wanted)
    assert len(set(dating_of(office))) == 3
    assert len(wanted) > 3
