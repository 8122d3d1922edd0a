"""Needs become lots: worth never grows, what does not fit is refused with its requirement, kits are tied."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.lots import MAX_LOTS, build
from hub.places import Ask, Place
from shared.allocation import Need
from shared.errors import BadInput
from shared.ids import SchoolId, SiteId
from shared.resources import Catalogue, KitPart, Power, Requirement, Resource, ResourceKind
from shared.suiting import missing_requirement
from tests.hub.regions import CHARGER, GUIDE, TABLET, catalogue, region

SCHOOL = SchoolId("0403691-0")
KNOWN = catalogue().by_id()


def place(**facts: object) -> Place:
    return Place(SCHOOL, SiteId("074294"), "Huamanga", **facts)  # type: ignore[arg-type]


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_each_further_lot_of_a_pair_is_worth_no_more_than_the_one_before(seed: int) -> None:
    lots = region(seed).lots()

    for start, end in zip(lots.first, lots.first[1:], strict=False):
        assert (np.diff(lots.values[start:end]) <= 0).all()
        assert (lots.values[start:end] > 0).all()


def test_a_school_without_power_gets_a_pair_for_the_charger_that_it_did_not_ask_for() -> None:
    lots = build([place(power=Power.NONE)], [Ask(SCHOOL, TABLET, Need(5, 8, 12))], {}, catalogue())

    assert [ask.resource for ask in lots.asks] == [CHARGER, TABLET]
    assert [(kit.main, kit.part) for kit in lots.kits] == [(1, 0)]


def test_chargers_that_tablets_already_there_use_are_not_to_spare() -> None:
    asks = [Ask(SCHOOL, TABLET, Need(5, 8, 12), on_hand=4), Ask(SCHOOL, CHARGER, Need(0, 0, 0), on_hand=7)]

    lots = build([place(power=Power.NONE)], asks, {}, catalogue())

    assert lots.spare.tolist() == [3, 0]


def test_a_lot_of_which_little_would_be_used_is_not_worth_sending() -> None:
    lots = build([place()], [Ask(SCHOOL, GUIDE, Need(0, 1, 1))], {}, catalogue(), least_use_pct=20)

    assert len(lots.values) == 0


@pytest.mark.parametrize(("units", "cut"), [(MAX_LOTS, ()), (MAX_LOTS + 1, (0,))])
def test_a_need_beyond_the_bound_is_told_and_not_cut_in_silence(units: int, cut: tuple[int, ...]) -> None:
    lots = build([place()], [Ask(SCHOOL, GUIDE, Need(units, units, units))], {}, catalogue(lots=(1, 1, 1, 1, 1)))

    assert (len(lots.values), lots.cut) == (MAX_LOTS, cut)


def test_the_instance_does_not_depend_on_the_order_of_rows() -> None:
    one, other = region(3).lots(), region(3).shuffled(7).lots()

    assert one.asks == other.asks
    assert (one.values == other.values).all()
    assert (one.tie == other.tie).all()


def test_a_row_twice_or_of_an_unknown_school_is_refused() -> None:
    ask = Ask(SCHOOL, GUIDE, Need(1, 2, 3))

    with pytest.raises(BadInput, match="dos veces"):
        build([place()], [ask, ask], {}, catalogue())
    with pytest.raises(BadInput, match="0403691-0"):
        build([], [ask], {}, catalogue())


def test_a_kit_inside_a_kit_is_refused() -> None:
    parts = [
        Resource(id=name, name=name, kind=ResourceKind.REUSABLE, kit_without_power=kit)
        for name, kit in ((TABLET, (KitPart(CHARGER),)), (CHARGER, (KitPart(GUIDE),)), (GUIDE, ()))
    ]

    with pytest.raises(BadInput, match="cargador"):
        build([place()], [Ask(SCHOOL, TABLET, Need(1, 2, 3))], {}, Catalogue(1, tuple(parts)))


@pytest.mark.parametrize(("level", "missing"), [("Primaria", ""), ("Inicial - Jardín", "level"), ("", "level_unknown")])
def test_a_level_is_read_without_the_registers_detail_and_unknown_is_not_no(level: str, missing: str) -> None:
    guide = Resource(id=GUIDE, name="Guías", kind=ResourceKind.CONSUMABLE, requires=Requirement(levels=("Primaria",)))

    assert missing_requirement(guide, place(level=level)) == missing
