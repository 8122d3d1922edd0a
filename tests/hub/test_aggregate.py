"""Weekly demand by Spark: dated as claimed or by clock marks, counted once, silent where the node was silent."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

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
from tests.hub.demanding import OCTOBER_5, Demand, send, total, units_of
from tests.hub.importers.test_panel import ROW, panel
from tests.hub.laptop import Laptop

pytestmark = pytest.mark.spark


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


def test_imported_sums_are_of_no_more_learners_than_the_row_or_the_sum_tells(
    office: Office, demand: Demand, tmp_path: Path
) -> None:
    from hub.importers.panel import import_panel

    told = {"learners": 7, "score_sum": 12, "scores": 4, "progress_sum": 900, "progresses": 30}
    import_panel(office.store, panel(tmp_path, ROW | told))

    row = demand()[SCHOOL, GUIDE, OCTOBER_5]

    assert (row["scores"], row["score_learners"], row["progress_learners"]) == (4, 4, 7)


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


def test_a_total_without_its_peak_leaves_the_peak_unknown(office: Office, node: Node, demand: Demand) -> None:
    send(office, node, total(41))

    row = demand()[SCHOOL, GUIDE, OCTOBER_5]

    assert (row["units"], row["peak_concurrent"]) == (41, None)


def test_an_empty_lake_gives_an_empty_table(demand: Demand) -> None:
    assert demand() == {}


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
        for (school, resource), rows in laptop.store.folded.weeks().items()
        for row in rows
    }
    rows = demand()

    assert wanted
    names = ("units", "peak_concurrent", "learners", "unserved", "stockout_days", "recorded_days")
    for key, row in wanted.items():
        assert [rows[key][name] for name in names] == [getattr(row, name) for name in names], key
    assert all(row["units"] == 0 for key, row in rows.items() if key not in wanted)


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
            laptop.store.log.note_hub_time(int(datetime(2026, 10, 14, 14, tzinfo=UTC).timestamp()))
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
