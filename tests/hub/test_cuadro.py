"""The cuadro de distribución: however it is cut, by resource, by depot, by stop, its totals are the same."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hub.cuadro import Cuadro, Load, cuadro_of, matrix, rows, total
from hub.region_rows import School
from shared.allocation import Line, Need, Reason
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue, Resource, ResourceKind

RESOURCES = [
    Resource(id=ResourceId(f"r{n}"), name="guías" if n < 2 else f"cosa {n}", kind=ResourceKind.CONSUMABLE,
             weight_g=weight, volume_ml=volume)
    for n, (weight, volume) in enumerate([(333, 1), (1, 777), (650, 2500), (0, 0)])
]  # fmt: skip
CATALOGUE = Catalogue(1, tuple(RESOURCES))
SCHOOLS = [
    School(id=SchoolId(f"099910{n}-0"), site=SiteId(f"9991{n // 2}0"), name=f"Escuela {n // 2}", level=f"nivel {n}",
           district=f"Distrito {n % 2}", ugel="Huamanga")
    for n in range(6)
]  # fmt: skip


def line(school: School, resource: Resource, units: int) -> Line:
    return Line(
        school=school.id, site=school.site, resource=resource.id, units=units, lots=units, lot=1,
        reason=Reason.STOCK, need=Need(0, 0, 0), depot=f"Almacén {int(school.site) // 10 % 2}",
    )  # fmt: skip


LINES = st.lists(
    st.tuples(st.sampled_from(SCHOOLS), st.sampled_from(RESOURCES), st.integers(0, 5000)),
    max_size=30,
    unique_by=lambda drawn: (drawn[0].id, drawn[1].id),
).map(lambda drawn: [line(*one) for one in drawn])


def made(lines: list[Line], pecosas: dict[SiteId, str] | None = None) -> Cuadro:
    return cuadro_of(lines, SCHOOLS, CATALOGUE, pecosas or {})


@given(lines=LINES)
def test_every_way_to_cut_it_comes_to_the_same_total(lines: list[Line]) -> None:
    cuadro = made(lines)
    stops = [stop for depot, _, _ in cuadro.depots() for stop in cuadro.route(depot)]

    cuts = [
        [load for _, load in cuadro.by_resource()],
        [load for _, load, _ in cuadro.depots()],
        [stop.load for stop in stops],
        [total(stop.items) for stop in stops],
    ]

    assert [sum(cut, Load()) for cut in cuts] == [cuadro.load] * 4
    assert cuadro.load.units == sum(one.units for one in lines)
    assert cuadro.load.weight_g == sum(one.units * CATALOGUE.by_id()[one.resource].weight_g for one in lines)


@given(lines=LINES)
def test_the_rows_and_the_matrix_say_what_the_total_says(lines: list[Line]) -> None:
    cuadro = made(lines)
    _, table = matrix(cuadro)
    *own, last = table
    columns = list(zip(*(row[3:] for row in own), strict=True)) or [()] * len(last[3:])

    assert sum(int(str(row[7])) for row in rows(cuadro)) == cuadro.load.units == last[-1]
    assert [sum(column) for column in columns] == last[3:]
    assert all(sum(row[3:-1]) == row[-1] for row in own)


@given(lines=LINES, data=st.data())
def test_the_order_of_the_lines_does_not_matter(lines: list[Line], data: st.DataObject) -> None:
    assert made(data.draw(st.permutations(lines))) == made(lines)


def test_a_route_goes_district_by_district_and_site_by_site_and_leaves_out_who_gets_nothing() -> None:
    found = made([line(school, RESOURCES[2], 0 if n == 3 else n + 1) for n, school in enumerate(SCHOOLS)])

    told = [(stop.number, stop.district, stop.site, stop.load.units) for stop in found.route("Almacén 0")]

    assert told == [(1, "Distrito 0", "999100", 1), (2, "Distrito 0", "999120", 5),
                    (3, "Distrito 1", "999100", 2), (4, "Distrito 1", "999120", 6)]  # fmt: skip


def test_what_has_no_weight_in_the_catalogue_is_named_and_not_counted_as_light() -> None:
    found = made([line(SCHOOLS[0], RESOURCES[3], 4), line(SCHOOLS[0], RESOURCES[2], 2)])

    assert (found.load, found.unweighed) == (Load(6, 1300, 5000), ("cosa 3",))
    assert [row[7:10] for row in rows(found)] == [(2, 1.3, 5.0), (4, "", "")]


def test_two_resources_of_one_name_and_one_that_left_the_catalogue_stay_apart() -> None:
    gone = msgspec.structs.replace(line(SCHOOLS[0], RESOURCES[0], 3), resource=ResourceId("gone"))
    found = made([line(SCHOOLS[0], RESOURCES[0], 1), line(SCHOOLS[0], RESOURCES[1], 2), gone])

    assert [(called, load.units) for called, load in found.by_resource()] == [("gone", 3), ("guías", 1), ("guías", 2)]
