"""What is taken of roads, trips and money, and what is left: no plan after another passes what there was."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from hub.means import (
    GOODS,
    MONEY,
    TRIPS,
    VOLUME,
    WEIGHT,
    Budget,
    Cost,
    Means,
    Road,
    Sent,
    Use,
    Zone,
    binding,
    left,
    of_sites,
    passed,
    use_of,
)
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue, Resource, ResourceKind

BOOK, TABLET = ResourceId("libro"), ResourceId("tablet")
KNOWN = Catalogue(
    1,
    (
        Resource(id=BOOK, name="Libros", kind=ResourceKind.CONSUMABLE, weight_g=500, volume_ml=900),
        Resource(id=TABLET, name="Tabletas", kind=ResourceKind.REUSABLE, weight_g=700, volume_ml=1_500),
    ),
)
MEANS = Means(
    zones=(Zone(zone="Ocongate", weight_g=10_000, volume_ml=90_000), Zone(zone="Ccatca", weight_g=1_000)),
    budgets=(Budget(depot="Urcos", cents=50_000), Budget(depot=GOODS, cents=200_000)),
    roads=tuple(Road(site=SiteId(f"{n:06d}"), zone="Ocongate", trip_cents=10_000 + n) for n in range(4)),
    costs=(Cost(resource=TABLET, cents=45_000),),
)
DEPOTS = {SchoolId(f"S{n}"): "Urcos" for n in range(4)}


def sent(plan: str, number: int, resource: ResourceId, units: int) -> Sent:
    return Sent(plan, SchoolId(f"S{number}"), SiteId(f"{number:06d}"), resource, units)


def test_a_visit_is_paid_once_for_all_that_a_plan_sends_to_a_school_and_again_by_the_next_plan() -> None:
    use = use_of(
        [sent("a", 1, BOOK, 4), sent("a", 1, TABLET, 2), sent("a", 2, BOOK, 0), sent("b", 1, BOOK, 1)],
        MEANS, DEPOTS, KNOWN,
    )  # fmt: skip

    assert use == Use(
        trips=Counter({"Urcos": 20_002}),
        weight_g=Counter({"Ocongate": 5 * 500 + 2 * 700}),
        volume_ml=Counter({"Ocongate": 5 * 900 + 2 * 1_500}),
        money=90_000,
    )


def test_services_of_one_site_are_each_paid_a_trip_so_that_a_budget_is_never_passed() -> None:
    both = [Sent("a", SchoolId(name), SiteId("000001"), BOOK, 1) for name in ("S1", "S2")]

    assert use_of(both, MEANS, DEPOTS, KNOWN).trips == Counter(Urcos=20_002)


def test_what_is_passed_is_named_and_only_by_what_takes_of_it() -> None:
    before = Use(Counter(Urcos=49_000), Counter(Ocongate=99_999, Ccatca=5_000), Counter(), 200_000)
    more = Use(Counter(Urcos=2_000), Counter(Ocongate=1), Counter(Ocongate=90_001), 1)

    assert list(passed(MEANS, before, more)) == [
        (WEIGHT, "Ocongate"), (VOLUME, "Ocongate"), (TRIPS, "Urcos"), (MONEY, ""),
    ]  # fmt: skip
    assert list(passed(MEANS, before, Use())) == []


def test_where_no_limit_is_said_there_is_nothing_that_a_plan_rests_on() -> None:
    free = Means(
        zones=(Zone(zone="Ocongate"),), budgets=(Budget(depot="Urcos"),), roads=(Road(site=SiteId("000001")),),
        costs=(Cost(resource=BOOK),),
    )  # fmt: skip

    assert binding(free) == Means()
    assert binding(MEANS) == binding(Means(zones=MEANS.zones[::-1], budgets=MEANS.budgets, roads=MEANS.roads[::-1],
                                           costs=MEANS.costs))  # fmt: skip


def test_a_plan_keeps_the_roads_of_its_own_sites_alone() -> None:
    assert [one.site for one in of_sites(MEANS, {SiteId("000002")}).roads] == ["000002"]
    assert of_sites(MEANS, []).zones == MEANS.zones


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.sampled_from((BOOK, TABLET)),
                          st.integers(0, 40)), max_size=12), st.integers(0, 12))  # fmt: skip
def test_a_plan_within_what_is_left_passes_nothing_together_with_those_before(
    rows: list[tuple[str, int, ResourceId, int]], cut: int
) -> None:
    every = [sent(plan, *rest) for plan, *rest in rows]
    before = use_of([one for one in every[:cut] if one.plan != "c"], MEANS, DEPOTS, KNOWN)
    more = use_of([one for one in every[cut:] if one.plan == "c"], MEANS, DEPOTS, KNOWN)

    over_what_is_left = set(passed(left(MEANS, before), Use(), more))

    assert over_what_is_left == set(passed(MEANS, before, more))
