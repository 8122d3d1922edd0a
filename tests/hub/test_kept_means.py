"""Whatever roads, trips and money a region says, its plans keep within them, one after the other."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete

from hub import auditing, kept_means, planning, proposing, schema
from hub.closing import close
from hub.drawing import draw_plan
from hub.means import GOODS, Budget, Cost, Means, Road, Sent, Use, Zone, binding, passed, use_of
from hub.plan_rows import NewPlan, PlanRow, PlanStatus
from hub.plans import set_status
from hub.region_rows import SupplyRow
from hub.settling import Said
from hub.signature_rule import Limit, Rule
from hub.store import Store
from shared.acts import Actor
from shared.allocation import Reason
from shared.errors import PlanRefused
from shared.resources import Catalogue
from tests.hub.builders import GUIDE as OF_BUILDER
from tests.hub.builders import SITE, Office
from tests.hub.office import PERIOD, SITES, delivered, inputs, line, needs, schools, supply
from tests.hub.office import office as new_office
from tests.hub.regions import GUIDE, TABLET, catalogue
from tests.hub.test_plans import plan as small_plan

HERE = [replace(school, depot="Huamanga") for school in schools()]
DEPOTS = {school.id: "Huamanga" for school in HERE}
TIGHT = Means(
    zones=(Zone(zone="Ocongate", weight_g=25_000, volume_ml=60_000),),
    budgets=(Budget(depot="Huamanga", cents=20_000), Budget(depot=GOODS, cents=500_000)),
    roads=tuple(Road(site=site, zone="Ocongate", trip_cents=9_000) for site in SITES[:4]),
    costs=(Cost(resource=TABLET, cents=45_000), Cost(resource=GUIDE, cents=1_250)),
)


def weighed() -> Catalogue:
    """Return the catalogue of the tests with what its resources weigh and take up."""
    known = catalogue()
    heavy = (
        msgspec.structs.replace(one, weight_g=300 + 100 * at, volume_ml=900 + 150 * at)
        for at, one in enumerate(known.resources)
    )
    return msgspec.structs.replace(known, version=2, resources=tuple(heavy))


def region(folder: Path, means: Means = TIGHT) -> Store:
    store = new_office(folder)
    with store.begin() as connection:
        store.put_version(connection, "catalogue", 2, msgspec.json.encode(weighed()))
    put(store, means)
    return store


def put(store: Store, means: Means) -> None:
    kept_means.put_rows(store, Zone, means.zones)
    kept_means.put_rows(store, Budget, means.budgets)
    kept_means.put_rows(store, Road, means.roads)
    kept_means.put_rows(store, Cost, means.costs)


def publish(store: Store, **period: object) -> PlanRow:
    plan = proposing.make_plan(store, needs(), **{**PERIOD, **period})
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    return plan


def sent(plan: NewPlan) -> list[Sent]:
    return [Sent(plan.id, line.school, line.site, line.resource, line.units) for line in plan.lines]


_AMOUNT = st.one_of(st.none(), st.integers(0, 90_000))


@st.composite
def means(draw: st.DrawFn) -> Means:
    names = ("Ocongate", "Ccatca", "")
    return Means(
        zones=tuple(Zone(zone=name, weight_g=draw(_AMOUNT), volume_ml=draw(_AMOUNT)) for name in names[:2]),
        budgets=tuple(
            Budget(depot=name, cents=draw(st.one_of(st.none(), st.integers(0, most))))
            for name, most in (("Huamanga", 60_000), (GOODS, 2_000_000))
        ),
        roads=tuple(
            Road(site=site, zone=draw(st.sampled_from(names)), trip_cents=draw(st.integers(0, 20_000)))
            for site in SITES
        ),
        costs=tuple(Cost(resource=one.id, cents=draw(st.integers(0, 60_000))) for one in catalogue().resources[:4]),
    )


@settings(max_examples=25, deadline=None)
@given(means(), st.sampled_from([0.0, 2.0]))
def test_a_plan_never_passes_what_the_region_has_of_roads_trips_and_money(said: Means, alpha: float) -> None:
    known, limits = weighed(), binding(said)
    base = inputs(schools=HERE, catalogue=known, means=limits)

    plan = draw_plan(replace(base, weights=msgspec.structs.replace(base.weights, alpha=alpha)))

    assert list(passed(limits, Use(), use_of(sent(plan), limits, DEPOTS, known))) == []


def test_a_region_without_any_rests_on_what_it_rested_on_before_there_could_be_some(tmp_path: Path) -> None:
    store = region(tmp_path, Means())
    free = proposing.make_plan(store, needs(), **PERIOD)
    put(store, Means(zones=(Zone(zone="Ocongate"),), budgets=(Budget(depot=GOODS),)))

    again = proposing.make_plan(store, needs(), **PERIOD)

    assert again.id == free.id
    assert "means" not in free.inputs
    assert "means" not in free.inputs["hashes"]


def test_the_reasons_name_road_trips_and_money_and_every_line_recomputes(tmp_path: Path) -> None:
    store = region(tmp_path)

    plan = proposing.make_plan(store, needs(), **PERIOD)
    lines = store.plan_lines(plan.id)

    priced = {part.of for line in lines if line.turn for part in line.turn.parts}
    assert priced >= {Reason.VOLUME, Reason.TRIP, Reason.BUDGET}
    assert {line.limit for line in lines if line.reason is Reason.VOLUME} == {"Ocongate"}
    assert {line.reason for line in lines} >= {Reason.VOLUME, Reason.BUDGET}
    assert auditing.audit(store, plan.id) == auditing.Audit((), ())


def test_what_plans_of_the_month_took_is_not_there_for_the_next_and_is_again_the_month_after(tmp_path: Path) -> None:
    store = region(tmp_path)
    publish(store)
    taken = kept_means.used_in(store, "2026-10")
    store.put_supply([replace(row, units=9 * row.units, as_of=date(2026, 10, 17)) for row in supply()])

    second = publish(store, period_first=date(2026, 10, 26))

    both = kept_means.used_in(store, "2026-10")
    assert taken.trips["Huamanga"] >= 9_000
    assert list(passed(TIGHT, Use(), both)) == []
    assert second.inputs["means"]["budgets"][0]["cents"] == 20_000 - taken.trips["Huamanga"]
    assert kept_means.left_for(store, "2026-11") == binding(TIGHT)


def test_a_plan_does_not_go_out_where_the_region_has_said_less_since_it_was_drawn(tmp_path: Path) -> None:
    store = region(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    kept_means.put_rows(store, Budget, [Budget(depot="Huamanga", cents=100)])

    with pytest.raises(PlanRefused, match="el presupuesto de viajes de Huamanga"):
        planning.publish(store, plan.id)

    assert store.decisions() == []
    kept_means.put_rows(store, Budget, [Budget(depot="Huamanga", cents=20_000)])
    assert planning.publish(store, plan.id)


def test_decisions_that_a_restored_hub_got_back_count_though_their_plan_is_lost(tmp_path: Path) -> None:
    store = region(tmp_path)
    plan = publish(store)
    before = kept_means.used_in(store, "2026-10")
    with store.begin() as connection:
        for name in ("plan_lines", "approvals", "plans"):
            _forget(connection, name, plan.id)

    assert before != Use()
    assert kept_means.used_in(store, "2026-10") == before
    assert kept_means.used_in(store, "2026-11") == Use(Counter(), Counter(), Counter(), 0)


def test_a_budget_holds_though_the_stock_of_today_spells_its_depot_otherwise(tmp_path: Path) -> None:
    store = region(tmp_path)
    store.put_supply([SupplyRow(depot="UGEL HUAMANGA", resource=GUIDE, units=20)])

    kept_means.put_rows(store, Budget, [Budget(depot="UGEL HUAMANGA", cents=700)])
    one, two = kept_means.standing(store).trips, kept_means.rows_of(store, Budget)

    serving = {school.depot for school in store.schools()}
    assert serving == set(one) == {"Huamanga"}
    assert one == {"Huamanga": 700}
    assert set(two) == {GOODS, "Huamanga", "UGEL HUAMANGA"}


@pytest.mark.databases
def test_what_went_out_is_counted_in_either_database(office: Office) -> None:
    store = office.store
    store.put_supply([SupplyRow(depot="Huamanga", resource=OF_BUILDER, units=30)])
    store.propose(small_plan())
    store.approve("2026-10-abc", role="Operación regional", login="ana", rule=Rule(1, Limit()))
    kept_means.put_rows(store, Road, [Road(site=SITE, zone="Ocongate", trip_cents=150)])
    kept_means.put_rows(store, Cost, [Cost(resource=OF_BUILDER, cents=7)])
    kept_means.put_rows(store, Budget, [Budget(depot=GOODS, cents=139)])
    decided = small_plan().lines[0]

    with store.begin() as connection, pytest.raises(PlanRefused, match="el presupuesto para recursos"):
        kept_means.check(store, connection, "2026-10-abc", date(2026, 10, 19), [decided])
    kept_means.put_rows(store, Budget, [Budget(depot=GOODS, cents=140)])
    with store.begin() as connection:
        kept_means.check(store, connection, "2026-10-abc", date(2026, 10, 19), [decided])
        set_status(connection, "2026-10-abc", PlanStatus.PUBLISHED)

    assert kept_means.used_in(store, "2026-10") == Use(
        Counter({"Huamanga": 150}), Counter({"Ocongate": 0}), Counter({"Ocongate": 0}), 140
    )
    assert kept_means.left_for(store, "2026-10").money == 0
    assert kept_means.left_for(store, "2026-11").money == 140


def _forget(connection: Connection, name: str, plan: str) -> None:
    table = getattr(schema, name)
    connection.execute(delete(table).where((table.c.id if name == "plans" else table.c.plan) == plan))


def test_what_never_left_takes_no_trip_and_no_money_of_its_month_until_a_proof_says_otherwise(tmp_path: Path) -> None:
    store = region(tmp_path)
    publish(store)
    one = next(one for one in store.shipments() if one.site in SITES[:4])
    before = kept_means.used_in(store, "2026-10")
    stayed = Said(how="stayed", units=0, why="Se cayó el puente.", depot="Huamanga")
    close(store, one.pecosa, dict(one.lines), stayed, by=Actor("ana", "Central"))
    after = kept_means.used_in(store, "2026-10")
    delivered(store, one.decision, one.site, one.pecosa, [line(*pair) for pair in one.lines])

    prices = {cost.resource: cost.cents for cost in TIGHT.costs}
    assert before.trips["Huamanga"] - after.trips["Huamanga"] == 9_000
    assert kept_means.used_in(store, "2026-10") == before
    assert before.money - after.money == sum(units * prices.get(resource, 0) for resource, units in one.lines)
