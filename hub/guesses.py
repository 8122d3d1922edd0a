"""Who tries codes: so many are looked at that nobody locks a site, and so few that nobody guesses one."""

import msgspec
from sqlalchemy import Connection, select

from hub import schema
from hub.database import put

MOST, WITHIN_S = 20_000, 900
"""
Wrong codes of a site that are looked at in a quarter of an hour.

In the fourteen days of a code of 50 bits that finds it with a chance of one in forty million. Fewer would let whoever
sends a few kilobytes now and then keep a school from joining.
"""
KEPT = 16
"""Wrong proofs of a site that are remembered: a laptop whose code is over says the same one at each contact."""


class _Tried(msgspec.Struct, frozen=True, array_like=True):
    failures: int = 0
    since_s: int = 0
    proofs: tuple[bytes, ...] = ()


def may_try(connection: Connection, now_s: int, site: str, proof: bytes) -> bool:
    """Tell whether a proof for this site is looked at: not after too many wrong ones, no wrong one twice."""
    tried = _of(connection, site)
    return (tried.failures < MOST or _is_over(tried, now_s)) and proof not in tried.proofs


def note_wrong(connection: Connection, now_s: int, site: str, proof: bytes) -> None:
    """Remember that a proof fits no code of this site."""
    before = _of(connection, site)
    failures, since_s = (0, now_s) if _is_over(before, now_s) else (before.failures, before.since_s)
    after = _Tried(failures + 1, since_s, (*before.proofs, proof)[-KEPT:])
    put(connection, schema.throttles, {"name": _name(site), "body": msgspec.msgpack.encode(after)})


def _is_over(tried: _Tried, now_s: int) -> bool:
    return not 0 <= now_s - tried.since_s < WITHIN_S


def _of(connection: Connection, site: str) -> _Tried:
    table = schema.throttles
    body = connection.execute(select(table.c.body).where(table.c.name == _name(site))).scalar()
    return msgspec.msgpack.decode(body, type=_Tried) if body else _Tried()


def _name(site: str) -> str:
    return f"enrol:{site}"
