"""What every page of the node needs: the store, the agent, and today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import current_app
from msgspec import structs

from edge.config import Config
from edge.lan import Lan
from edge.pack_work import PackWork
from edge.store import Store
from edge.titles import channels
from edge.uploads import Uploads
from edge.views.view import View
from shared.clock import LIMA, Clock
from shared.ids import ResourceId
from shared.resources import Resource, ResourceKind
from shared.web import ngettext
from shared.web.formats import capital
from sync.plugged import Plugged

if TYPE_CHECKING:
    from edge.agent import Agent


@dataclass(frozen=True, slots=True)
class Node:
    """The node behind the pages (``app.extensions["edge"]``)."""

    config: Config
    store: Store
    agent: "Agent | None"
    clock: Clock
    uploads: Uploads
    plugged: Plugged
    lan: Lan
    views: tuple[View, ...]
    pack_work: PackWork

    def now(self) -> datetime:
        """Return the clock's time."""
        return self.clock.now()

    def today(self) -> date:
        """Return the day in Peru."""
        return self.now().astimezone(LIMA).date()

    def resources(self) -> Mapping[ResourceId, Resource]:
        """Return the catalogue by id, names as labels; empty until the first feed arrives."""
        known = self.store.news.catalogue().by_id()
        return {name: structs.replace(one, name=capital(one.name)) for name, one in known.items()}

    def names(self) -> Mapping[ResourceId, Resource]:
        """Return what may be called by name: the catalogue, and the channels of Kolibri that a file named."""
        told = channels(self.store.db)
        return {one: Resource(id=one, name=name, kind=ResourceKind.PACK) for one, name in told.items()} | dict(
            self.resources()
        )


def node() -> Node:
    """Return the node that this request is served by."""
    found: Node = current_app.extensions["edge"]
    return found


def school_name() -> str:
    """Return the name of the school; of a shared building that of the first service, and how many more there are."""
    schools = node().store.site.schools()
    if len(schools) < 2:
        return schools[0].name if schools else "Chasqui"
    more = len(schools) - 1
    return ngettext("%(name)s y %(n)s servicio más", "%(name)s y %(n)s servicios más", more, name=schools[0].name)
