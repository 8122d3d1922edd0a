"""Everything that a laptop holds of one person: for whoever asks for their data, and nobody else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from edge.codec import PEOPLE_FIELDS
from edge.personal import HELD, Held
from edge.store import Store
from shared.clock import LIMA
from shared.fact_fields import Fact
from shared.ids import Pseudonym


@dataclass(frozen=True, slots=True)
class FactOf:
    """A recorded fact that names the person, and its day; None where nobody knows."""

    fact: Fact
    on: date | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is held, table by table, and what the log tells: unsealed, to be handed over."""

    person: Pseudonym
    tables: Mapping[str, list[dict[str, Any]]]
    facts: tuple[FactOf, ...]

    def as_json(self, made: datetime) -> bytes:
        """Return it as a file."""
        told = {
            "hecho": made.astimezone(LIMA).isoformat(timespec="minutes"),
            "seudonimo": self.person.hex(),
            "tablas": dict(self.tables),
            "registros": [
                {"tipo": one.fact.NAME, "dia": one.on.isoformat() if one.on else None, **_plain(_fields(one.fact))}
                for one in self.facts
            ],
        }
        return msgspec.json.format(msgspec.json.encode(told), indent=1)


def dossier(store: Store, person: Pseudonym) -> Dossier:
    """Gather all that is held of a person; the whole log is read, which takes seconds where it is long."""
    with store.db.gate:
        tables = {name: _rows(store, name, held, person) for name, held in HELD.items()}
        facts = tuple(_facts(store, person))
    return Dossier(person, {name: rows for name, rows in tables.items() if rows}, facts)


def _rows(store: Store, table: str, held: Held, person: Pseudonym) -> list[dict[str, Any]]:
    columns = [row[1] for row in store.db.rows(f"PRAGMA table_info({table})")]
    shown = [name for name in columns if name not in held.secret]
    # Both are given, whichever of them the condition asks for.
    sql = f"SELECT {', '.join(shown)} FROM {table} WHERE ({held.where}) AND ?1 IS NOT NULL AND ?2 IS NOT NULL"  # noqa: S608
    found = []
    for row in store.db.rows(sql, person, person.hex()):
        values = {
            name: _opened(store, value) if name in held.sealed else value
            for name, value in zip(shown, row, strict=True)
        }
        found.append(_plain(values))
    return found


def _opened(store: Store, sealed: bytes | None) -> Any:
    """Return what was sealed: a text, or values."""
    if sealed is None:
        return None
    data = store.people.seal.open_bytes(sealed)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return msgspec.msgpack.decode(data)


def _facts(store: Store, person: Pseudonym) -> Iterator[FactOf]:
    dated = store.entries.dates()
    for _, event in store.entries.events():
        if any(getattr(event.fact, name, None) == person for name in PEOPLE_FIELDS):
            yield FactOf(event.fact, (event.occurred or dated(event)).day())


def _fields(fact: Fact) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(fact, builtin_types=(bytes,))
    return told


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in values.items()}
