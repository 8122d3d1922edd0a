"""Telling a school, or all, what the office did to what is theirs, and why: an item of the feed."""

from collections.abc import Iterable
from datetime import date

import msgspec
from sqlalchemy import Connection, select

from hub import schema
from hub.keyfiles import read_keys
from hub.store import Store
from hub.streams import New, append_new
from shared.acts import Actor
from shared.clock import LIMA
from shared.notices import KIND, About, Notice, What, subject_of
from sync.feed import ALL


def tell(store: Store, connection: Connection, site: str, what: What, about: About, *, why: str, by: Actor) -> bool:
    """Tell a site's school inside the caller's transaction; False where no school is there, or it was told the same."""
    here = schema.schools.c.site == site
    if not site or connection.execute(select(schema.schools.c.id).where(here).limit(1)).first() is None:
        return False
    on = store.clock.now().astimezone(LIMA).date()
    life, subject, body = store.issuing_life(connection), subject_of(what, about), _body(what, about, why, by, on)
    keys = read_keys(store.config)
    return bool(store.issue(connection, life, keys, stream=site, kind=KIND, subject=subject, body=body))


def tell_all(store: Store, connection: Connection, what: What, about: About, *, why: str, by: Actor) -> None:
    """Tell every school, those that come later too, inside the caller's transaction: one item for all."""
    on = store.clock.now().astimezone(LIMA).date()
    life, subject, body = store.issuing_life(connection), subject_of(what, about), _body(what, about, why, by, on)
    store.issue(connection, life, read_keys(store.config), stream=ALL, kind=KIND, subject=subject, body=body)


def tell_each(
    store: Store, connection: Connection, told: Iterable[tuple[str, About]], what: What, *, why: str, by: Actor
) -> int:
    """
    Tell many sites, each what is *told* of it, in a few statements; return how many notices these are.

    Of acts that nobody was told of yet, at sites that have a school: neither is asked here.
    """
    on = store.clock.now().astimezone(LIMA).date()
    said = [New(site, KIND, subject_of(what, about), _body(what, about, why, by, on)) for site, about in told]
    if said:
        append_new(connection, store.issuing_life(connection), read_keys(store.config), said)
    return len(said)


def _body(what: What, about: About, why: str, by: Actor, on: date) -> bytes:
    # The way it came (“…, por comando”) is the region's own affair.
    role = by.office.partition(", ")[0]
    return msgspec.json.encode(Notice(**msgspec.structs.asdict(about), what=what, text=why, role=role, on=on))


def site_of(connection: Connection, node: str) -> str:
    """Return the site of a computer, known or waiting; empty where nothing says one."""
    for table in (schema.nodes, schema.waiting):
        site = connection.execute(select(table.c.site).where(table.c.node == node).limit(1)).scalar()
        if site:
            return str(site)
    return ""


def site_of_school(connection: Connection, school: str) -> str:
    """Return the site of a school, in service or not; empty where the region knows none."""
    found = connection.execute(select(schema.schools.c.site).where(schema.schools.c.id == school)).scalar()
    return str(found or "")
