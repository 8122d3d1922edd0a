"""What is on its way to schools that are out of service, or that somebody is about to close."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from hub import schema
from hub.region_rows import School
from hub.rows import ShipmentRow
from hub.store import Store
from shared.ids import SchoolId, SiteId


def open_shipments(store: Store, school: School) -> list[ShipmentRow]:
    """Return the shipments of which something is on its way to a school, in service or not."""
    rows = [row for row in store.shipment_rows({school.site}) if not row.over]
    served = store.served({school.site}) if rows else {}
    return [row for row in rows if school.id in served.get(row.decision, (school.id,))]


def to_nobody(store: Store, rows: Iterable[ShipmentRow]) -> frozenset[str]:
    """
    Return those of some shipments, by PECOSA, whose every service is out of service.

    One that was merged into another of its site, which is in service, is not: what was for it goes there.
    """
    rows = [*rows]
    sites = {row.site for row in rows}
    table, here = schema.schools.c, dict[SiteId, set[SchoolId]]()
    with store.read() as connection:
        query = select(table.id, table.site, table.closed, table.superseded_by).where(table.site.in_(sites))
        found = connection.execute(query).all()
    site_of = {SchoolId(one.id): one.site for one in found}
    shut = {SchoolId(one.id): SchoolId(one.superseded_by) for one in found if one.closed is not None}
    closed = {one for one in shut if site_of.get(last := _last(one, shut)) != site_of[one] or last in shut}
    if not closed:
        return frozenset()
    for one in found:
        here.setdefault(SiteId(one.site), set()).add(SchoolId(one.id))
    served = store.served(sites)
    of_row = {row.pecosa: served.get(row.decision) or here.get(row.site, set()) for row in rows}
    return frozenset(pecosa for pecosa, schools in of_row.items() if schools and schools <= closed)


def _last(school: SchoolId, shut: Mapping[SchoolId, SchoolId]) -> SchoolId:
    """Return the service into which a closed one was merged in the end: a closed one, where none took its place."""
    seen = {school}
    while (after := shut.get(school)) and after not in seen:
        seen.add(after)
        school = after
    return school
