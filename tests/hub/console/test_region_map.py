"""The map draws a mark a school while they are few, a mark a district where they are many; the list says the same."""

from dataclasses import replace

import msgspec

from hub.console.region_map import MOST_DISTRICTS, MOST_SCHOOLS, District, by_district, region_map
from hub.console.school_states import Standing
from hub.districts import Point, derived
from hub.region_rows import School
from hub.rows import NodeState, SchoolSync
from hub.store import Store
from shared.ids import SchoolId, SiteId
from tests.hub.office import app_of, heard, page, schools, signed_in
from tests.shared.web.markup import faults


def standing(school: School, state: str = "ok", days: int | None = 2) -> Standing:
    return Standing(SchoolSync(school=school, state=NodeState.OK, days_silent=days), state, school.name)


def many(count: int, districts: int) -> list[School]:
    """Return so many schools, spread over so many districts; every tenth has no place."""
    return [
        School(
            id=SchoolId(f"{1_000_000 + n}-0"), site=SiteId(f"{300_000 + n}"), name=f"I.E. {n}", ugel="Huamanga",
            district=f"Distrito {n % districts}", ubigeo=f"{50_000 + n % districts * 7:06d}",
            lat=None if n % 10 == 0 else -13 - n % districts / 100, lon=None if n % 10 == 0 else -74 - n % 7 / 10,
        )
        for n in range(count)
    ]  # fmt: skip


def test_the_northernmost_school_is_on_top_and_the_easternmost_at_the_right() -> None:
    rows = [replace(schools()[n], lat=lat, lon=lon) for n, (lat, lon) in enumerate([(-13.0, -75.0), (-14.0, -74.0)])]
    found = region_map([standing(one) for one in rows], {}, [])

    assert found is not None
    assert [(mark.x, mark.y) for mark in found.marks] == [(9.0, 9.0), (93.0, 93.0)]
    assert [at for _pct, at in found.lats] == [-14.0, -13.75, -13.5, -13.25, -13.0]
    assert [at for _pct, at in found.lons] == [-75.0, -74.75, -74.5, -74.25, -74.0]


def test_a_school_without_a_place_is_at_its_districts_point_and_one_without_both_is_told() -> None:
    one, lost, gone = (replace(school, ubigeo="050101") for school in schools()[:3])
    rows = [standing(one), standing(replace(lost, lat=None)), standing(replace(gone, lat=None, ubigeo="059999"))]
    found = region_map(rows, {"050101": Point(ubigeo="050101", lat=-14.0, lon=-75.0)}, [])

    assert found is not None
    assert (len(found.marks), found.unplaced, found.districts) == (2, 1, False)


def test_a_school_without_a_computer_is_not_drawn_and_one_mark_alone_makes_no_map() -> None:
    one, bare = schools()[:2]

    assert region_map([standing(one), standing(bare, "none")], {}, []) is None


def test_a_district_says_how_many_schools_it_has_and_what_is_worst_off() -> None:
    one = replace(schools()[0], ubigeo="050101", district="Ayacucho")
    rows = [standing(one, "ok", 1), standing(one, "off", 30), standing(one, "off", None), standing(one, "none", None)]

    assert by_district(rows) == [District("050101", "Ayacucho", 4, "off", 2, 30)]


def test_districts_are_listed_the_worst_first_and_a_country_is_listed_by_province() -> None:
    rows = [standing(one, "off" if n == 3 else "ok") for n, one in enumerate(many(20, 10))]
    country = [standing(one) for one in many(3 * MOST_DISTRICTS, MOST_DISTRICTS + 1)]

    assert by_district(rows)[0].name == "Distrito 3"
    assert {len(one.code) for one in by_district(rows)} == {6}
    assert {len(one.code) for one in by_district(country)} == {4}


def test_many_schools_are_drawn_by_district_with_a_size(store: Store) -> None:
    found = many(MOST_SCHOOLS + 50, 3)
    rows = [standing(one, "err" if n == 0 else "ok") for n, one in enumerate(found)]
    drawn = region_map(rows, derived(found), by_district(rows))

    assert drawn is not None
    assert drawn.districts
    assert sorted((mark.state, mark.size) for mark in drawn.marks) == [("err", 3), ("ok", 3), ("ok", 3)]


def test_the_page_of_four_thousand_schools_is_light_and_lists_what_it_draws(store: Store) -> None:
    found = many(4_000, 119)
    store.put_schools(found)
    for one in found[:3]:
        heard(store, one.site, 40, node=f"{int(one.site):016x}")
    client = signed_in(app_of(store))
    text = page(client, "/")

    assert len(text.encode()) < 50 * 1024
    assert text.count('<use href="#m-') == 119
    assert "Por distrito, lo peor primero" in text
    assert text.index('<a href="/?distrito=050000">Distrito 0</a>') > 0
    assert "13° S" in text
    assert faults(text) == []


def test_the_geojson_has_a_point_a_district_with_the_same_words(store: Store) -> None:
    store.put_schools([replace(one, ubigeo="050101", district="Ayacucho") for one in schools()])
    heard(store, schools()[0].site, 40)
    client = signed_in(app_of(store))
    answer = client.get("/mapa/distritos.geojson")
    (feature,) = msgspec.json.decode(answer.data)["features"]

    assert answer.mimetype == "application/geo+json"
    assert feature["properties"]["name"] == "Ayacucho"
    assert (feature["properties"]["schools"], feature["properties"]["worst_words"]) == (6, "Sin contacto")


def test_the_schools_of_a_district_are_found(store: Store) -> None:
    store.put_schools([replace(one, ubigeo=f"05010{n}") for n, one in enumerate(schools())])
    text = page(signed_in(app_of(store)), "/?distrito=050101")

    assert "El Mirador" in text
    assert "Quebrada Honda" not in text
