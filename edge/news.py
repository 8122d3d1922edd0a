"""What the region told this node and still holds: decisions, shipments, replies, the catalogue and the calendar."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from edge.database import Database
from edge.dating import as_datetime
from edge.feed_bodies import read_body, tell_unreadable
from edge.rows import ReceivedRow
from edge.site import Site
from shared.allocation import Decision, Shipment
from shared.errors import BadInput
from shared.ids import ResourceId, SchoolId
from shared.laptops import Laptop, Laptops
from shared.resources import Catalogue, Resource, ResourceKind
from shared.school_year import PERU_2026, SchoolCalendar
from shared.service import Service
from sync.feed import FeedItem, latest
from sync.wire import unpack

MAX_ITEM = 2 * 1_048_576

T = TypeVar("T")


@lru_cache(maxsize=2)
def _catalogue(raw: bytes) -> Catalogue:
    """Decode a catalogue once for the three times that a form needs it, and for the next one."""
    return unpack(raw, Catalogue, max_bytes=len(raw), what="un dato guardado")


class News:
    """The items of the feed, as pages and folds read them."""

    def __init__(self, db: Database, site: Site) -> None:
        self._db = db
        self._site = site

    def items(self, kind: str) -> list[FeedItem]:
        """Return the items of a kind that hold: one for each subject."""
        rows = self._db.rows("SELECT item FROM items WHERE kind = ?", kind)
        found = (unpack(raw, FeedItem, max_bytes=MAX_ITEM, what="un dato guardado") for (raw,) in rows)
        return list(latest(found).values())

    def in_force(self, kind: str, shape: type[T]) -> list[T]:
        """Return the bodies of a kind of item, for each subject the one that holds; what cannot be read is left out."""
        found = []
        for item in self.items(kind):
            try:
                found.append(read_body(item, shape))
            except BadInput as error:
                tell_unreadable(kind, item.subject, item.birth[1], type(error.__cause__).__name__)
        return found

    def catalogue(self) -> Catalogue:
        """Return the catalogue in force; version 0, empty, until one came."""
        raw = self._db.value("SELECT value FROM settings WHERE name = 'catalogue'")
        return Catalogue(0, ()) if raw is None else _catalogue(raw)

    def kinds(self) -> Mapping[ResourceId, ResourceKind]:
        """Return how need of each known resource is counted."""
        return {resource.id: resource.kind for resource in self.catalogue().resources}

    def materials(self) -> list[Resource]:
        """Return the packs of the catalogue, by name."""
        packs = [one for one in self.catalogue().resources if one.kind is ResourceKind.PACK]
        return sorted(packs, key=lambda one: one.name.casefold())

    def calendar(self) -> SchoolCalendar:
        """Return the site's school calendar: its UGEL's where all its services have that, or else the region's."""
        told = self.services()
        own = {one.calendar for row in self._site.schools() for one in [told.get(row.id)] if one and one.calendar}
        all_told = all((one := told.get(row.id)) and one.calendar for row in self._site.schools())
        return own.pop() if len(own) == 1 and all_told else self._of_region()

    def _of_region(self) -> SchoolCalendar:
        return self._db.setting("calendar", SchoolCalendar, PERU_2026)

    def calendar_of(self, school: SchoolId) -> SchoolCalendar:
        """Return the calendar of a service: its UGEL's where that has one of its own, or else the region's."""
        service = self.services().get(school)
        return service.calendar if service and service.calendar else self._of_region()

    def services(self) -> dict[SchoolId, Service]:
        """Return what the region says of the services of this site."""
        return {one.school: one for one in self.in_force("service", Service)}

    def laptops(self) -> list[Laptop]:
        """Return the computers of this site that the region told of; none where it has told of none."""
        bodies = self.in_force("laptops", Laptops)
        return [laptop for one in bodies if one.site == self._site.id() for laptop in one.laptops]

    def decisions(self) -> list[Decision]:
        """Return the region's decisions for this site, newest first; for each plan the one that holds."""
        found = [one for one in self.in_force("decision", Decision) if one.site == self._site.id()]
        return sorted(found, key=lambda one: (one.published, one.id), reverse=True)

    def decision(self, id: str) -> Decision | None:
        """Return one decision."""
        return next((one for one in self.decisions() if one.id == id), None)

    def shipments(self) -> list[Shipment]:
        """Return what left the depot for this site, newest first."""
        found = [one for one in self.in_force("shipment", Shipment) if one.site == self._site.id()]
        return sorted(found, key=lambda one: (one.left, one.pecosa), reverse=True)

    def shipment(self, pecosa: str) -> Shipment | None:
        """Return one shipment by its dispatch order."""
        return next((one for one in self.shipments() if one.pecosa == pecosa), None)

    def replies(self) -> list[FeedItem]:
        """Return what the region answered to requests and objections."""
        return self.items("reply")

    def received(self, limit: int = 10) -> list[ReceivedRow]:
        """Return the last items that came from the region, newest first."""
        rows = self._db.rows("SELECT kind, subject, came FROM items ORDER BY came DESC, rowid DESC LIMIT ?", limit)
        return [ReceivedRow(kind, subject, at) for kind, subject, came in rows if (at := as_datetime(came))]
