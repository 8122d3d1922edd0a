"""Requests as the hub keeps them once their bundle came."""

from datetime import date
from hashlib import sha256

from hub import schema
from hub.database import add
from hub.store import Store
from shared.ids import ResourceId, SiteId
from tests.hub.office import schools


def asked(
    store: Store,
    site: SiteId,
    resource: ResourceId,
    units: int,
    *,
    reason: str = "Entraron seis alumnos.",
    seq: int = 1,
    days_ago: int = 1,
) -> None:
    """Pretend that the school of *site* asked for so many units, as its event number *seq*."""
    incarnation = sha256(f"asks {site}".encode()).hexdigest()[:16]
    school = next(one.id for one in schools() if one.site == site)
    row = {"incarnation": incarnation, "seq": seq, "head": f"{seq:032x}", "school": school, "resource": resource,
           "units": units, "reason": reason, "day": date(2026, 10, 12), "depth": seq,
           "received_s": store.now_s() - days_ago * 86_400 + seq}  # fmt: skip
    stretch = {"tree": incarnation, "incarnation": incarnation, "first_seq": seq, "first_depth": seq, "count": 1,
               "heads": b"", "parent_incarnation": "0" * 16, "parent_seq": 0, "parent_head": "0" * 32, "forks": False,
               "segment": "none", "node": "0" * 16, "site": site}  # fmt: skip
    with store.begin() as connection:
        add(connection, schema.requests, row)
        connection.execute(schema.stretches.insert().values(**stretch))
