"""The tables of a region with roads, trips and money are an instance that limits by them."""

from dataclasses import replace

from hub.allocation.files import from_frames
from hub.allocation.instance import NO_LIMIT
from hub.means import GOODS, Budget, Cost, Means, Road, Zone
from hub.region_instance import instance_of
from tests.hub.office import SITES, inputs, schools
from tests.hub.regions import GUIDE

HERE = [replace(school, depot="Huamanga") for school in schools()]


def test_without_any_the_tables_are_as_they_were() -> None:
    tables, settings = instance_of(inputs(schools=HERE))

    assert {"zones", "depots"}.isdisjoint(tables)
    assert {"zone", "trip_cost"}.isdisjoint(tables["schools"])
    assert settings.money is None


def test_every_limit_stands_in_the_instance_and_what_has_none_has_none() -> None:
    means = Means(
        zones=(Zone(zone="Ocongate", weight_g=800_500), Zone(zone="Vacía", volume_ml=3)),
        budgets=(Budget(depot="Huamanga", cents=12_050), Budget(depot=GOODS, cents=99)),
        roads=(Road(site=SITES[0], zone="Ocongate", trip_cents=350), Road(site=SITES[1], zone="Lejos")),
        costs=(Cost(resource=GUIDE, cents=1_250),),
    )

    tables, settings = instance_of(inputs(schools=HERE, means=means))
    of = from_frames(tables, settings, "la prueba").instance

    assert of.limits.zones.tolist() == ["Lejos", "Ocongate", "Vacía"]
    assert of.limits.zone_g.tolist() == [NO_LIMIT, 800_500, NO_LIMIT]
    assert of.limits.zone_ml.tolist() == [NO_LIMIT, NO_LIMIT, 3]
    assert (of.limits.depots.tolist(), of.limits.trips.tolist(), of.limits.money) == (["Huamanga"], [12_050], 99)
    assert of.schools.zone.tolist() == [1, 0, -1, -1, -1, -1]
    assert of.schools.trip_cost.tolist() == [350, 0, 0, 0, 0, 0]
    assert dict(zip(of.resources.id, of.resources.cost.tolist(), strict=True))[GUIDE] == 1_250


def test_a_depot_that_nobody_limits_and_a_school_that_nobody_serves_stay_in() -> None:
    lost = replace(HERE[0], depot="")
    means = Means(budgets=(Budget(depot="Huanta", cents=5),))

    tables, settings = instance_of(inputs(schools=[lost, *HERE[1:]], means=means))
    of = from_frames(tables, settings, "la prueba").instance

    assert of.limits.trips.tolist() == [NO_LIMIT, NO_LIMIT, 5]
