"""Who belongs to the region: invitations to sites, the nodes that took them, and how their news arrives."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, bindparam, case, delete, func, select, update

from hub import forks, guesses, ledger, schema
from hub.acts import Kind
from hub.database import Database, add, at, put
from hub.lives import last_life
from hub.region_rows import School, service_names
from hub.rows import NodeState, SchoolSync, Wait, WaitingRow
from hub.streams import last_position
from shared.acts import Actor
from shared.addresses import without_user
from shared.clock import LIMA
from shared.errors import BadInput
from shared.fact_fields import NUMBERS
from shared.ids import NodeId, SchoolId, SiteId
from sync.enrolment import Invitation, new_code, proves
from sync.feed import ALL
from sync.keys import HubPublic
from sync.lives import HubIncarnation
from sync.opened import Opened
from sync.trust import PUBLIC

CODE_DAYS = 14
URL = "url"
"""The setting that keeps the address of the last invitation."""
MAX_URL = 300
PENDING = NUMBERS["pending"]
_DAY_S = 86_400
_THIS_NODE = schema.nodes.c.node == bindparam("of_node")
# Asked for every bundle, so made once.
_STATE, _SITE = select(schema.nodes.c.state).where(_THIS_NODE), select(schema.nodes.c.site).where(_THIS_NODE)
_STANDING = select(schema.nodes.c.state, schema.nodes.c.site).where(_THIS_NODE)
_HEARD = update(schema.nodes).where(_THIS_NODE).values(last_bundle_s=bindparam("at_s"), heard_ms=bindparam("in_ms"))
_HEARD_MORE = _HEARD.values(health=bindparam("said"))


def invite(db: Database, hub: HubPublic, site: SiteId, schools: Sequence[School], url: str, *, by: Actor) -> Invitation:
    """
    Issue a one-time invitation for a site, good for 14 days. The history says to which site, and never the code.

    Raises:
        BadInput: The region knows no school at that site, or *url* is no address of a web service.
    """
    _check_url(url)
    here = [school for school in schools if school.site == site]
    elsewhere = next((one.site for one in schools if f"~{one.id}" == site), "")
    if not here and elsewhere:
        raise BadInput(
            "El servicio %(school)s está en el local «%(site)s». Repita con el código de ese local.",
            school=site.removeprefix("~"),
            site=elsewhere,
        )
    if not here:
        raise BadInput(
            "No hay escuelas en el local «%(site)s». Revise el código, o importe primero el listado de servicios.",
            site=site.removeprefix("~"),
        )
    code, now_s = new_code(), db.now_s()
    until_s = now_s + CODE_DAYS * _DAY_S
    row = {"code": code, "site": site, "issued_s": now_s, "expires_s": until_s}
    with db.begin() as connection:
        life = last_life(connection)
        connection.execute(schema.invitations.insert().values(**row, life_ms=life.ms if life else None))
        told = {"site": site, "until": at(until_s).astimezone(LIMA).date().isoformat()}
        ledger.append(connection, now_s, Kind.INVITED, f"invitation/{site}"[:80], by, told)
        # Whoever types words asks there, or takes it from a stick.
        put(connection, schema.settings, {"name": URL, "value": url.encode()})
    names = service_names(here)
    ids = tuple(SchoolId(school.id) for school in here)
    return Invitation(hub, url, code, site, ids, tuple(names[one] for one in ids))


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= MAX_URL
    if not (good and plain) or parts.query or parts.fragment not in ("", PUBLIC) or parts.username is not None:
        raise BadInput(
            "«%(url)s» no es una dirección de la central. Escríbala como https://chasqui.ejemplo.gob.pe",
            url=without_user(url)[:80],
        )


def state_of(connection: Connection, node: NodeId) -> NodeState:
    """Return where a node stands; one that is not known is ``NONE``."""
    found = connection.execute(_STATE, {"of_node": node.hex()}).scalar()
    return NodeState(found) if found else NodeState.NONE


def site_of(connection: Connection, node: NodeId) -> SiteId:
    """Return the site of a known node, or the empty text."""
    found = connection.execute(_SITE, {"of_node": node.hex()}).scalar()
    return SiteId(found or "")


def standing(connection: Connection, node: NodeId) -> tuple[NodeState, SiteId]:
    """Return where a node stands, and its site: ``state_of`` and ``site_of`` in one question."""
    row = connection.execute(_STANDING, {"of_node": node.hex()}).one_or_none()
    return (NodeState.NONE, SiteId("")) if row is None else (NodeState(row.state), SiteId(row.site))


def is_linked(db: Database, site: SiteId) -> bool:
    """Tell whether a site has a computer that is believed: what is told to its school somebody can read."""
    table = schema.nodes.c
    with db.read() as connection:
        found = connection.execute(select(table.node).where(table.site == site, table.state == NodeState.OK)).first()
    return found is not None


def try_enrol(
    connection: Connection, now_s: int, *, node: NodeId, verify_key: bytes, site: str, proof: bytes | None
) -> bool:
    """Enrol a node that proves a code of its site which is unused and not over; tell whether it is enrolled now."""
    table = schema.invitations
    if not proof:
        return False
    issued = open_codes(connection, now_s, SiteId(site))
    if not issued or not guesses.may_try(connection, now_s, site, proof):
        return False
    codes = [code for code in issued if proves(code, verify_key, site, proof)]
    if not codes:
        guesses.note_wrong(connection, now_s, site, proof)
        return False
    connection.execute(update(table).where(table.c.code == codes[0]).values(used_by=node.hex()))
    row = {"node": node.hex(), "verify_key": verify_key, "site": site, "state": NodeState.OK, "enrolled_s": now_s}
    return add(connection, schema.nodes, row)


def open_codes(connection: Connection, now_s: int, site: SiteId) -> list[str]:
    """Return the codes of a site that nobody used and that are not over, the newest first."""
    table = schema.invitations
    mine = select(table.c.code).where(table.c.site == site, still_open(now_s))
    return list(connection.execute(mine.order_by(table.c.issued_s.desc())).scalars())


def still_open(now_s: int) -> ColumnElement[bool]:
    """Return the condition that nobody used an invitation, and that it is not over."""
    table = schema.invitations.c
    return table.used_by.is_(None) & (table.expires_s > now_s)


def accept(connection: Connection, now_s: int, *, node: NodeId, verify_key: bytes, site: str) -> None:
    """Enrol a node without a code, because an operator says so: after a restored copy, or a lost code."""
    row = {"node": node.hex(), "verify_key": verify_key, "site": site, "state": NodeState.OK, "enrolled_s": now_s}
    life, last = last_life(connection), last_position(connection, ALL)
    # As an item of the broadcast stream would be born now: what was revoked before then gives way.
    accepted = msgspec.msgpack.encode((life, last.number if last else 0)) if life else None
    if not add(connection, schema.nodes, {**row, "accepted": accepted}):
        table = schema.nodes
        mine = table.c.node == node.hex()
        connection.execute(update(table).where(mine).values(state=NodeState.OK, accepted=accepted))


def accepted_at(connection: Connection, node: NodeId) -> tuple[HubIncarnation, int] | None:
    """Return when an operator accepted a node, as the birth of an item; None where nobody did."""
    table = schema.nodes
    body = connection.execute(select(table.c.accepted).where(table.c.node == node.hex())).scalar()
    return None if body is None else msgspec.msgpack.decode(body, type=tuple[HubIncarnation, int])


def void_codes(connection: Connection, before_ms: int) -> int:
    """Void the unused codes of earlier lives of the hub: somebody may have used them in one that is lost."""
    table = schema.invitations
    earlier = table.c.life_ms.is_(None) | (table.c.life_ms < before_ms)
    return connection.execute(delete(table).where(table.c.used_by.is_(None), earlier)).rowcount


def revoke(connection: Connection, node: str) -> None:
    """
    Stop accepting what a node sends; its bundles are kept apart.

    Raises:
        BadInput: No such node.
    """
    table = schema.nodes
    if not connection.execute(update(table).where(table.c.node == node).values(state=NodeState.REVOKED)).rowcount:
        raise BadInput(
            "No hay una computadora inscrita con el código «%(node)s». Mire la lista con «chasqui-hub node list».",
            node=node,
        )


def heard(connection: Connection, now_s: int, node: NodeId, said: dict[int, Any], life: HubIncarnation) -> None:
    """Note that a bundle of the node was accepted in this *life* of the hub, and what it said of its laptop."""
    values = {"of_node": node.hex(), "at_s": now_s, "in_ms": life.ms}
    if said:
        connection.execute(_HEARD_MORE, {**values, "said": msgspec.msgpack.encode(said)})
    else:
        connection.execute(_HEARD, values)


def sync_states(
    connection: Connection, now_s: int, schools: Sequence[School], waiting: Sequence[WaitingRow]
) -> list[SchoolSync]:
    """Return how each school's news arrives: the longest silent first, then those never heard of, by name."""
    events = dict(
        connection.execute(
            select(schema.stretches.c.site, func.sum(schema.stretches.c.count)).group_by(schema.stretches.c.site)
        ).all()
    )
    nodes = _spoken_for(connection)
    invited = set(connection.execute(select(schema.invitations.c.site).where(still_open(now_s))).scalars())
    split = forks.open_counts(connection)
    # What strangers and revoked computers sent says nothing of a school that has a computer of its own.
    fine = {site for site, node in nodes.items() if node.state == NodeState.OK}
    waits = Counter(row.site for row in waiting if row.site not in fine or row.why in (Wait.GAP, Wait.NEWER))
    states = [
        _sync(
            school,
            nodes.get(school.site),
            now_s,
            invited=school.site in invited,
            events=int(events.get(school.site, 0)),
            waiting=waits[school.site],
            forked=school.site in split,
        )
        for school in schools
    ]

    def first(row: SchoolSync) -> tuple[bool, int, bool, str]:
        return row.days_silent is None, -(row.days_silent or 0), row.state is NodeState.NONE, row.school.name

    return sorted(states, key=first)


def forked_sites(connection: Connection) -> set[str]:
    """Return the sites with two histories after one point."""
    table = schema.stretches
    return set(connection.execute(select(table.c.site).where(table.c.forks)).scalars())


def _spoken_for(connection: Connection) -> dict[str, Row[Any]]:
    """Return the computer that speaks for each site: one that is enrolled before any other, and the one heard last."""
    order = case((schema.nodes.c.state == NodeState.OK, 1), else_=0)
    return {row.site: row for row in connection.execute(select(schema.nodes).order_by(order, _last_heard()))}


def _last_heard() -> Any:
    return func.coalesce(schema.nodes.c.last_bundle_s, 0)


def _sync(
    school: School, node: Row[Any] | None, now_s: int, *, invited: bool, events: int, waiting: int, forked: bool
) -> SchoolSync:
    if node is None:
        state = NodeState.HELD if waiting else NodeState.INVITED if invited else NodeState.NONE
        return SchoolSync(school=school, state=state, waiting=waiting, invited=state is NodeState.INVITED)
    # Another laptop takes the place of one that was lost or stolen, which may go on sending.
    invited = invited and node.state == NodeState.REVOKED
    said = msgspec.msgpack.decode(node.health, type=dict[int, Any])
    last = node.last_bundle_s
    return SchoolSync(
        school=school,
        state=NodeState.INVITED if invited and not waiting else NodeState(node.state),
        invited=invited,
        node=node.node,
        last_bundle=at(last) if last else None,
        days_silent=max(0, (now_s - last) // _DAY_S) if last else None,
        events=events,
        pending=_whole(said.get(PENDING)),
        waiting=waiting,
        app_version=_words(said.get(NUMBERS["app_version"])),
        model_version=_words(said.get(NUMBERS["model_version"])),
        forked=forked,
    )


def said_by(opened: Opened) -> dict[int, Any]:
    """Return what the head frame of a bundle says, with what the laptop still keeps: the bundle itself left out."""
    said = dict(opened.health)
    if isinstance(pending := said.get(PENDING), int):
        said[PENDING] = max(0, pending - sum(len(frame.heads) for frame in opened.frames))
    return said


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and 0 <= value < 2**31 else None


def _words(value: object) -> str:
    return value[:80] if isinstance(value, str) else ""
