"""Who tries codes: after a few wrong ones a site's codes rest a while, and are never locked for good."""

import msgspec
from sqlalchemy import Connection, select

from hub import schema
from hub.database import put
from shared.web.throttle import Throttle, after_failure, remaining_s

_KEPT = 16
"""Wrong proofs of a site that are remembered: a laptop whose code is over says the same one at each contact."""


class _Tried(msgspec.Struct, frozen=True, array_like=True):
    failures: int = 0
    last_s: int = 0
    proofs: tuple[bytes, ...] = ()


def may_try(connection: Connection, now_s: int, site: str, proof: bytes) -> bool:
    """Tell whether a proof for this site is looked at: none while its codes rest, and no wrong one a second time."""
    tried = _of(connection, site)
    resting = remaining_s(Throttle(tried.failures, tried.last_s), now_s)
    return not resting and proof not in tried.proofs


def note_wrong(connection: Connection, now_s: int, site: str, proof: bytes) -> None:
    """Remember that a proof fits no code of this site."""
    before = _of(connection, site)
    now = after_failure(Throttle(before.failures, before.last_s), now_s)
    after = _Tried(now.failures, now.last_s, (*before.proofs, proof)[-_KEPT:])
    put(connection, schema.throttles, {"name": _name(site), "body": msgspec.msgpack.encode(after)})


def _of(connection: Connection, site: str) -> _Tried:
    table = schema.throttles
    body = connection.execute(select(table.c.body).where(table.c.name == _name(site))).scalar()
    return msgspec.msgpack.decode(body, type=_Tried) if body else _Tried()


def _name(site: str) -> str:
    return f"enrol:{site}"
