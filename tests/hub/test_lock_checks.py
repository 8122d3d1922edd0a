"""What may be laid down: of a school and a resource that are there, in whole lots, until a day to come, once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.fixing import LockRow
from hub.lock_checks import MOST_DAYS, Wanted, check, day_told, quantity_told, resource_named, school_named
from hub.region_rows import School
from shared.allocation import LockKind
from shared.errors import BadInput
from shared.ids import SchoolId, SiteId
from shared.resources import Catalogue, Resource, ResourceKind
from tests.hub.builders import CATALOGUE, GUIDE, PACK, school

TODAY = date(2026, 10, 17)
HERE = [
    school(SchoolId("0403691-0"), SiteId("074294"), name="Los Andes", level="Primaria"),
    school(SchoolId("0501460-0"), SiteId("074294"), name="Los Andes", level="Secundaria"),
    school(SchoolId("0403692-0"), SiteId("074295"), name="El Mirador"),
    school(SchoolId("0403693-0"), SiteId("074296"), name="El Sol"),
    school(SchoolId("0403693-1"), SiteId("074297"), name="El Sol"),
]


def wanted(**changes: Any) -> Wanted:
    base = Wanted(school="0403691-0", resource=GUIDE, kind=LockKind.EXACT, units=20, until=date(2026, 12, 31), why="x")
    return replace(base, **changes)


def laid(*standing: LockRow, schools: list[School] = HERE, **changes: Any) -> LockRow:
    return check(wanted(**changes), schools, CATALOGUE, standing, TODAY)


def refused(*standing: LockRow, **changes: Any) -> str:
    with pytest.raises(BadInput) as told:
        laid(*standing, **changes)
    assert str(told.value).endswith("No se fijó nada.")
    return str(told.value)


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("0403691-0", "0403691-0"), (" 403691-0 ", "0403691-0"), ("0403692", "0403692-0"), ("74295", "0403692-0"),
        ("el  mirador", "0403692-0"),
    ],
)  # fmt: skip
def test_a_school_is_named_by_its_code_that_of_its_site_or_its_name(text: str, id_: str) -> None:
    assert school_named(text, HERE).id == id_


@pytest.mark.parametrize("text", ["9999999-0", "074299", "Nadie", "", "-", "0403691-0-1", "«%s»"])
def test_a_school_that_is_not_there_is_told_as_it_was_written(text: str) -> None:
    assert f"«{text}»" in refused(school=text)


@pytest.mark.parametrize(("text", "other"), [("Los Andes", "0501460-0 Los Andes (Secundaria)"), ("074294", "0501460-0"),
                                             ("0403693", "0403693-1"), ("El Sol", "0403693-1")])  # fmt: skip
def test_two_services_of_one_name_site_or_code_are_told_apart_and_asked_for(text: str, other: str) -> None:
    told = refused(school=text)

    assert "varios servicios" in told
    assert other in told


def test_a_resource_is_named_by_its_id_or_its_name_and_what_is_not_divided_is_told() -> None:
    assert resource_named(" Guías ", CATALOGUE).id == GUIDE
    assert "guia-com-3, tablet" in refused(resource="nada")
    assert "paquete digital" in refused(resource=PACK)


def test_two_resources_of_one_name_are_not_guessed() -> None:
    twice = Catalogue(1, (*CATALOGUE.resources, Resource(id="guia-2", name="Guías", kind=ResourceKind.CONSUMABLE)))

    with pytest.raises(BadInput):
        resource_named("guías", twice)


@pytest.mark.parametrize("units", [-1, 10_000_001])
@pytest.mark.parametrize("kind", [LockKind.EXACT, LockKind.MIN, LockKind.MAX])
def test_a_quantity_below_nought_or_absurd_is_refused(kind: LockKind, units: int) -> None:
    assert "de 0 a 10,000,000" in refused(kind=kind, units=units)


@pytest.mark.parametrize(
    ("kind", "units", "said"),
    [(LockKind.EXACT, 12, "Ponga 10 o 20."), (LockKind.MIN, 4, "Ponga 10."), (LockKind.MAX, 4, "Ponga 0 o 10.")],
)
def test_a_quantity_that_is_no_whole_lots_is_told_with_those_beside_it(kind: LockKind, units: int, said: str) -> None:
    assert said in refused(kind=kind, units=units)


def test_at_least_none_is_nothing_and_no_more_than_none_is_left_out() -> None:
    assert "no fija nada" in refused(kind=LockKind.MIN, units=0)
    assert {laid(kind=kind, units=0).kind for kind in (LockKind.EXACT, LockKind.MAX)} == {LockKind.EXCLUDE}


def test_the_last_day_is_today_or_later_and_not_beyond_three_years() -> None:
    last = TODAY + timedelta(days=MOST_DAYS)

    assert [laid(until=day).expires for day in (TODAY, last)] == [TODAY, last]
    assert "ya pasó" in refused(until=TODAY - timedelta(days=1))
    assert "muy lejos" in refused(until=last + timedelta(days=1))


@pytest.mark.parametrize("rank", [-1, 3])
def test_a_priority_is_one_of_three(rank: int) -> None:
    assert "prioridad va de 0" in refused(rank=rank)


def test_a_second_lock_of_a_pair_is_refused_with_the_number_of_the_first() -> None:
    first = replace(laid(kind=LockKind.MIN, units=30), number=7)

    told = refused(first, kind=LockKind.EXACT, units=20)

    assert "Los Andes (Primaria) ya tiene fijado de «guías» al menos 30, hasta el 31/12/2026 (número 7)" in told


def test_the_other_service_of_the_site_another_resource_and_a_lock_that_is_over_are_in_nobody_s_way() -> None:
    first = laid(kind=LockKind.MIN, units=30)

    assert laid(first, school="0501460-0").school == "0501460-0"
    assert laid(first, resource="tablet").resource == "tablet"
    assert laid(replace(first, expires=TODAY - timedelta(days=1))).units == 20


QUANTITIES = st.sampled_from([LockKind.EXACT, LockKind.MIN, LockKind.MAX])
UNITS = st.integers(1, 6).map(lambda lots: lots * 10)


@given(kind=QUANTITIES, units=UNITS, other=QUANTITIES, more=UNITS)
def test_what_is_laid_down_together_can_be_kept_together(
    kind: LockKind, units: int, other: LockKind, more: int
) -> None:
    first = laid(kind=kind, units=units)
    try:
        second = laid(first, kind=other, units=more)
    except BadInput:
        assert first.clashes(replace(first, kind=other, units=more))
        return
    floor, ceiling = sorted((first, second), key=lambda one: one.kind is LockKind.MAX)
    assert (floor.kind, ceiling.kind, floor.units <= ceiling.units) == (LockKind.MIN, LockKind.MAX, True)


@pytest.mark.parametrize("text", ["", "mañana", "31-12-2026", "2026-13-01", "20261231"])
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput, match="AAAA-MM-DD"):
        day_told(text)


def test_each_quantity_has_its_words() -> None:
    kinds = [(LockKind.EXACT, 20), (LockKind.MIN, 20), (LockKind.MAX, 20), (LockKind.MAX, 0)]

    assert [quantity_told(laid(kind=kind, units=units)).text() for kind, units in kinds] == [
        "exactamente 20", "al menos 20", "a lo más 20", "nada",
    ]  # fmt: skip
