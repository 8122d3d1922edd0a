"""Who may ask as a program: tokens, what each opens, and until when. Only the SHA-256 of one is kept."""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from flask import Flask, abort, g, request
from sqlalchemy import Row, Select, select, update
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from hub import ledger, schema
from hub.acts import Kind
from hub.database import Database, at
from hub.parts import parts
from shared.acts import Actor
from shared.clock import LIMA
from shared.errors import BadInput, ChasquiError
from shared.sentences import N_
from shared.web.security import is_private

DAYS, MOST_DAYS = 365, 730
MAX_NAME = 60
KIND = "token"
"""What the subject of an act of these begins with."""
_BEGINS = "chasqui_"
"""With what a token begins: whoever looks for secrets that were left lying about finds one by it."""
_log = logging.getLogger(__name__)


class Scope(StrEnum):
    """What a token opens; the words are in ``OPENS``."""

    HEALTH = "health"
    METRICS = "metrics"
    EXPORT = "export"
    PLAN_READ = "plan:read"


OPENS: Mapping[Scope, str] = {
    Scope.HEALTH: N_("Cómo está la central"),
    Scope.METRICS: N_("Las medidas para Prometheus"),
    Scope.EXPORT: N_("Las tablas que se exportan"),
    Scope.PLAN_READ: N_("Los planes y sus líneas"),
}


@dataclass(frozen=True, slots=True)
class Program:
    """A program that was given a token."""

    number: int
    name: str
    scopes: tuple[str, ...]
    made: datetime
    until: datetime
    used: date | None
    """The last day on which it asked for anything, in Lima; None: it never did."""
    ended: datetime | None
    """Since when its token opens nothing, where somebody took it back."""

    def is_in_force(self, now: datetime) -> bool:
        """Tell whether its token opens anything."""
        return self.ended is None and now < self.until


def grant(db: Database, name: str, scopes: Collection[str], *, days: int, by: Actor) -> tuple[Program, str]:
    """
    Give a program a token, and return it: nobody can read it again.

    Raises:
        BadInput: It has no name or one that another in force has, no scope or an unknown one, or too many days.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= MAX_NAME:
        raise BadInput("Dé un nombre al programa, de hasta %(most)s letras. No se dio ninguna clave.", most=MAX_NAME)
    wanted = [one for one in Scope if one in scopes]
    if not wanted or len(wanted) != len(set(scopes)):
        raise BadInput("Elija al menos un permiso de la lista. No se dio ninguna clave.")
    if not 1 <= days <= MOST_DAYS:
        raise BadInput("Una clave vale entre 1 y %(most)s días. No se dio ninguna clave.", most=MOST_DAYS)
    token, now = _BEGINS + secrets.token_urlsafe(32), db.clock.now()
    with db.begin() as connection:
        every = [_program(row) for row in connection.execute(select(schema.access.programs))]
        if any(one.name.lower() == name.lower() and one.is_in_force(now) for one in every):
            raise BadInput("«%(name)s» ya tiene una clave. Retírela primero, o dé otro nombre.", name=name)
        number = max((one.number for one in every), default=0) + 1
        row = {"number": number, "name": name, "token": _hash(token), "scopes": " ".join(wanted),
               "made_s": int(now.timestamp()), "until_s": int((now + timedelta(days=days)).timestamp())}  # fmt: skip
        connection.execute(schema.access.programs.insert().values(**row))
        made = connection.execute(_with(number)).one()
        detail = {"name": name, "scopes": row["scopes"], "until": at(made.until_s).astimezone(LIMA).date().isoformat()}
        ledger.append(connection, db.now_s(), Kind.PROGRAM_KEY, _subject(number), by, detail)
    return _program(made), token


def programs(db: Database) -> list[Program]:
    """Return every program that ever had a token, the newest first."""
    table = schema.access.programs
    with db.read() as connection:
        return [_program(row) for row in connection.execute(select(table).order_by(table.c.number.desc()))]


def revoke(db: Database, number: int, *, by: Actor) -> Program:
    """
    Take a token back: it opens nothing from now on.

    Raises:
        BadInput: There is no such token, or somebody took it back already.
    """
    table = schema.access.programs
    with db.begin() as connection:
        row = connection.execute(_with(number)).one_or_none()
        if row is None or row.ended_s is not None:
            raise BadInput("Esa clave no existe o ya se retiró. No se cambió nada.")
        connection.execute(update(table).where(table.c.number == number).values(ended_s=db.now_s()))
        ledger.append(connection, db.now_s(), Kind.PROGRAM_KEY, _subject(number), by, {"name": row.name, "ended": True})
    return _program(row)


def named(db: Database, name: str) -> Program:
    """
    Return the program of that name whose token is in force.

    Raises:
        BadInput: There is none.
    """
    now = db.clock.now()
    for one in programs(db):
        if one.name.lower() == " ".join(name.split()).lower() and one.is_in_force(now):
            return one
    raise BadInput("«%(name)s» no tiene ninguna clave en uso. Véalas con «chasqui-hub token list».", name=name[:80])


def install(app: Flask, needs: Mapping[str, Scope]) -> None:
    """Let each endpoint that *needs* a scope be asked by a token that has it, and by nothing else; after ``web``'s."""
    app.extensions["scopes"] = frozenset(needs.values())
    app.before_request(partial(_demand, needs))


def program() -> Program | None:
    """Return which program asks, where one does by a token of its own."""
    found: Program | None = g.get("program")
    return found


def _demand(needs: Mapping[str, Scope]) -> None:
    scope = needs.get(request.endpoint or "")
    if scope is None:
        return
    if not is_private(request.remote_addr, secure=request.is_secure):
        abort(403, "clear")
    hub, said = parts(), _said()
    if scope is Scope.METRICS and _is_same(said, hub.config.metrics_token):
        return
    found = _in_force(hub.store, said) if said else None
    if found is None:
        told: dict[str, str | None] = {"realm": "chasqui hub", **({"error": "invalid_token"} if said else {})}
        raise Unauthorized("token", www_authenticate=WWWAuthenticate("bearer", told))
    if scope not in found.scopes:
        abort(403, "scope")
    _note(hub.store, found)
    g.program = found


def _said() -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _is_same(said: str, kept: str) -> bool:
    return bool(kept) and hmac.compare_digest(said.encode(), kept.encode())


def _in_force(db: Database, token: str) -> Program | None:
    table = schema.access.programs
    with db.read() as connection:
        row = connection.execute(select(table).where(table.c.token == _hash(token))).one_or_none()
    found = None if row is None else _program(row)
    return found if found is not None and found.is_in_force(db.clock.now()) else None


def _note(db: Database, found: Program) -> None:
    """Keep on which day a token was last used; where that cannot be written, what it opens is still read."""
    table, today = schema.access.programs, db.clock.now().astimezone(LIMA).date()
    if found.used == today:
        return
    try:
        with db.begin() as connection:
            connection.execute(update(table).where(table.c.number == found.number).values(used=today))
    except ChasquiError as error:
        _log.warning("token=%s used=not_kept error=%s", found.number, type(error).__name__)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _subject(number: int) -> str:
    return f"{KIND}/{number}"


def _with(number: int) -> Select[Any]:
    return select(schema.access.programs).where(schema.access.programs.c.number == number)


def _program(row: Row[Any]) -> Program:
    ended = None if row.ended_s is None else at(row.ended_s)
    scopes = tuple(row.scopes.split())
    return Program(row.number, row.name, scopes, at(row.made_s), at(row.until_s), row.used, ended)
