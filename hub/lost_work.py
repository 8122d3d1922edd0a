"""What a returned item says to the hub itself: a decision, a shipment or a version that its own tables lost too."""

import logging
from collections.abc import Callable, Mapping

import msgspec
from sqlalchemy import Connection

from hub import depots, dispatched, folds, schema, settling
from hub.database import add
from hub.revocations import KIND, heed
from hub.store import Store
from shared import delivery_answers
from shared.allocation import Decision, Shipment
from shared.clock import LIMA
from shared.delivery_answers import DeliveryAnswer
from sync.feed import FeedItem

_log = logging.getLogger(__name__)


class _Versioned(msgspec.Struct):
    version: int


def take_up(connection: Connection, store: Store, item: FeedItem) -> None:
    """
    Put back into the tables what *item*, which holds for its subject, decided; of other kinds the feed is enough.

    A body that this version cannot read stays in the feed alone, where its nodes read it.
    """
    put_back = _BY_KIND.get(item.kind)
    try:
        if put_back is not None:
            put_back(connection, store, item)
    except msgspec.MsgspecError as error:
        _log.warning("returned_item_unread subject=%s why=%s", item.subject, error)


def _decision(connection: Connection, store: Store, item: FeedItem) -> None:
    decision = msgspec.json.decode(item.body, type=Decision)
    row = {"id": decision.id, "plan": decision.plan, "site": decision.site, "published": decision.published}
    if add(connection, schema.decisions, {**row, "lines": len(decision.lines), "body": item.body}):
        depots.took(connection, decision, store.clock.now().astimezone(LIMA).date())


def _shipment(connection: Connection, store: Store, item: FeedItem) -> None:
    told = msgspec.json.decode(item.body, type=Shipment)
    shipment = dispatched.came_back(connection, told, store.now_s())
    ids = {"pecosa": shipment.pecosa, "decision": shipment.decision, "site": shipment.site}
    add(connection, schema.shipments, {**ids, "body": item.body if shipment is told else msgspec.json.encode(shipment)})


def _answered(connection: Connection, store: Store, item: FeedItem) -> None:
    settling.came_back(connection, msgspec.json.decode(item.body, type=DeliveryAnswer), store.now_s())


def _version(connection: Connection, store: Store, item: FeedItem) -> None:
    version = msgspec.json.decode(item.body, type=_Versioned).version
    before = store.kinds(connection)
    added = add(connection, schema.versions, {"kind": item.kind, "version": version, "body": item.body})
    if added and (kinds := store.kinds(connection)) != before:
        folds.refold(connection, store.config.lake_place, kinds)


_BY_KIND: Mapping[str, Callable[[Connection, Store, FeedItem], None]] = {
    "decision": _decision,
    "shipment": _shipment,
    delivery_answers.KIND: _answered,
    "catalogue": _version,
    "calendar": _version,
    "weights": _version,
    KIND: lambda connection, _, item: heed(connection, item),
}
