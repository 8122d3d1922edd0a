"""The region as an instance: pairs and kits from what is needed and what lacks power, whatever the order of rows."""

from typing import Any

import pytest

from hub.allocation.assembling import Assembled
from hub.allocation.files import fingerprints, from_frames
from hub.allocation.settings import Settings
from hub.allocation.solve import divide
from hub.fixing import LockRow
from hub.places import Ask, Place
from hub.region_instance import last_plan_of, locks_of, tables_of
from shared.allocation import LockKind, Need
from shared.errors import BadInput
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue, KitPart, Power, Resource, ResourceKind
from tests.hub.regions import CHARGER, GUIDE, TABLET, Region, catalogue, region

SCHOOL = SchoolId("0403691-0")


def assembled(here: Region, **tables: Any) -> Assembled:
    own = tables_of(here.places, here.asks, here.stock, here.catalogue)
    return from_frames(own | tables, Settings(cycle="2026-07"), "región")


def one(*asks: Ask, power: Power = Power.NONE, known: Catalogue | None = None, **stock: int) -> Region:
    there = {("Huamanga", ResourceId(name)): units for name, units in stock.items()}
    return Region([Place(SCHOOL, SiteId("074294"), "Huamanga", power=power)], list(asks), there, known or catalogue())


def ids(of: Assembled) -> list[str]:
    return of.instance.resources.id[of.instance.pairs.resource].tolist()


def test_what_nobody_counted_is_marked_as_such_and_is_taken_from_who_counted() -> None:
    other = Place(SchoolId("0403692-0"), SiteId("074295"), "Huamanga")
    need = Need(20, 20, 20)
    here = one(Ask(SCHOOL, GUIDE, need, on_hand=5), Ask(other.school, GUIDE, need, counted=False))

    tables = tables_of([*here.places, other], here.asks, here.stock, here.catalogue)
    of = from_frames(tables, Settings(cycle="2026-07"), "región")

    assert tables["needs"]["counted"].tolist() == ["si", "no"]
    assert of.instance.schools.window_met[0] == of.instance.schools.window_met[1] > 0


def test_a_school_without_power_gets_a_pair_for_the_charger_that_it_did_not_ask_for() -> None:
    of = assembled(one(Ask(SCHOOL, TABLET, Need(5, 8, 12))))

    assert ids(of) == [CHARGER, TABLET]
    assert (of.instance.kits.main.tolist(), of.instance.kits.part.tolist()) == ([1], [0])


def test_chargers_that_tablets_already_there_use_are_not_to_spare_and_the_others_serve_those_that_come() -> None:
    there = Ask(SCHOOL, CHARGER, Need(0, 0, 0), on_hand=7)
    of = assembled(one(Ask(SCHOOL, TABLET, Need(5, 8, 12), on_hand=4), there))
    lots = catalogue((5, 1, 1, 1, 1))
    come = assembled(one(Ask(SCHOOL, TABLET, Need(4, 5, 6)), there, known=lots, tablet=5))

    assert of.instance.pairs.spare.tolist() == [3, 0]
    assert divide(come.instance).lots.tolist() == [0, 1]


@pytest.mark.parametrize("seed", range(4))
def test_the_instance_does_not_depend_on_the_order_of_rows(seed: int) -> None:
    here = region(seed)

    assert fingerprints(assembled(here)) == fingerprints(assembled(here.shuffled(seed + 7)))


def test_a_row_twice_or_of_an_unknown_school_is_refused() -> None:
    ask = Ask(SCHOOL, GUIDE, Need(1, 2, 3))

    with pytest.raises(BadInput, match=f"{SCHOOL} guia ya está"):
        assembled(one(ask, ask))
    with pytest.raises(BadInput, match="0403699-0"):
        assembled(one(Ask(SchoolId("0403699-0"), GUIDE, Need(1, 2, 3))))


def test_a_kit_inside_a_kit_is_refused() -> None:
    parts = [
        Resource(id=name, name=name, kind=ResourceKind.REUSABLE, kit_without_power=kit)
        for name, kit in ((TABLET, (KitPart(CHARGER),)), (CHARGER, (KitPart(GUIDE),)), (GUIDE, ()))
    ]

    with pytest.raises(BadInput, match="cargador"):
        assembled(one(Ask(SCHOOL, TABLET, Need(1, 2, 3)), known=Catalogue(1, tuple(parts))))


def test_the_depot_called_pool_is_the_nation_s_and_may_go_to_any() -> None:
    here = one(Ask(SCHOOL, GUIDE, Need(10, 20, 30)))
    of = assembled(Region(here.places, here.asks, {("POOL", GUIDE): 25}, here.catalogue))

    answer = divide(of.instance)

    assert of.instance.limits.depots.tolist() == ["Huamanga"]
    assert answer.lots.sum() * 10 == answer.from_pool.sum() * 10 == 20


def test_a_lock_of_what_is_not_there_is_left_out_and_an_exact_one_is_whole_lots() -> None:
    here = one(Ask(SCHOOL, GUIDE, Need(10, 20, 30)))
    locks = [
        LockRow(school=SCHOOL, resource=GUIDE, kind=LockKind.EXACT, units=25),
        LockRow(school=SchoolId("0403699-0"), resource=GUIDE, kind=LockKind.EXCLUDE),
    ]

    of = assembled(here, locks=locks_of(locks, here.places, here.catalogue))

    assert (of.instance.pairs.least.tolist(), of.instance.pairs.most.tolist()) == ([2], [2])


def test_lots_of_the_last_plan_are_kept_where_they_are_still_of_use() -> None:
    here = one(Ask(SCHOOL, GUIDE, Need(10, 20, 30)))
    last = {(SCHOOL, GUIDE): 2, (SchoolId("0403699-0"), GUIDE): 9}

    of = assembled(here, last_plan=last_plan_of(last, here.places, here.catalogue))

    assert of.instance.pairs.kept.tolist() == [2]
