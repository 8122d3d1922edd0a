"""
Events: facts with their place in a log, and the one canonical form of an event.

A *fact* is what happened. An *event* is a fact with its place in one node's log. Its identity is
``(incarnation, seq)``; what vouches for it is the hash chain over ``canonical(event)`` (sync/chain.py).

On disk and on the road a fact is a map from field number to value (``Fields``). A field nobody here knows is kept and
passed on as it came. Values are what MessagePack holds without doubt: no floats, no extension types.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from shared.errors import BadInput
from shared.fact_fields import NUMBERS, Fact
from shared.facts import KINDS, UnknownFact
from shared.ids import Incarnation
from shared.occurred import Occurred

Fields = Mapping[int, Any]
KIND, RECORDED, OCCURRED, PRECISION, SOURCE, SOURCE_KEY, VOCABULARY = range(7)
"""Numbers of the envelope; those of the facts' own fields are in NUMBERS."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact as somebody records it, before it has a place in a log."""

    fact: Fact
    occurred: Occurred | None = None
    source_key: bytes | None = None
    """Digest of the source row of an imported fact: importing a file twice adds nothing."""


@dataclass(frozen=True, slots=True)
class Event:
    """A fact with its place in one log; ``recorded_s`` counts seconds since the incarnation opened."""

    incarnation: Incarnation
    seq: int
    recorded_s: int
    fact: Fact
    occurred: Occurred | None = None
    source_key: bytes | None = None
    vocabulary: int = 0
    """Version of the catalogue under which the fact was recorded."""
    extra: Fields = field(default_factory=dict)
    """Fields that this version does not know, as they came."""


def to_fields(event: Event) -> dict[int, Any]:
    """
    Return the event as a map from field number to value, in the order of the numbers.

    >>> from shared.facts import Count
    >>> event = Event(Incarnation(b"i" * 8), 1, 60, Count(resource="tablet", units=10))
    >>> to_fields(event)
    {0: 6, 1: 60, 8: 'tablet', 16: 10}
    """
    fields: dict[int, Any] = {KIND: _kind_number(event.fact), RECORDED: event.recorded_s}
    if event.occurred is not None:
        fields[OCCURRED] = event.occurred.value
        fields[PRECISION] = int(event.occurred.precision)
        fields[SOURCE] = event.occurred.source
    if event.source_key is not None:
        fields[SOURCE_KEY] = event.source_key
    if event.vocabulary:
        fields[VOCABULARY] = event.vocabulary
    if not isinstance(event.fact, UnknownFact):
        own: dict[str, Any] = msgspec.to_builtins(event.fact, builtin_types=(bytes,))
        fields.update((NUMBERS[name], value) for name, value in own.items())
    fields.update(event.extra)
    return dict(sorted(fields.items()))


def from_fields(incarnation: Incarnation, seq: int, fields: Fields) -> Event:
    """
    Rebuild an event; what this version does not know stays in ``extra``.

    Raises:
        BadInput: A field of a known kind is missing, or of the wrong type or size.
    """
    number = fields.get(KIND)
    kind = KINDS.get(number) if isinstance(number, int) else None
    names = _OWN.get(kind, {})
    own = {names[number]: value for number, value in fields.items() if number in names}
    try:
        fact = msgspec.convert(own, kind, builtin_types=(bytes,)) if kind else UnknownFact(number=int(number or 0))
        occurred = None
        if OCCURRED in fields:
            raw = (fields.get(PRECISION, 0), fields[OCCURRED], fields.get(SOURCE, "person"))
            occurred = msgspec.convert(dict(zip(Occurred.__struct_fields__, raw, strict=True)), Occurred)
        # A hub reads millions of events, and nearly all are right in what is said of every one.
        if type(recorded_s := fields.get(RECORDED, 0)) is not int:
            recorded_s = msgspec.convert(recorded_s, int)
        if (source_key := fields.get(SOURCE_KEY)) is not None:
            source_key = msgspec.convert(source_key, bytes, builtin_types=(bytes,))
        if type(vocabulary := fields.get(VOCABULARY, 0)) is not int:
            vocabulary = msgspec.convert(vocabulary, int)
    except (msgspec.ValidationError, ValueError, TypeError) as error:
        raise BadInput(
            "Registro %(seq)s: %(problem)s. Se guarda aparte; avise a soporte.", seq=seq, problem=error
        ) from error
    extra = {n: value for n, value in fields.items() if n not in names and n not in _ENVELOPE}
    return Event(incarnation, seq, recorded_s, fact, occurred, source_key, vocabulary, extra)


_ENVELOPE = frozenset({KIND, RECORDED, OCCURRED, PRECISION, SOURCE, SOURCE_KEY, VOCABULARY})
_OWN: Mapping[type[Fact] | None, Mapping[int, str]] = {
    kind: {NUMBERS[name]: name for name in kind.__struct_fields__} for kind in KINDS.values()
}
"""Of each kind, the names of its fields by number."""
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(dict[int, Any]).decode


def canonical(fields: Fields) -> bytes:
    """
    Return the one byte string that the chain of heads is computed over: MessagePack, fields in order of number.

    >>> canonical({16: 10, 0: 6}) == canonical({0: 6, 16: 10})
    True
    """
    return _encode(dict(sorted(fields.items())))


def fields_from(body: bytes) -> dict[int, Any]:
    """
    Read back what ``canonical`` wrote.

    Raises:
        BadInput: Not a MessagePack map from integers.
    """
    try:
        return _decode(body)
    except msgspec.DecodeError as error:
        raise BadInput(
            "Un registro no se puede leer (%(problem)s). Avise a soporte: el original se conserva.", problem=error
        ) from error


def _kind_number(fact: Fact) -> int:
    return fact.number if isinstance(fact, UnknownFact) else type(fact).NUMBER
