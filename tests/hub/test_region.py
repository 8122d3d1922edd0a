"""What was imported is read back as it was, and the newest version counts."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hub.kept_means import put_rows
from hub.quintiles import Quintile
from hub.region import depot_of, names_of_sites, read_schools
from hub.region_rows import School, SupplyRow
from shared.ids import SchoolId
from shared.resources import Power
from tests.hub.builders import GUIDE, Office, school
from tests.hub.office import SITES, office, schools

words = st.text("abcñ ", min_size=1, max_size=8)


SCHOOL = schools()[1].id


def test_a_school_comes_back_as_it_was_put(office: Office) -> None:
    full = school(students=84, power=Power.SOLAR, coverage=False, internet=True, languages=("quy", "es"),
                  altitude_m=3840, lat=-13.1, lon=-74.2, rurality="Rural 1", simulated=("power",))  # fmt: skip

    told = [office.store.put_schools([full]), office.store.put_schools([full])]

    assert told == [(0, 1), (0, 0)]
    assert full in office.store.schools()


def test_what_the_schools_are_read_from_is_the_same_until_something_of_it_changes(tmp_path: Path) -> None:
    store = office(tmp_path)
    put_rows(store, Quintile, [Quintile(place=SCHOOL, quintile=1, source="INEI", year=2018, simulated=True)])

    kept = store.schools_as_kept()

    assert sorted(read_schools(kept), key=lambda one: one.id) == sorted(store.schools(), key=lambda one: one.id)
    assert store.schools_as_kept() == kept
    store.put_supply([SupplyRow(depot="Otro", resource=GUIDE, units=5)])
    assert store.schools_as_kept() != kept


def test_the_catalogue_tells_how_need_is_counted(office: Office) -> None:
    with office.store.read() as connection:
        assert office.store.kinds(connection)[GUIDE] == "consumable"


@given(ugel=words, depots=st.lists(words, max_size=4, unique_by=str.casefold))
def test_a_school_is_served_by_the_depot_of_its_ugel_or_by_the_only_one(ugel: str, depots: list[str]) -> None:
    found = depot_of(ugel, depots)

    own = [depot for depot in depots if depot.casefold() == ugel.strip().casefold()]
    assert found == (own or (depots if len(depots) == 1 else [""]))[0]


def test_depots_that_a_listing_does_not_name_keep_what_they_have(office: Office) -> None:
    office.store.put_supply(
        [SupplyRow(depot="A", resource=GUIDE, units=1), SupplyRow(depot="B", resource=GUIDE, units=2)]
    )
    office.store.put_supply([SupplyRow(depot="A", resource=GUIDE, units=3, simulated=True)])

    assert [(row.depot, row.units, row.simulated) for row in office.store.supply()] == [("A", 3, True), ("B", 2, False)]


def test_services_of_one_name_at_one_site_are_named_with_their_level(tmp_path: Path) -> None:
    store = office(tmp_path)
    twin = School(id=SchoolId("0999109-0"), site=SITES[0], name="Quebrada Honda", level="Secundaria")
    store.put_schools([*schools(), twin])

    with store.read() as connection:
        names = names_of_sites(connection)

    assert names[SITES[0]] == ("Quebrada Honda (Primaria)", "Quebrada Honda (Secundaria)")
    assert names[SITES[1]] == ("El Mirador",)
