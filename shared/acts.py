"""What people do, each act sealed to the one before it: a changed, missing or inserted row is found."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from shared.sentences import N_, Sentence

NOTHING_BEFORE = "0" * 64
"""What the first act follows."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the account and its office; never a person's name."""

    login: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One row of the history."""

    number: int
    at_s: int
    kind: str
    subject: str
    """What was acted on; never a person's name."""
    login: str
    office: str
    detail: str
    """JSON, as it was sealed."""
    previous: str
    hash: str

    @property
    def at(self) -> datetime:
        """Return when it was done."""
        return datetime.fromtimestamp(self.at_s, UTC)

    def told(self) -> dict[str, Any]:
        """Return the detail as values."""
        found: dict[str, Any] = msgspec.json.decode(self.detail)
        return found


def act_after(
    last: Act | None, *, at_s: int, kind: str, subject: str, by: Actor, detail: Mapping[str, Any] | None = None
) -> Act:
    """
    Return the act that follows *last*.

    >>> one = act_after(None, at_s=0, kind="proposed", subject="a", by=Actor())
    >>> two = act_after(one, at_s=9, kind="approved", subject="a", by=Actor("ana", "Administración"))
    >>> (two.number, two.previous == one.hash, first_broken([one, two]))
    (2, True, None)
    """
    draft = Act(
        number=last.number + 1 if last else 1,
        at_s=at_s,
        kind=str(kind),
        subject=subject,
        login=by.login,
        office=by.office,
        detail=msgspec.json.encode(dict(detail or {}), order="deterministic").decode(),
        previous=last.hash if last else NOTHING_BEFORE,
        hash="",
    )
    return Act(**{**_fields(draft), "hash": seal_of(draft)})


def seal_of(act: Act) -> str:
    """Return the hash of everything in a row, that of the row before included."""
    told = [act.number, act.at_s, act.kind, act.subject, act.login, act.office, act.detail, act.previous]
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row that is not as it was written, and what is wrong with it."""

    number: int
    why: Sentence


def first_broken(acts: Iterable[Act], seen: tuple[int, str] | None = None) -> Broken | None:
    """
    Return the first row that does not follow; *seen* is a row's number and hash, as somebody noted them elsewhere.

    Rows cut off at the end leave a chain that is whole: only what was noted outside shows them.
    """
    expected, previous = 1, NOTHING_BEFORE
    for act in acts:
        if act.number != expected:
            return Broken(expected, Sentence(_MISSING, {"n": expected}))
        if act.previous != previous:
            return Broken(act.number, Sentence(_DOES_NOT_FOLLOW, {"n": act.number}))
        if act.hash != seal_of(act):
            return Broken(act.number, Sentence(_CHANGED, {"n": act.number}))
        if seen is not None and act.number == seen[0] and act.hash != seen[1]:
            return Broken(act.number, Sentence(_OTHER, {"n": act.number}))
        expected, previous = act.number + 1, act.hash
    if seen is not None and not 1 <= seen[0] < expected:
        return Broken(expected, Sentence(_CUT, {"n": expected, "seen": seen[0]}))
    return None


def _fields(act: Act) -> dict[str, Any]:
    return {name: getattr(act, name) for name in Act.__slots__}


_MISSING = N_("Falta la fila %(n)s del historial.")
_DOES_NOT_FOLLOW = N_("La fila %(n)s del historial no sigue a la anterior: se cambió una de las dos.")
_CHANGED = N_("La fila %(n)s del historial no es como se escribió.")
_OTHER = N_("La fila %(n)s del historial no tiene la huella que se anotó: alguien escribió de nuevo lo anterior.")
_CUT = N_("El historial termina antes de la fila %(seen)s, que se anotó: falta desde la fila %(n)s.")
