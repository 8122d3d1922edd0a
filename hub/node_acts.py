"""What a person does about the computers of schools: each act with a reason, in the history and mostly told to them."""

from sqlalchemy import Connection, delete, select

from hub import forks, ledger, notices, revocations, schema
from hub.acts import Kind
from hub.enrol import open_codes
from hub.ingest import Ingest
from hub.limits import reason_told
from hub.rows import NodeState
from hub.store import Store
from hub.waiting import Waiting
from shared.acts import Actor
from shared.errors import BadInput
from shared.ids import SiteId
from shared.notices import About, What


def subject_of(node: str) -> str:
    """
    Return what the acts on a computer are about.

    >>> subject_of("00ff")
    'node/00ff'
    """
    return f"node/{node}"[:80]


def accept(store: Store, ingest: Ingest, node: str, *, why: str, by: Actor, seen_revoked: bool | None = None) -> int:
    """
    Enrol a computer that waits or was revoked, and apply what it sent; return how many events came.

    Its school reads it, unless it is the first computer of its site: then nobody was there to be told.

    *seen_revoked*: whether the page said that it was revoked; None, as by command: it is not looked at.

    Raises:
        BadInput: There is no such computer, it was revoked or accepted meanwhile, or the reason is missing or too long.
    """
    why, table = reason_told(why), schema.nodes
    with store.together() as connection:
        before = connection.execute(select(table.c.state).where(table.c.node == node)).scalar()
        revoked = before == NodeState.REVOKED
        if seen_revoked is not None and seen_revoked != revoked:
            raise BadInput(
                "Otra persona aceptó ese equipo o lo dio de baja desde que se abrió la página. Vea cómo está ahora y "
                "repita."
            )
        ingest.enrol(node)
        site = notices.site_of(connection, node)
        if revoked or (before is None and is_another(connection, site, node)):
            what = What.ACCEPTED if revoked else What.JOINED
            notices.tell(store, connection, site, what, About(node=node), why=why, by=by)
        ledger.append(connection, store.now_s(), Kind.ACCEPTED, subject_of(node), by, {"why": why})
    return ingest.retry()


def is_another(connection: Connection, site: str, node: str) -> bool:
    """Tell whether a site has, or had, another computer than this one."""
    table = schema.nodes.c
    return connection.execute(select(table.node).where(table.site == site, table.node != node)).first() is not None


def revoke(store: Store, node: str, *, why: str, by: Actor) -> None:
    """
    Believe a computer no more: what it sends is kept apart.

    Raises:
        BadInput: There is no such computer, or the reason is missing or too long.
    """
    why = reason_told(why)
    with store.together() as connection:
        revocations.revoke(store, node)
        notices.tell(
            store, connection, notices.site_of(connection, node), What.REVOKED, About(node=node), why=why, by=by
        )
        ledger.append(connection, store.now_s(), Kind.REVOKED, subject_of(node), by, {"why": why})


def discard(store: Store, code: str, *, why: str, by: Actor) -> int:
    """
    Throw away what waits of a computer, or one bundle by its id; return how many bundles.

    The school of the computer is told, and the act is the computer's, also where a bundle was named.

    Raises:
        BadInput: Nothing of that name waits, or the reason is missing or too long.
    """
    why, waiting = reason_told(why), Waiting(store)
    with store.begin() as connection:
        node, site, gone = waiting.take_off(connection, code)
        notices.tell(store, connection, site, What.DISCARDED, About(node=node), why=why, by=by)
        told = {"bundles": len(gone), "why": why} | ({"bundle": code} if code != node else {})
        ledger.append(connection, store.now_s(), Kind.DISCARDED, subject_of(node or code), by, told)
    for id_ in gone:
        waiting.clean(id_)
    return len(gone)


def withdraw_codes(store: Store, site: SiteId, *, why: str, by: Actor) -> int:
    """
    Withdraw the codes of a site that nobody used yet; return how many.

    Raises:
        BadInput: It has none, or the reason is missing or too long.
    """
    why, table = reason_told(why), schema.invitations
    with store.begin() as connection:
        codes = open_codes(connection, store.now_s(), site)
        if not codes:
            raise BadInput("El local %(site)s no tiene un código sin usar. No se cambió nada.", site=site)
        connection.execute(delete(table).where(table.c.code.in_(codes)))
        told = {"site": site, "codes": len(codes), "why": why}
        ledger.append(connection, store.now_s(), Kind.WITHDRAWN, f"invitation/{site}", by, told)
    return len(codes)


def settle(store: Store, site: str, *, why: str, by: Actor) -> None:
    """
    Note that a person has looked into two histories of a site, and what they found; another one is told again.

    Raises:
        BadInput: There is nothing to look into, or what was found is missing or too long.
    """
    why = reason_told(why)
    with store.begin() as connection:
        told = {"histories": forks.settle(connection, site), "why": why}
        ledger.append(connection, store.now_s(), Kind.SETTLED, f"{forks.KIND}/{site}"[:80], by, told)
