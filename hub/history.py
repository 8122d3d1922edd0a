"""What the history says, in words, and whether it and the plans are as they were written."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from hub import ledger, locking, schema
from hub.acts import KINDS, Kind
from hub.database import Database
from hub.depots import depot_told
from hub.field_names import NAMES
from hub.held_words import SAID, Held
from hub.plan_content import content_in
from shared.acts import Act, Broken, first_broken
from shared.delivery_answers import HOWS
from shared.errors import BadInput
from shared.fixed import QUANTITIES
from shared.notices import corrected
from shared.sentences import N_, Sentence, Value, read

_NAMED = ("school", "resource", "into")
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the history found."""

    rows: int
    hash: str
    """Of the newest row: noted elsewhere, it proves later that nothing before it was written anew or cut off."""
    broken: Broken | None
    differing: tuple[Sentence, ...]
    """Plans and locks that are not what the history says of them."""

    @property
    def problems(self) -> tuple[Sentence, ...]:
        """Everything that is not as it was written, the first broken row before all; none where all is."""
        return (*((self.broken.why,) if self.broken else ()), *self.differing)


def check(db: Database, seen: tuple[int, str] | None = None, plans: Collection[str] | None = None) -> Checked:
    """
    Verify the chain of the history, and each plan that it names against what it says of it.

    *plans*: of which the lines are read too; None: of all, which takes a second of each few dozen thousand lines.
    """
    with db.read() as connection:
        acts = list(ledger.acts(connection))
        broken = first_broken(acts, seen)
        differing = (*_differing(connection, acts, plans), *locking.differing(connection, acts))
    return Checked(len(acts), acts[-1].hash if acts else "", broken, differing)


def seen_told(text: str) -> tuple[int, str]:
    """
    Read a row's number and hash as ``plan history`` told them.

    >>> seen_told("12:" + "ab" * 32)[0]
    12

    Raises:
        BadInput: It is not number, colon and 64 letters.
    """
    number, _, found = text.strip().partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 10 and len(found) == _HASH_LETTERS):
        raise BadInput("«%(text)s» no es fila y huella. Cópielas de «chasqui-hub plan history».", text=text[:80])
    return int(number), found.lower()


def _differing(connection: Connection, acts: Iterable[Act], whole: Collection[str] | None = None) -> Iterable[Sentence]:
    """Say of each plan in which it is not what was proposed, or has other signatures than were given."""
    proposed: dict[str, str] = {}
    signed: dict[str, set[str]] = {}
    for act in acts:
        if act.kind == Kind.PROPOSED:
            proposed[act.subject] = str(act.told().get("content", ""))
        if act.kind == Kind.APPROVED:
            signed.setdefault(act.subject, set()).add(act.login)
    plans, approvals = schema.plans, schema.approvals
    kept = set(connection.execute(select(plans.c.id)).scalars())
    for id_, content in proposed.items():
        if id_ not in kept:
            yield Sentence(_GONE, {"plan": id_})
        elif (whole is None or id_ in whole) and content_in(connection, id_) != content:
            yield Sentence(_TOUCHED, {"plan": id_})
        logins = set(connection.execute(select(approvals.c.login).where(approvals.c.plan == id_)).scalars())
        if id_ in kept and logins != signed.get(id_, set()):
            yield Sentence(_SIGNATURES, {"plan": id_})


def told(act: Act, names: Mapping[str, str] = _NO_NAMES) -> Sentence:
    """
    Return what an act was about, in words: of a kind without words of its own, why it was done.

    *names*: what schools and resources are called in place of their codes.
    """
    detail = act.told()
    return _WORDS.get(act.kind, _why)(
        detail | {key: names.get(str(detail[key]), detail[key]) for key in _NAMED if key in detail}
    )


def named(act: Act) -> str:
    """Return the name of an act's kind; of one that this version does not know, as it was written."""
    return KINDS.get(act.kind, act.kind)


def _proposed(told: Mapping[str, Any]) -> Sentence:
    return Sentence(_SIZE, {name: _number(told, name) for name in ("lines", "units")})


def _approved(told: Mapping[str, Any]) -> Sentence:
    return Sentence(_SIGNED, {name: _number(told, name) for name in ("signed", "needed")})


def _published(told: Mapping[str, Any]) -> Sentence:
    return Sentence(_SENT, {name: _number(told, name) for name in ("sites", "shipments")})


def _limit(told: Mapping[str, Any]) -> Sentence:
    figures = {name: _number(told, name) for name in ("units", "devices", "was_units", "was_devices")}
    return Sentence(_LIMIT, {**figures, "why": _why(told)})


def _locked(told: Mapping[str, Any]) -> Sentence:
    quantity = Sentence(QUANTITIES.get(told.get("kind", ""), ""), {"units": _number(told, "units")})
    return Sentence(_LOCKED, {**_pair(told), "quantity": quantity, "day": _day(str(told.get("until", "")))})


def _unlocked(told: Mapping[str, Any]) -> Sentence:
    return Sentence(_UNLOCKED, _pair(told))


def _dispatched(told: Mapping[str, Any]) -> Sentence:
    day = _day(str(told.get("day", "")))
    return Sentence(_LEFT if day else _STAYED, {"day": day, "why": _why(told)})


def _answered(told: Mapping[str, Any]) -> Sentence:
    return Sentence(_SAID if told.get("counts", True) else _TURNED_DOWN, _pair(told))


def _adjusted(told: Mapping[str, Any]) -> Sentence:
    values = {"depot": depot_told(str(told.get("depot", ""))), "resource": str(told.get("resource", ""))}
    return Sentence(_MOVED, {**values, "units": f"{int(told.get('units', 0)):+,}", "why": _why(told)})


def _solved(told: Mapping[str, Any]) -> Sentence:
    return Sentence(_SOLVED, {**_line(told), "how": Sentence(HOWS.get(str(told.get("how", "")), "—"))})


def _reopened(told: Mapping[str, Any]) -> Sentence:
    return Sentence(_UNCLOSED if told.get("unconfirmed") else _REOPENED, _line(told))


def _line(told: Mapping[str, Any]) -> dict[str, Value]:
    return {"resource": str(told.get("resource", "")), "units": _number(told, "units"), "why": _why(told)}


def _program(told: Mapping[str, Any]) -> Sentence:
    values = {name: str(told.get(name, "")) for name in ("name", "scopes")}
    return Sentence(_TAKEN_BACK if told.get("ended") else _GIVEN, {**values, "day": _day(str(told.get("until", "")))})


def _looked_at(told: Mapping[str, Any]) -> Sentence:
    return Sentence(_RIGHT if told.get("verdict") == "right" else _BOUNDED, _pair(told))


def _invited(told: Mapping[str, Any]) -> Sentence:
    return Sentence(_INVITED, {"day": _day(str(told.get("until", "")))})


def _imported(told: Mapping[str, Any]) -> Sentence:
    counts = {name: _number(told, name) for name in ("new", "changed", "gone", "refused")}
    return Sentence(_BROUGHT, {**counts, "file": str(told.get("file", "")), "why": _why(told)})


def _school(told: Mapping[str, Any]) -> Sentence:
    if "closed" in told:
        words = _REOPENED_SCHOOL if not told["closed"] else _MERGED if told.get("into") else _CLOSED
        return Sentence(words, {"into": str(told.get("into", "")), "why": _why(told)})
    return Sentence(_CORRECTED, {"fields": corrected(told.get("fields", ()), NAMES), "why": _why(told)})


def _kept_for(told: Mapping[str, Any]) -> Sentence:
    held, months = str(told.get("held", "")), int(told.get("months", 0))
    what = Sentence(SAID[Held(held)]) if held in list(Held) else held
    return Sentence(_KEPT_FOR if months else _KEPT_ON, {"what": what, "months": months})


def _of_account(told: Mapping[str, Any]) -> Sentence:
    role = Sentence(_ROLES.get(str(told.get("role", "")), "—"))
    return Sentence(_CHANGES.get(str(told.get("what", "")), ""), {"role": role})


def _pair(told: Mapping[str, Any]) -> dict[str, Value]:
    return {"school": str(told.get("school", "")), "resource": str(told.get("resource", "")), "why": _why(told)}


def _day(iso: str) -> str:
    """
    Return a day as people write it.

    >>> _day("2026-12-31")
    '31/12/2026'
    """
    return "/".join(reversed(iso.split("-")))


def _number(told: Mapping[str, Any], name: str) -> Value:
    return f"{int(told.get(name, 0)):,}"


def _why(told: Mapping[str, Any]) -> Sentence:
    return read(str(told.get("why", "")))


_HASH_LETTERS = 64
_GONE = N_("El plan %(plan)s ya no está, y el historial dice que se propuso.")
_TOUCHED = N_("El plan %(plan)s no es como se propuso: alguien cambió sus líneas o aquello en que descansa.")
_SIGNATURES = N_("Las firmas del plan %(plan)s no son las que dice el historial.")
_SIZE = N_("%(lines)s líneas, %(units)s unidades.")
_SIGNED = N_("Firma %(signed)s de %(needed)s.")
_SENT = N_("Locales: %(sites)s; órdenes de salida: %(shipments)s.")
_LIMIT = N_("%(units)s unidades y %(devices)s equipos; antes %(was_units)s y %(was_devices)s. %(why)s")
_ASKS_AGAIN = N_("Con el límite nuevo (versión %(limit)s) le falta una firma: vuelve a ser una propuesta.")
_LOCKED = N_("%(school)s, %(resource)s: %(quantity)s, hasta el %(day)s. %(why)s")
_UNLOCKED = N_("%(school)s, %(resource)s: ya no vale. %(why)s")
_LEFT = N_("Salió el %(day)s. %(why)s")
_STAYED = N_("No salió. %(why)s")
_SAID = N_("%(school)s, %(resource)s: «%(why)s»")
_TURNED_DOWN = N_("%(school)s, %(resource)s: no se tomará en cuenta. «%(why)s»")
_ROLES = {"operator": N_("Operación regional"), "admin": N_("Administración"), "analyst": N_("Análisis")}
_CHANGES = {
    "opened": N_("Cuenta abierta: %(role)s."),
    "kept": N_("Clave y función puestas otra vez: %(role)s."),
    "role": N_("Función nueva: %(role)s."),
    "secret": N_("Su dueño cambió la clave."),
    "sessions": N_("Sesiones cerradas."),
    "closed": N_("Cuenta cerrada."),
    "set_up": N_("Teléfono configurado."),
    "dropped": N_("Su dueño quitó el teléfono, para poner otro."),
    "reset": N_("Otra persona quitó el teléfono."),
}
_KEPT_FOR = N_("%(what)s; meses que se guardan: %(months)s.")
_KEPT_ON = N_("%(what)s; se guardan hasta que se diga otra cosa.")
_GIVEN = N_("«%(name)s»: %(scopes)s, hasta el %(day)s.")
_TAKEN_BACK = N_("«%(name)s»: retirada.")
_MOVED = N_("%(depot)s, %(resource)s: %(units)s. %(why)s")
_SOLVED = N_("%(resource)s, %(units)s: %(how)s. «%(why)s»")
_REOPENED = N_("%(resource)s, %(units)s: por resolver otra vez. «%(why)s»")
_UNCLOSED = N_("%(resource)s, %(units)s: por confirmar otra vez. «%(why)s»")
_RIGHT = N_("%(school)s, %(resource)s: el uso es cierto y cuenta entero. %(why)s")
_BOUNDED = N_("%(school)s, %(resource)s: el uso no es cierto y cuenta hasta lo que es posible. %(why)s")
_INVITED = N_("Vale una vez, hasta el %(day)s.")
_BROUGHT = N_("«%(file)s»: nuevas %(new)s, cambiadas %(changed)s, quitadas %(gone)s, rechazadas %(refused)s. %(why)s")
_CORRECTED = N_("%(fields)s. %(why)s")
_CLOSED = N_("Cerró: su pasado se conserva. %(why)s")
_MERGED = N_("Se juntó con %(into)s: su pasado se conserva. %(why)s")
_REOPENED_SCHOOL = N_("En servicio otra vez. %(why)s")
_WORDS: Mapping[str, Callable[[Mapping[str, Any]], Sentence]] = {
    Kind.PROPOSED: _proposed,
    Kind.APPROVED: _approved,
    Kind.PUBLISHED: _published,
    Kind.LIMIT: _limit,
    Kind.CHANGED: lambda told: Sentence(_ASKS_AGAIN, {"limit": _number(told, "limit")}),
    Kind.LOCKED: _locked,
    Kind.UNLOCKED: _unlocked,
    Kind.DISPATCHED: _dispatched,
    Kind.ANSWERED: _answered,
    Kind.ADJUSTED: _adjusted,
    Kind.RETURNED: _solved,
    Kind.SOLVED: _solved,
    Kind.REOPENED: _reopened,
    Kind.KEPT_FOR: _kept_for,
    Kind.PROGRAM_KEY: _program,
    Kind.CAP: _looked_at,
    Kind.INVITED: _invited,
    Kind.IMPORTED: _imported,
    Kind.SCHOOL: _school,
    Kind.ACCOUNT: _of_account,
    Kind.FACTOR: _of_account,
}


def fields(act: Act) -> dict[str, Any]:
    """Return an act for another program."""
    return {**msgspec.to_builtins(act), "detail": act.told()}
