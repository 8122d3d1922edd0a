"""A school has the quintile that somebody said of it, else that of its district, and it weighs and is told as such."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import auditing, proposing, weighing
from hub.fairness import Weights, read_weights
from hub.fingerprints import hashes
from hub.inputs import places_of
from hub.kept_means import put_rows
from hub.quintiles import Quintile, Quintiles
from hub.region_instance import instance_of
from hub.store import Store
from shared.errors import BadInput
from shared.ids import SchoolId
from tests.hub.office import PERIOD, inputs, needs, office, schools

FIRST = SchoolId("0999101-0")


def told(store: Store, *rows: tuple[str, int | None]) -> None:
    put_rows(store, Quintile, [Quintile(place=place, quintile=n, source="INEI", year=2018) for place, n in rows])


@given(own=st.none() | st.integers(1, 5), of_district=st.none() | st.integers(1, 5))
def test_what_is_said_of_a_service_goes_before_what_is_said_of_its_district(
    own: int | None, of_district: int | None
) -> None:
    known = Quintiles([Quintile(place=FIRST, quintile=own), Quintile(place="050101", quintile=of_district)])

    found = known.of(FIRST, "050101")

    assert (found.quintile if found else None) == (own or of_district)
    assert known.of(FIRST, "") is None or own


def test_the_region_knows_its_schools_with_their_quintile_and_keeps_it_out_of_their_table(tmp_path: Path) -> None:
    store = office(tmp_path)
    store.put_schools([replace(one, ubigeo="050101") for one in schools()[:2]])

    told(store, ("050101", 2), (FIRST, 1))
    put_rows(store, Quintile, [Quintile(place="0999103-0", quintile=4, source="prueba", year=2020, simulated=True)])

    found = {one.id: one for one in store.schools()}
    assert [found[SchoolId(f"099910{n}-0")].quintile for n in range(1, 5)] == [1, 2, 4, None]
    assert "quintile" in found[SchoolId("0999103-0")].simulated
    assert store.put_schools(found.values()) == (0, 0)


def test_a_weight_by_quintile_makes_a_poor_school_more_urgent_and_no_other() -> None:
    some = [replace(one, quintile=1 if one.id == FIRST else None, rurality="", languages=()) for one in schools()]

    urgency = {place.school: place.urgency_pct for place in places_of(some, Weights(version=9, quintile={"1": 150}))}

    assert urgency.pop(FIRST) == 150
    assert set(urgency.values()) == {100}


def test_a_table_of_weights_names_no_quintile_that_there_is_not() -> None:
    assert read_weights(b'{"version": 3, "quintile": {"1": 150}}').quintile == {"1": 150}
    with pytest.raises(BadInput, match="quintiles que no hay: 6"):
        read_weights(b'{"version": 3, "quintile": {"6": 150}}')
    with pytest.raises(BadInput, match="1 a 1000"):
        read_weights(b'{"version": 3, "quintile": {"1": 0}}')


def test_versions_of_the_weights_are_compared_by_quintile_too() -> None:
    found = weighing.compare(Weights(version=1), Weights(version=2, quintile={"1": 150}))

    assert found == [weighing.Change("quintile", "1", 100, 150)]


def test_the_fingerprint_of_a_plan_tells_quintiles_and_is_as_it_was_where_nobody_says_any() -> None:
    poor = [replace(one, quintile=1) for one in schools()]

    before, with_them = hashes(inputs()), hashes(inputs(schools=poor))

    assert "quintiles" not in before
    assert with_them == before | {"quintiles": with_them["quintiles"]}
    assert hashes(inputs(schools=[replace(one, quintile=2) for one in poor])) != with_them
    named = hashes(inputs(weights=Weights(version=1, quintile={"1": 150})))
    assert named["weights"] != hashes(inputs(weights=Weights(version=1)))["weights"]


def test_an_exported_region_says_the_quintile_of_each_school() -> None:
    tables, _ = instance_of(
        inputs(schools=[replace(one, quintile=1 if one.id == FIRST else None) for one in schools()])
    )

    assert list(tables["schools"]["quintile"]) == ["1", "", "", "", "", ""]


def test_a_plan_tells_how_each_quintile_fares_and_an_audit_takes_the_quintiles_of_then(tmp_path: Path) -> None:
    store = office(tmp_path)
    told(store, *((one.id, 1 + at % 2) for at, one in enumerate(schools())))
    plan = proposing.make_plan(store, needs(), **PERIOD)

    groups = plan.comparison["plan"]["groups"]["quintile"]

    assert {name: group["schools"] for name, group in groups.items()} == {"1": 3, "2": 3}
    assert auditing.audit(store, plan.id).changed == ()
    told(store, (FIRST, 5))
    after = auditing.audit(store, plan.id)
    assert (after.changed, after.lines) == ((), ())
