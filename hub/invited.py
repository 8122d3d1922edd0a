"""Invitations that are still open: as a sheet for the school, and what the hub says of itself to who types words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hub import schema
from hub.database import at
from hub.enrol import URL, open_codes, still_open
from hub.region_rows import School, service_names
from hub.store import Store
from shared.ids import SchoolId, SiteId
from sync.card import card_of
from sync.enrolment import Invitation
from sync.introduction import Introduction, Served, code_words, key_words
from sync.keys import HubPublic


@dataclass(frozen=True, slots=True)
class Open:
    """A site with an invitation that nobody used yet."""

    site: SiteId
    schools: tuple[str, ...]
    issued: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed for a school."""

    invitation: Invitation
    until: datetime
    key_words: tuple[str, ...]
    code_words: tuple[str, ...]
    card: str


def open_invitations(store: Store) -> list[Open]:
    """Return the sites with an open invitation, the newest first."""
    table = schema.invitations
    with store.read() as connection:
        good = select(table).where(still_open(store.now_s()))
        rows = connection.execute(good.order_by(table.c.issued_s.desc(), table.c.site)).all()
    newest = {row.site: row for row in reversed(rows)}
    names = _served(store, newest)
    return [
        Open(SiteId(row.site), tuple(one.name for one in names.get(row.site, ())), at(row.issued_s), at(row.expires_s))
        for row in sorted(newest.values(), key=lambda row: (-row.issued_s, row.site))
    ]


def sheet_of(store: Store, hub: HubPublic, site: SiteId) -> Sheet | None:
    """Return the sheet of the newest open invitation of a site; None where there is none."""
    with store.read() as connection:
        codes = open_codes(connection, store.now_s(), site)
        table = schema.invitations
        until = connection.execute(select(table.c.expires_s).where(table.c.code == (codes or [""])[0])).scalar()
    served = _served(store, [site]).get(site, ())
    if not codes or until is None or not served:
        return None
    ids, names = tuple(one.id for one in served), tuple(one.name for one in served)
    invitation = Invitation(hub, known_url(store), codes[0], site, ids, names)
    return Sheet(invitation, at(until), key_words(hub), code_words(codes[0]), card_of(invitation))


def known_url(store: Store) -> str:
    """Return the address that the last invitation gave; empty before the first."""
    return (store.setting(URL) or b"").decode()


def introduction(store: Store, hub: HubPublic, site: str | None = None) -> Introduction:
    """Return what the hub says of itself: with the services of *site*, or of every site that is invited. No code."""
    sites = [site] if site is not None else [one.site for one in open_invitations(store)]
    return Introduction(hub, known_url(store), _served(store, sites))


def _served(store: Store, sites: Collection[str]) -> dict[str, tuple[Served, ...]]:
    table = schema.schools
    found: dict[str, tuple[Served, ...]] = {}
    asked = select(table.c.site, table.c.id, table.c.name, table.c.level).where(
        table.c.site.in_(sites), table.c.closed.is_(None)
    )
    with store.read() as connection:
        rows = connection.execute(asked.order_by(table.c.id)).all()
    here = [School(id=SchoolId(row.id), site=row.site, name=row.name, level=row.level or "") for row in rows]
    names = service_names(here)
    for one in here:
        found[one.site] = (*found.get(one.site, ()), Served(one.id, names[one.id][:200]))
    return found
