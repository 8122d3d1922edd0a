"""Facts as lines of JSON, checked whole before anything is written; people appear by the school's own codes."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from shared.clock import LIMA
from shared.errors import BadIdentifier, BadInput, BadRow
from shared.events import Claim
from shared.fact_fields import Fact
from shared.facts import KINDS_BY_NAME, ClockMark, Duty, Health
from shared.ids import Pseudonym, parse_school, resource_id
from shared.occurred import Occurred, checked
from shared.school_year import week_of
from shared.sentences import Sentence

PEOPLE_FIELDS = ("learner", "borrower", "receiver", "deliverer", "person")
"""Fields that name a person: by a local code in a file, by a pseudonym in the log."""
MAX_LINE_BYTES = 65_536
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_KINDS = {name: kind for name, kind in KINDS_BY_NAME.items() if kind not in (ClockMark, Health, Duty)}
"""Not what only the program tells."""
_ENVELOPE = ("kind", "occurred", "source", "id")
_NOBODY = Pseudonym(bytes(8))


@dataclass(frozen=True, slots=True)
class Line:
    """One checked line: the fact without its people, and who they are by local code."""

    number: int
    fact: Fact
    occurred: Occurred | None
    people: Mapping[str, str]
    text: str
    """What the line says, whatever the order and spacing of its fields."""
    id: str = ""
    """The line's own name, where it has one: it is recorded once, whatever else it says."""

    def claim(self, pseudonyms: Mapping[str, Pseudonym], source_key: bytes | None = None) -> Claim:
        """Return the claim with its people in place."""
        who = {field: pseudonyms[code] for field, code in self.people.items()}
        return Claim(msgspec.structs.replace(self.fact, **who), self.occurred, source_key)


def identities(lines: Sequence[Line], *, once: bool) -> list[str]:
    """
    Return what makes each line that line; nothing for a line that counts each time it is recorded.

    A line with an ``id`` is known by it. Of the others, where the file is to count *once*, equal lines are told apart
    by their turn: two equal uses in one file are two, and the file again is none.

    >>> lines = list(read_lines([b'{"kind": "count", "resource": "a", "units": 1, "occurred": "2026-06-23"}'] * 2, ()))
    >>> first, second = identities(lines, once=True)
    >>> first != second, identities(lines, once=False)
    (True, ['', ''])

    Raises:
        BadRow: A line without ``id`` that does not say when: the same may well happen again.
    """
    turns: Counter[str] = Counter()
    found = []
    for line in lines:
        if once and not line.id and line.occurred is None:
            raise BadRow(
                line.number,
                "no dice cuándo fue (occurred) ni trae «id»: no se sabe si ya se guardó. No se guardó nada.",
            )
        turns[line.text] += 1
        told = f"record text {turns[line.text]} {line.text}" if once else ""
        found.append(f"record id {line.id}" if line.id else told)
    return found


_MISSING = re.compile(r"Object missing required field `(\w+)`")
_WRONG = re.compile(r"at `\$\.(\w+)")


def read_lines(lines: Iterable[bytes], schools: Collection[str], today: date | None = None) -> Iterator[Line]:
    """
    Read facts, one JSON object per line; blank lines are skipped. Where *today* is known, none may be of a later day.

    >>> [line] = read_lines([b'{"kind": "count", "resource": "tablet", "units": 7, "occurred": "2026-06-23"}'], ())
    >>> line.fact.units, line.occurred.day().isoformat()
    (7, '2026-06-23')

    Raises:
        BadRow: A line that is no such fact, or of a school that is not in *schools*; it names the line.
    """
    for number, raw in enumerate(lines, start=1):
        if raw.strip():
            try:
                yield _line(number, raw, schools, today)
            except (BadInput, BadIdentifier) as error:
                raise BadRow(number, "%(problem)s No se guardó nada del archivo.", problem=error) from error


def _line(number: int, raw: bytes, schools: Collection[str], today: date | None) -> Line:
    fields = _object(raw)
    name = fields.get("kind")
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise BadInput(
            "«%(name)s» no es un tipo de registro. Los que hay: %(kinds)s.",
            name=str(name)[:30],
            kinds=", ".join(sorted(_KINDS)),
        )
    unknown = set(fields) - set(kind.__struct_fields__) - set(_ENVELOPE)
    if unknown:
        raise BadInput("«%(name)s» no tiene el campo %(unknown)s.", name=name, unknown=", ".join(sorted(unknown))[:80])
    people = {field: _code(fields[field]) for field in PEOPLE_FIELDS if fields.get(field) is not None}
    own = {key: value for key, value in fields.items() if key not in _ENVELOPE}
    # A stand-in passes the checks where somebody is named; the pseudonym takes its place when the line is recorded.
    fact = _fact(kind, own | dict.fromkeys(people, _NOBODY))
    _check_codes(fact, schools)
    occurred = read_occurred(fields.get("occurred"), str(fields.get("source", "person")))
    if occurred is not None:
        checked(occurred, today)
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False)
    return Line(number, fact, occurred, people, text, _id(fields.get("id")))


def _id(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or not value.strip() or len(value) > 80:
        raise BadInput("«id» es un texto de 1 a 80 letras, distinto en cada línea.")
    return value.strip()


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) > MAX_LINE_BYTES:
        raise BadInput("la línea es demasiado larga.")
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadInput("no es un objeto JSON completo. Puede que el archivo esté cortado.") from error
    if not isinstance(found, dict):
        raise BadInput("no es un objeto JSON.")
    return found


def _fact(kind: type[Fact], own: Mapping[str, Any]) -> Fact:
    try:
        return msgspec.convert(own, kind, builtin_types=(bytes,))
    except (msgspec.ValidationError, ValueError, TypeError) as error:
        raise BadInput(
            "no cumple la forma de «%(name)s»: %(problem)s.", name=kind.NAME, problem=_problem(str(error))
        ) from error


def _problem(said: str) -> Sentence:
    """
    Say what does not fit.

    >>> _problem("Object missing required field `school`").text()
    'falta el campo «school»'
    >>> _problem("Expected `int`, got `str` - at `$.units`").text()
    'lo que dice «units» no sirve'
    """
    if missing := _MISSING.match(said):
        return Sentence("falta el campo «%(field)s»", {"field": missing[1]})
    if wrong := _WRONG.search(said):
        return Sentence("lo que dice «%(field)s» no sirve", {"field": wrong[1]})
    return Sentence("un valor no sirve")


def _code(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 80:
        raise BadInput("una persona se nombra con su código local, un texto de 1 a 80 letras.")
    return value.strip()


def _check_codes(fact: Fact, schools: Collection[str]) -> None:
    resource, school = getattr(fact, "resource", None), getattr(fact, "school", None)
    if resource is not None:
        resource_id(resource)
    if school is not None and parse_school(school) not in schools:
        raise BadInput("esta laptop no atiende el servicio %(school)s.", school=school)


def read_occurred(value: object, source: str = "person") -> Occurred | None:
    """
    Read when a fact happened: an instant, a date, or an ISO week. Without offset, the time is Peru's.

    >>> read_occurred("2026-W26").day(), read_occurred("2026-06-23T09:00:00").value
    (datetime.date(2026, 6, 22), 1782223200)

    Raises:
        BadInput: None of the three.
    """
    if value is None:
        return None
    text = str(value)
    try:
        if week := _WEEK.fullmatch(text):
            return Occurred.in_week(week_of(date.fromisocalendar(int(week[1]), int(week[2]), 1)), source)
        if len(text) == 10:
            return Occurred.on(date.fromisoformat(text), source)
        instant = datetime.fromisoformat(text)
        return Occurred.at(instant if instant.tzinfo else instant.replace(tzinfo=LIMA), source)
    except (ValueError, OverflowError) as error:
        raise BadInput(
            "«%(text)s» no es una fecha. Use 2026-06-23T09:00:00-05:00, 2026-06-23 o 2026-W26.", text=text[:40]
        ) from error
