"""The week of a fact at the region: a later mark moves it, and each laptop dates itself as the job does."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from hub import aggregate
from shared.events import Claim
from shared.facts import ClockMark, Use
from tests.hub.builders import (
    GUIDE,
    SCHOOL,
    TABLET,
    Node,
    Office,
    use,
)
from tests.hub.demanding import BARE, OCTOBER_5, Demand, units_of
from tests.hub.laptop import Laptop

pytestmark = pytest.mark.spark


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
    laptop.store.log.note_hub_time(int(laptop.office.config.clock.now().timestamp()))


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
