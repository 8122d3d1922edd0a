"""A request as it stands at the hub, with the record that brought it."""

from datetime import date

from hub import schema
from hub.database import add
from hub.store import Store
from shared.ids import ResourceId, SchoolId


def ask_for(
    store: Store, school: SchoolId, resource: ResourceId, units: int, *, reason: str = "", day: date | None = None
) -> None:
    """Let a computer of *school*'s own site ask, in an opening of its own."""
    [site] = [one.site for one in store.schools() if one.id == school]
    opening = school.replace("-", "").rjust(16, "0")
    event = {"incarnation": opening, "seq": 1, "head": "0" * 32, "depth": 1, "received_s": store.now_s()}
    parent = {"parent_incarnation": "0" * 16, "parent_seq": 0, "parent_head": "0" * 32}
    stretch = {"incarnation": opening, "first_seq": 1, "first_depth": 1, "count": 1, "heads": bytes(16), **parent}
    with store.begin() as connection:
        rest = {"tree": opening, "forks": False, "segment": "none", "node": opening, "site": site}
        connection.execute(schema.stretches.insert().values(**stretch, **rest))
        asked = {"school": school, "resource": resource, "units": units, "day": day, "reason": reason}
        add(connection, schema.requests, {**asked, **event})
