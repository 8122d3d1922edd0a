"""Each site hears what the region's listing says of its services, once, and again where it changed."""

import msgspec

from hub import services, ugel_calendars
from hub.acts import BY_COMMAND
from shared.donors import Place
from shared.resources import Power
from shared.school_year import PERU_2026, SchoolCalendar
from shared.service import Service
from sync.feed import ALL, latest
from tests.hub.builders import OTHER_SCHOOL, OTHER_SITE, SCHOOL, SITE, Office, school
from tests.hub.laptop import Laptop


def told(office: Office, site: str = SITE) -> list[Service]:
    items = latest(entry.item for entry in office.store.entries(site)).values()
    return [msgspec.json.decode(one.body, type=Service) for one in items if one.kind == services.KIND]


def test_a_site_with_a_computer_hears_of_its_own_services_alone(office: Office, laptop: Laptop) -> None:
    assert services.tell(office.store) == 1
    assert [one.school for one in told(office)] == [SCHOOL]
    assert told(office, OTHER_SITE) == []
    assert services.KIND not in {entry.item.kind for entry in office.store.entries(ALL)}


def test_saying_it_again_says_nothing_and_a_change_is_said(office: Office, laptop: Laptop) -> None:
    services.tell(office.store)

    again = services.tell(office.store)
    office.store.put_schools([school(students=52, power=Power.SOLAR)])

    assert (again, services.tell(office.store)) == (0, 1)
    assert told(office)[0].place() == Place(52, "Primaria", power=Power.SOLAR)


def test_a_school_reads_whose_calendar_it_follows_and_why(office: Office, laptop: Laptop) -> None:
    office.store.put_schools([school(ugel="Huanta")])
    for version, why in ((1, "Lluvias"), (2, "Más lluvias")):
        own = SchoolCalendar(version, "RD 12", PERU_2026.terms)
        ugel_calendars.bring_in(office.store, "Huanta", own, why=why, by=BY_COMMAND)
        services.tell(office.store)

    laptop.hear(SITE)

    assert [one.calendar_why for one in laptop.store.news.services().values()] == ["Más lluvias"]
    ugel_calendars.withdraw(office.store, "Huanta", why="Terminó", by=BY_COMMAND)
    services.tell(office.store)
    assert [(one.calendar, one.calendar_why) for one in told(office)] == [(None, "Terminó")]


def test_the_laptop_reads_it_as_the_region_does(office: Office, laptop: Laptop) -> None:
    office.store.put_schools([school(students=52, level="Inicial - Jardín", languages=("quy",), coverage=True)])
    services.tell(office.store)

    laptop.hear(SITE)

    heard = {known: one.place() for known, one in laptop.store.news.services().items()}
    region = services.places_of(office.store.schools())
    assert heard == {SCHOOL: region[SCHOOL]}
    assert region[OTHER_SCHOOL].students == 0
