"""
What a command asks a node to do, as values that can be handed to the process that writes its database.

Every order may be carried out twice without harm: whoever sees a node die in the middle of one gives it again.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias, assert_never

import msgspec

from edge.agent import Agent
from edge.config import Config
from edge.forecasting import Forecasting, forecast_node
from edge.importers.accept import accept
from edge.importers.draft import kinds_named
from edge.importers.read import place_of, read_files
from edge.orders_care import CARE_RESULTS, CareOrder, carry_out_care
from edge.orders_packs import PACK_RESULTS, PackOrder, carry_out_pack
from edge.orders_people import PEOPLE_RESULTS, PeopleOrder, carry_out_people
from edge.outside import check_outside
from edge.store import Store
from edge.sync_rows import AttemptRow
from edge.wiring import join_anew
from shared.errors import BadInput
from shared.events import Claim, Event, canonical, fields_from, from_fields, to_fields
from shared.ids import Incarnation, SchoolId
from sync.enrolment import Invitation

MAX_BYTES = 36 * 1_048_576
"""Of one order: half a million facts, more than any file of a school holds."""
_UNPLACED = Incarnation(bytes(8))


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="record"):
    """Record facts, given as canonical bytes; ``once`` names this order, so that it adds nothing a second time."""

    facts: list[bytes]
    once: str


class Import(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="import"):
    """Take in an imported file without its refused lines; tell how many facts and people are new, and changed."""

    files: dict[str, bytes]
    kinds: list[str]
    school: SchoolId
    whole_week: bool


class Sync(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="sync"):
    """Make an attempt over the network now."""


class Carry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="carry"):
    """Copy what waits to a folder, and take the replies that lie there."""

    folder: str
    collect_only: bool


class Enrol(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="enrol"):
    """Join the same site anew, as the invitation (its JSON) says; done twice with a new key, the second one counts."""

    invitation: bytes
    new_key: bool


Order: TypeAlias = Record | Import | Sync | Carry | Enrol | PeopleOrder | CareOrder | PackOrder
_decode: Callable[[bytes], Order] = msgspec.msgpack.Decoder(Order).decode
Placed: TypeAlias = list[tuple[bytes, int, bytes]]
"""Events as they travel: incarnation, sequence number, canonical bytes."""


def record(claims: Sequence[Claim], once: str) -> Record:
    """Return the order to record *claims*."""
    events = (Event(_UNPLACED, 0, 0, claim.fact, claim.occurred, claim.source_key) for claim in claims)
    return Record([canonical(to_fields(event)) for event in events], once)


def placed(events: Sequence[Event]) -> Placed:
    """Return events as they travel."""
    return [(event.incarnation, event.seq, canonical(to_fields(event))) for event in events]


def events_of(rows: Placed) -> list[Event]:
    """Read back what ``placed`` wrote."""
    return [from_fields(Incarnation(incarnation), seq, fields_from(body)) for incarnation, seq, body in rows]


def read_order(data: bytes) -> Order:
    """
    Read an order.

    Raises:
        BadInput: It is none that this version knows.
    """
    try:
        return _decode(data)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise BadInput("El nodo que está abierto es de otra versión. Ciérrelo, ábralo otra vez y repita.") from error


def carry_out(
    order: Order,
    store: Store,
    config: Config,
    agent: Callable[[], Agent],
    forecast: Forecasting = forecast_node,
) -> Any:
    """Do what an order says on a database that this process writes, and return its result."""
    if isinstance(order, PeopleOrder):
        return carry_out_people(order, store)
    if isinstance(order, CareOrder):
        return carry_out_care(order, store, config, forecast)
    if isinstance(order, PackOrder):
        return carry_out_pack(order, store, config)
    match order:
        case Record():
            claims = [_claim(body) for body in order.facts]
            return placed(store.record(claims, once=order.once))
        case Import():
            return _take_in(store, order)
        case Sync():
            return agent().tick()
        case Carry():
            check_outside(config.dir, Path(order.folder))
            return agent().carry(Path(order.folder), collect_only=order.collect_only)
        case Enrol():
            join_anew(config, store, agent(), Invitation.from_json(order.invitation), new_key=order.new_key)
            return None
    assert_never(order)


RESULTS: dict[type[Any], Any] = {
    Record: Placed,
    Import: tuple[int, int],
    Sync: AttemptRow,
    Carry: AttemptRow,
    Enrol: None,
    **PEOPLE_RESULTS,
    **CARE_RESULTS,
    **PACK_RESULTS,
}
"""What the result of each order is."""


def _claim(body: bytes) -> Claim:
    event = from_fields(_UNPLACED, 0, fields_from(body))
    return Claim(event.fact, event.occurred, event.source_key)


def _take_in(store: Store, order: Import) -> tuple[int, int]:
    place = place_of(store, order.school, whole_week=order.whole_week)
    draft = read_files(order.files, place, kinds_named(order.kinds))
    done = accept(store, draft, despite_refusals=True)
    return done.added, done.changed
