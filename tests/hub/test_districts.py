"""A district is in the middle of its schools, unless a file says where: as GeoJSON, out and in again."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.acts import Kind
from hub.districts import Point, as_geojson, bring, brought, derived, points
from hub.importers.districts import read_points
from hub.region_rows import School
from hub.store import Store
from shared.acts import Actor
from shared.errors import BadInput
from tests.hub.databases import Databases
from tests.hub.office import office, schools

ANA = Actor("ana", "Operación regional")
HERE = Point(ubigeo="050101", lat=-13.16, lon=-74.22, name="Ayacucho")


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path, databases=databases)
    yield opened
    opened.close()


def placed(*places: tuple[float | None, float | None], ubigeo: str = "050101") -> list[School]:
    one = replace(schools()[0], ubigeo=ubigeo, district="Ayacucho")
    return [replace(one, lat=lat, lon=lon) for lat, lon in places]


def test_a_district_is_in_the_middle_of_its_schools_whatever_one_wild_place_says() -> None:
    rows = placed((-13.1, -74.1), (-13.2, -74.2), (-13.3, -74.3), (-5.0, -80.0), (-13.15, -74.15), (None, None))

    assert derived(rows) == {"050101": Point(ubigeo="050101", lat=-13.15, lon=-74.2, name="Ayacucho")}


def test_a_district_none_of_whose_schools_has_a_place_has_no_point() -> None:
    assert derived([*placed((None, None)), *placed((-13.0, -74.0), ubigeo="")]) == {}


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-18, 0), st.floats(-81, -69)), min_size=1, max_size=9))
def test_the_middle_does_not_depend_on_the_order_and_lies_among_the_schools(
    places: list[tuple[float, float]],
) -> None:
    one = derived(placed(*places))["050101"]

    assert derived(placed(*sorted(places)))["050101"] == one
    assert min(lat for lat, _ in places) - 1e-5 <= one.lat <= max(lat for lat, _ in places) + 1e-5


@pytest.mark.databases
def test_a_point_that_was_brought_takes_the_place_of_that_of_the_schools(store: Store) -> None:
    rows = placed((-13.1, -74.1)) + placed((-12.0, -75.0), ubigeo="050102")
    bring(store, [Point(ubigeo="050109", lat=-1.0, lon=-70.0)], why="El del INEI.", by=ANA)
    bring(store, [HERE], why="El del MINEDU.", by=ANA)
    found = points(store, rows)
    told = [(act.kind, act.subject, act.told()["why"]) for act in store.acts()]

    assert (found["050101"].lat, found["050101"].brought, found["050102"].brought) == (-13.16, True, False)
    assert set(brought(store)) == {"050101"}
    assert told == [(Kind.IMPORTED, "districts", "El del INEI."), (Kind.IMPORTED, "districts", "El del MINEDU.")]


@pytest.mark.databases
def test_points_are_brought_with_a_reason(store: Store) -> None:
    with pytest.raises(BadInput, match="Escriba el motivo"):
        bring(store, [HERE], why=" ", by=ANA)

    assert brought(store) == {}


def test_what_is_written_as_geojson_is_read_as_the_same_points(tmp_path: Path) -> None:
    file = tmp_path / "puntos.geojson"
    file.write_bytes(as_geojson([HERE], {"050101": {"schools": 3}}))
    told = msgspec.json.decode(file.read_bytes())

    assert read_points(file) == [HERE]
    assert told["features"][0]["geometry"] == {"type": "Point", "coordinates": [-74.22, -13.16]}
    assert told["features"][0]["properties"]["schools"] == 3
