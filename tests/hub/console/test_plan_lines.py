"""A line of a plan in words: blank is not 0, what lacks is counted after what is there, quiet lines disturb nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hub import proposing
from hub.console.plan_lines import MILLION, PART_WORDS, held, quiet, told_lines
from hub.store import Store
from shared.allocation import Line, Need, PricePart, Reason, Turn
from tests.hub.builders import CATALOGUE
from tests.hub.office import PERIOD, needs
from tests.hub.test_plans import line

CALM = line(20, reason=Reason.SATISFIED, counted=True)
units = st.integers(0, 500)


@pytest.mark.parametrize(("on_hand", "counted", "shown"), [(0, False, ""), (0, True, 0), (7, False, 7), (7, True, 7)])
def test_a_school_where_nobody_counted_has_a_blank_and_no_nought(on_hand: int, counted: bool, shown: object) -> None:
    assert held(line(on_hand=on_hand, counted=counted)) == shown


@given(st.lists(units, min_size=3, max_size=3).map(sorted), units, units)
def test_what_would_be_lacking_is_the_need_less_what_is_there_and_on_its_way(
    need: list[int], on_hand: int, in_transit: int
) -> None:
    one = line(need=Need(*need), on_hand=on_hand, in_transit=in_transit)
    [told] = told_lines([one], CATALOGUE, [], {})

    assert told.net == tuple(max(0, quantile - on_hand - in_transit) for quantile in need)
    assert told.top >= max(1, *told.net)


def test_what_a_school_wrote_is_told_only_with_a_line_that_it_asked_for() -> None:
    asked, other = line(asked=5), line(asked=0)
    written = {(asked.school, asked.resource): "Se inundó el aula"}

    assert [told.asked_for for told in told_lines([asked, other], CATALOGUE, [], written)] == ["Se inundó el aula", ""]


def test_a_thing_that_left_the_catalogue_is_told_by_its_code() -> None:
    [told] = told_lines([line(resource="retirado")], CATALOGUE, [], {})

    assert told.resource == "retirado"


@pytest.mark.parametrize(
    ("value", "price", "said", "unsaid"),
    [(2 * MILLION, MILLION, "y 1", ""), (2 * MILLION, 0, "vale 2", "mejor uso"), (0, 0, "se usaría", "vale")],
)
def test_a_price_of_nothing_is_none_and_none_is_said(value: int, price: int, said: str, unsaid: str) -> None:
    [told] = told_lines([line(value=value, price=price, next_lot_use_pct=40)], CATALOGUE, [], {})

    assert said in told.account
    assert not unsaid or unsaid not in told.account


@pytest.mark.parametrize(
    ("one", "calm"),
    [
        (CALM, True),
        (replace(CALM, counted=False), False),
        (replace(CALM, asked=CALM.units + 1), False),
        (replace(CALM, reason=Reason.STOCK, units=0, depot="Huamanga"), False),
    ],
    ids=["met", "never counted", "asked for more", "lacking"],
)
def test_a_line_is_quiet_where_somebody_counted_and_need_and_request_are_met(one: Line, calm: bool) -> None:
    assert quiet(one) is calm


def test_a_price_is_told_by_what_makes_it_and_weight_and_volume_of_a_truck_are_one() -> None:
    parts = (
        PricePart(Reason.STOCK, "Huamanga", 1_500_000), PricePart(Reason.VOLUME, "Zona 1", 200_000),
        PricePart(Reason.VOLUME, "Zona 1", 100_000), PricePart(Reason.BUDGET, "", 1),
        PricePart(Reason.TRIP, "Huamanga", 900_000),
    )  # fmt: skip
    turn = Turn(alpha=2, fill_before_pct=0, fill_after_pct=0, pressing_pct=100, parts=parts)
    [told] = told_lines([line(price=1_800_001, turn=turn)], CATALOGUE, [], {})

    assert told.parts == [
        "Del precio, 1.50 es por el almacén de Huamanga.",
        "Del precio, 0.30 es por el camión de Zona 1.",
        "El viaje a la escuela cuesta 0.90 más, una vez para todos sus lotes.",
    ]


def test_a_line_of_the_older_rule_tells_no_parts() -> None:
    [told] = told_lines([line(price=MILLION)], CATALOGUE, [], {})

    assert told.parts == []


def test_the_parts_of_the_lines_of_a_plan_all_have_their_words(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    parts = {part.of for line in store.plan_lines(plan.id) if line.turn for part in line.turn.parts}

    assert Reason.STOCK in parts
    assert parts <= set(PART_WORDS)
