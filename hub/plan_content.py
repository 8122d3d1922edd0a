"""The fingerprint of a plan as the database keeps it: noted when it is proposed, compared when somebody asks."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from hub import schema

_json = msgspec.json.encode


def content_hash(plan: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]) -> str:
    """Return the fingerprint of a plan as its rows hold it: whatever of it is changed afterwards shows."""
    return _hash(plan, [(line["school"], line["resource"], line["units"], line["line"]) for line in lines])


def _hash(plan: Mapping[str, Any], lines: Iterable[tuple[str, str, int, bytes | str]]) -> str:
    parts = [_bytes(plan[name]) for name in ("inputs", "prices", "certificate", "comparison", "simulated")]
    parts += [_json(line[:3]) + _bytes(line[3]) for line in sorted(lines)]
    told = [str(plan["period_first"]), plan["period_weeks"], plan["weights_version"], plan["plan_hash"]]
    digest = hashlib.sha256(_json(told))
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _bytes(value: bytes | str) -> bytes:
    # Whoever writes into SQLite by hand leaves text where bytes were: that is a change, not an error.
    return value if isinstance(value, bytes) else value.encode()


def content_in(connection: Connection, id_: str) -> str:
    """Return the fingerprint of a plan as it is kept now, inside the caller's transaction."""
    plan = connection.execute(select(schema.plans).where(schema.plans.c.id == id_)).mappings().one()
    table = schema.plan_lines.c
    lines = connection.execute(select(table.school, table.resource, table.units, table.line).where(table.plan == id_))
    return _hash(dict(plan), [tuple(line) for line in lines.all()])
