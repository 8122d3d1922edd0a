"""A UGEL may have a calendar of its own: only its schools follow it, every version says who and why, it can go back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import services, ugel_calendars
from hub.acts import Kind
from hub.store import Store
from shared.acts import Actor
from shared.errors import BadInput
from shared.school_year import PERU_2026, SchoolCalendar, Term
from shared.service import Service
from tests.hub.databases import Databases
from tests.hub.office import heard, office, schools

pytestmark = pytest.mark.databases
EVA = Actor("eva", "Administración")
EVERY_DAY = tuple(date(2026, 1, 1) + timedelta(days=n) for n in range(3_000))


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    found = office(tmp_path, databases=databases)
    found.put_schools([replace(one, ugel=("Huamanga", "Huanta")[n % 2]) for n, one in enumerate(schools())])
    yield found
    found.close()


def late(version: int = 1, year: int = 2026, first: int = 23) -> SchoolCalendar:
    """A year that begins a week later."""
    return SchoolCalendar(version, "RD de la UGEL", (Term(date(year, 3, first), date(year, 12, 18)),))


def bring_in(store: Store, told: SchoolCalendar, ugel: str = "Huanta") -> SchoolCalendar:
    return ugel_calendars.bring_in(store, ugel, told, why="Lluvias", by=EVA)


def test_only_the_schools_of_a_ugel_follow_its_calendar(store: Store) -> None:
    bring_in(store, late())

    assert set(ugel_calendars.of_schools(store)) == {one.id for one in store.schools() if one.ugel == "Huanta"}
    assert store.calendar() == PERU_2026
    assert ugel_calendars.in_force(store)["Huanta"].terms == late().terms


def test_of_a_year_that_a_ugel_does_not_name_the_region_s_holds_whenever_it_came(store: Store) -> None:
    bring_in(store, late(year=2027))
    region = msgspec.structs.replace(PERU_2026, version=2027, source="Otra")
    with store.begin() as connection:
        store.put_version(connection, "calendar", 2027, msgspec.json.encode(region))

    assert ugel_calendars.in_force(store)["Huanta"].terms == (*PERU_2026.terms, *late(year=2027).terms)


def test_a_version_keeps_the_years_that_only_the_one_before_it_names(store: Store) -> None:
    bring_in(store, late(1, 2026))
    bring_in(store, late(2, 2027))

    assert ugel_calendars.in_force(store)["Huanta"].terms == (*late(1, 2026).terms, *late(2, 2027).terms)


def test_a_file_that_names_no_term_adds_its_days_off_to_the_region_s(store: Store) -> None:
    feast = date(2026, 9, 8)
    bring_in(store, SchoolCalendar(1, "Fiesta patronal", (), (feast, PERU_2026.days_off[0])))

    found = ugel_calendars.in_force(store)["Huanta"]

    assert (found.terms, found.days_off) == (PERU_2026.terms, tuple(sorted((*PERU_2026.days_off, feast))))


def test_every_version_tells_who_when_why_and_in_what_it_differs(store: Store) -> None:
    bring_in(store, late(1))
    bring_in(store, late(2, first=30))
    ugel_calendars.withdraw(store, "Huanta", why="Terminó", by=EVA)

    found = ugel_calendars.versions(store)

    assert [(one.number, one.act.login, one.act.told()["why"]) for one in found if one.act] == [
        (3, "eva", "Terminó"), (2, "eva", "Lluvias"), (1, "eva", "Lluvias"),
    ]  # fmt: skip
    assert [one.calendar is None for one in found] == [True, False, False]
    moved = {change.key: [(each.name, each.after) for each in change.fields] for change in found[1].changes}
    assert moved["2026 · 1"] == [("first", date(2026, 3, 30))]
    assert ugel_calendars.in_force(store) == {}
    assert {act.kind for act in store.acts()} == {Kind.CALENDAR}


def test_what_cannot_follow_changes_nothing(store: Store) -> None:
    bring_in(store, late(3))
    for told, ugel, why, said in (
        (late(3), "Huanta", "x", "ya tiene la versión 3"),
        (late(4), "Huanata", "x", "Ninguna escuela es de la UGEL «Huanata»"),
        (late(4), "Huanta", " ", "motivo"),
        (late(2**40), "Huanta", "x", "ya tiene la versión 3"),
        (msgspec.structs.replace(late(4), source="x" * 201), "Huanta", "x", "pasa de 200 letras"),
        (msgspec.structs.replace(late(4), days_off=EVERY_DAY), "Huanta", "x", "pasa de 32 KB"),
    ):
        with pytest.raises(BadInput, match=said):
            ugel_calendars.bring_in(store, ugel, told, why=why, by=EVA)
    with pytest.raises(BadInput, match="ya sigue el calendario de la región"):
        ugel_calendars.withdraw(store, "Huamanga", why="x", by=EVA)

    assert [one.number for one in ugel_calendars.versions(store)] == [3]


def test_the_laptops_of_its_schools_alone_are_told_and_told_again_when_it_goes_back(store: Store) -> None:
    for one in store.schools():
        heard(store, one.site, 1)
    services.tell(store)
    bring_in(store, late())

    assert services.tell(store) == 3
    ugel_calendars.withdraw(store, "Huanta", why="Terminó", by=EVA)
    assert services.tell(store) == 3
    assert services.tell(store) == 0


def test_an_older_laptop_reads_past_a_calendar_that_it_does_not_know() -> None:
    class Before(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
        school: str
        students: int | None = None

    told = services.service_of(schools()[0], late())

    assert msgspec.json.decode(msgspec.json.encode(told), type=Service).calendar == late()
    assert msgspec.json.decode(msgspec.json.encode(told), type=Before).school == schools()[0].id
    assert b"calendar" not in msgspec.json.encode(services.service_of(schools()[0]))


@given(year=st.integers(2025, 2028), day=st.integers(1, 300), length=st.integers(0, 60))
def test_a_year_that_is_named_is_the_ugel_s_and_every_other_the_region_s(year: int, day: int, length: int) -> None:
    first = date(year, 1, 1) + timedelta(days=day)
    own = SchoolCalendar(1, "", (Term(first, min(first + timedelta(days=length), date(year, 12, 31))),))

    found = ugel_calendars.with_other_years(own, PERU_2026)

    assert [one for one in found.terms if one.first.year == year] == list(own.terms)
    assert [one for one in found.terms if one.first.year != year] == [
        one for one in PERU_2026.terms if one.first.year != year
    ]
    assert {one for one in found.days_off if one.year != year} == {
        one for one in PERU_2026.days_off if one.year != year
    }
    assert not any(one.year == year for one in found.days_off)
