"""What the region tells each site of its own services: what a laptop needs to forecast as the region does."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import select

from hub import schema, ugel_calendars
from hub.keyfiles import read_keys
from hub.region_rows import School
from hub.store import Store
from shared.donors import Place
from shared.ids import SchoolId
from shared.resources import Power
from shared.school_year import SchoolCalendar
from shared.service import Service
from shared.suiting import stage_of

KIND = "service"


def service_of(school: School, calendar: SchoolCalendar | None = None, why: str = "") -> Service:
    """
    Return what a laptop hears of its service; *calendar*: that of its UGEL, where it has one; *why* it has, or not now.

    >>> from shared.ids import SiteId
    >>> one = School(id=SchoolId("0403691-0"), site=SiteId("074294"), name="Los Andes", level="Inicial - Jardín")
    >>> service_of(one).level, service_of(one).power
    ('Inicial', '')
    """
    return Service(
        school=school.id,
        students=school.students,
        level=stage_of(school.level),
        languages=school.languages,
        power="" if school.power is Power.UNKNOWN else school.power.value,
        coverage=school.coverage,
        internet=school.internet,
        calendar=calendar,
        calendar_why=why,
    )


def places_of(schools: Iterable[School]) -> dict[SchoolId, Place]:
    """Return what the region knows of each school, in the words in which its laptop hears it."""
    return {one.id: service_of(one).place() for one in schools}


def tell(store: Store) -> int:
    """Issue to each site that has a computer what the listing says of its services; return how many are news."""
    keys, told = read_keys(store.config), 0
    schools, own = store.schools(), ugel_calendars.in_force(store)
    whys = ugel_calendars.reasons(store)
    with store.begin() as connection:
        sites = set(connection.execute(select(schema.nodes.c.site)).scalars())
        life = store.issuing_life(connection)
        for school in schools:
            if school.site in sites:
                body = msgspec.json.encode(service_of(school, own.get(school.ugel), whys.get(school.ugel, "")))
                told += store.issue(
                    connection, life, keys, stream=school.site, kind=KIND, subject=f"{KIND}/{school.id}", body=body
                )
    return told
