"""What deliveries say together is told within its bounds, one less says nothing, and no order of reading matters."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.delivery_signs import DAYS_ROW, DIFFERS, MORE_MAY_COME, OF_LAST, REJECTED_ROW, Found, Proved, Sign, signs

MONDAY = date(2026, 3, 2)
TODAY = date(2026, 12, 1)


def shipment(number: int, **changes: Any) -> Proved:
    """Return a shipment of week *number* that came whole, after three days or four."""
    left = MONDAY + timedelta(weeks=number)
    base: dict[str, Any] = {"site": "1", "pecosa": f"P-{number:02d}", "left": left, "is_left_known": True,
            "confirmed": left + timedelta(days=3 + number % 2), "ordered": {"guide": 10}, "told": {"guide": 10},
            "rejected": 0}  # fmt: skip
    return Proved(**base | changes)


def told(*proved: Proved) -> list[Found]:
    return signs(proved, TODAY)


def steady(number: int, days: int = 7) -> Proved:
    return shipment(number, confirmed=MONDAY + timedelta(weeks=number, days=days))


def test_deliveries_that_come_whole_on_days_of_their_own_say_nothing() -> None:
    assert told(*map(shipment, range(20))) == []


@pytest.mark.parametrize(("count", "rejected", "is_told"), [(4, 5, True), (3, 10, False), (4, 4, False)])
def test_half_of_each_of_the_last_four_not_accepted_is_told(count: int, rejected: int, *, is_told: bool) -> None:
    found = told(*(shipment(number, rejected=rejected) for number in range(count)))

    assert [one.sign for one in found] == [Sign.REJECTED] * is_told
    assert all(len(one.shipments) == REJECTED_ROW for one in found)


def test_one_that_is_accepted_after_many_that_were_not_ends_it() -> None:
    many = [shipment(number, rejected=10) for number in range(9)]

    assert [one.sign for one in told(*many)] == [Sign.REJECTED]
    assert told(*many, shipment(9)) == []


def test_the_same_number_of_days_five_times_in_a_row_is_told_with_the_days() -> None:
    (found,) = told(*map(steady, range(DAYS_ROW)))

    assert (found.sign, found.days, found.shipments) == (Sign.SAME_DAYS, 7, ("P-00", "P-01", "P-02", "P-03", "P-04"))
    assert told(*map(steady, range(DAYS_ROW - 1))) == []


@pytest.mark.parametrize("days", [0, 1])
def test_who_is_near_the_depot_gets_all_on_the_same_day_and_is_not_told(days: int) -> None:
    assert told(*(steady(number, days) for number in range(DAYS_ROW))) == []


def test_days_after_an_order_of_which_nobody_said_that_it_left_say_nothing() -> None:
    left = [steady(number) for number in range(DAYS_ROW - 1)]
    unknown = shipment(9, is_left_known=False, confirmed=MONDAY + timedelta(weeks=9, days=7))

    assert told(*left, unknown) == []


def test_what_left_together_is_one_journey() -> None:
    together = [shipment(number, left=MONDAY, confirmed=MONDAY + timedelta(days=7)) for number in range(DAYS_ROW)]

    assert told(*together) == []


@pytest.mark.parametrize("other", [{"guide": 11}, {"guide": 10, "tablet": 1}, {"guide": 9}])
def test_three_of_the_last_six_that_count_otherwise_are_told(other: dict[str, int]) -> None:
    found = told(*(shipment(number, told=other if number % 2 else {"guide": 10}) for number in range(OF_LAST)))

    assert [(one.sign, len(one.shipments)) for one in found] == [(Sign.DIFFERS, DIFFERS)]
    assert told(*(shipment(number, told=other) for number in range(DIFFERS - 1))) == []


def test_less_than_was_ordered_may_still_come() -> None:
    less = [shipment(number, told={"guide": 9}) for number in range(DIFFERS)]
    last = max(one.confirmed for one in less)

    assert signs(less, last + timedelta(days=MORE_MAY_COME)) == []
    assert [one.sign for one in signs(less, last + timedelta(days=MORE_MAY_COME + 8))] == [Sign.DIFFERS]


_PROVED = st.builds(
    shipment,
    st.integers(0, 30),
    site=st.sampled_from("12"),
    told=st.sampled_from([{"guide": 10}, {"guide": 12}, {"guide": 3}, {}]),
    rejected=st.sampled_from([0, 5, 10]),
)


@given(st.lists(_PROVED, max_size=14, unique_by=lambda one: one.pecosa), st.randoms(use_true_random=False))
def test_no_order_of_reading_matters_and_no_site_speaks_for_another(proved: list[Proved], random: Any) -> None:
    shuffled = random.sample(proved, len(proved))
    alone = [one for site in "12" for one in told(*(p for p in proved if p.site == site))]

    assert told(*shuffled) == told(*proved) == alone
