"""What a copy shows nobody: invitations still to be used stay out, and second factors are sealed to the hub."""

import msgspec
from sqlalchemy import Connection, LargeBinary, Select, Table, literal, select

from hub import schema
from sync.keys import HubKeys, HubPublic, seal_to_hub

SECRETS = "secrets.sealed"
SEALED = frozenset({"recovery"})
"""Tables that are in a copy as they are sealed alone. Of a code of ten figures the hash is as good as the code."""
_FACTORS, _RECOVERY = schema.access.factors, schema.access.recovery
_NOBODYS = b""


class Secrets(msgspec.Struct, frozen=True):
    """By what accounts prove who they are, besides their passphrases."""

    factors: dict[str, bytes]
    recovery: list[tuple[str, str]]


def shown(table: Table) -> Select[tuple[object, ...]]:
    """Return what a copy shows of a table to whoever reads it."""
    if table is schema.invitations:
        return select(table).where(table.c.used_by.is_not(None))
    if table is _FACTORS:
        nobodys = literal(_NOBODYS, LargeBinary).label(table.c.secret.name)
        return select(*(nobodys if column is table.c.secret else column for column in table.c))
    return select(table)


def read(connection: Connection) -> Secrets:
    """Return the second factors of a hub."""
    factors = connection.execute(select(_FACTORS.c.login, _FACTORS.c.secret)).all()
    recovery = connection.execute(select(_RECOVERY.c.login, _RECOVERY.c.code)).all()
    return Secrets({row.login: row.secret for row in factors}, [(row.login, row.code) for row in recovery])


def sealed(secrets: Secrets, hub: HubPublic) -> bytes:
    """Return them so that only that hub's own keys open them."""
    return seal_to_hub(hub, msgspec.msgpack.encode(secrets))


def put_back(connection: Connection, data: bytes, keys: HubKeys) -> None:
    """
    Give the accounts of a copy their second factors again.

    Raises:
        BadBundle: Other keys sealed them, or they are damaged.
    """
    found = msgspec.msgpack.decode(keys.open_sealed(data), type=Secrets)
    for login, secret in found.factors.items():
        connection.execute(_FACTORS.update().where(_FACTORS.c.login == login).values(secret=secret))
    if found.recovery:
        connection.execute(_RECOVERY.insert(), [{"login": login, "code": code} for login, code in found.recovery])


def without(connection: Connection) -> list[str]:
    """Return the accounts whose factor did not come back with a copy: no code is theirs until somebody resets it."""
    nobodys = select(_FACTORS.c.login).where(_FACTORS.c.secret == _NOBODYS)
    return list(connection.execute(nobodys.order_by(_FACTORS.c.login)).scalars())
