"""An event survives the wire whole, whatever version made it, and has one canonical form."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import BadInput
from shared.events import Event, canonical, fields_from, from_fields, to_fields
from shared.fact_fields import NUMBERS, Fact
from shared.facts import (
    KINDS,
    Count,
    Day,
    Delivery,
    DeliveryLine,
    Device,
    Duty,
    Loan,
    Receipt,
    Repair,
    Request,
    Return,
    UnknownFact,
    Use,
)
from shared.ids import Incarnation, Pseudonym, ResourceId, SchoolId
from shared.occurred import Occurred, Precision

INCARNATION = Incarnation(b"i" * 8)
SCHOOL, TABLET = SchoolId("0403691-0"), ResourceId("tablet")
_uses = st.builds(
    Use,
    school=st.just(SCHOOL),
    resource=st.just(TABLET),
    learner=st.none() | st.binary(min_size=8, max_size=8).map(Pseudonym),
    seconds=st.integers(0, 604_800),
    progress_pct=st.none() | st.integers(0, 101),
)
_occurred = st.builds(Occurred, precision=st.sampled_from(Precision), value=st.integers(0, 2**31))
_unknown = st.dictionaries(
    st.integers(1_000, 1_100), st.integers(-(2**63), 2**63 - 1) | st.text(max_size=9) | st.binary(max_size=9)
)


@settings(max_examples=100, deadline=None)
@given(fact=_uses, occurred=st.none() | _occurred, extra=_unknown, recorded_s=st.integers(0, 2**40))
def test_an_event_comes_back_as_it_was(
    fact: Use, occurred: Occurred | None, extra: dict[int, object], recorded_s: int
) -> None:
    event = Event(INCARNATION, 3, recorded_s, fact, occurred, b"12345678", 2, extra)

    assert from_fields(INCARNATION, 3, fields_from(canonical(to_fields(event)))) == event


@settings(max_examples=50, deadline=None)
@given(fields=_unknown, kind=st.integers(900, 999))
def test_a_kind_that_nobody_here_knows_is_passed_on_to_the_byte(fields: dict[int, object], kind: int) -> None:
    body = canonical({0: kind, 1: 5, **fields})

    event = from_fields(INCARNATION, 1, fields_from(body))

    assert isinstance(event.fact, UnknownFact)
    assert canonical(to_fields(event)) == body


def test_a_proof_of_delivery_keeps_its_lines() -> None:
    line = DeliveryLine(resource=TABLET, shipped=2, accepted=1, rejected=1, reason="no_enciende")
    who = Pseudonym(b"p" * 8)
    fact = Delivery(decision="d", pecosa="7", receiver=who, deliverer=who, lines=(line,))

    assert from_fields(INCARNATION, 1, fields_from(canonical(to_fields(Event(INCARNATION, 1, 0, fact))))).fact == fact


@pytest.mark.parametrize("field", [{16: "ten"}, {16: -1}, {16: 10**9}, {}])
def test_a_field_of_the_wrong_type_or_size_is_refused_in_words(field: dict[int, object]) -> None:
    with pytest.raises(BadInput, match="Registro 4"):
        from_fields(INCARNATION, 4, {0: Count.NUMBER, 1: 0, 8: TABLET, **field})


def test_bytes_that_are_no_map_are_refused() -> None:
    with pytest.raises(BadInput):
        fields_from(b"\xc1")


@settings(max_examples=200, deadline=None)
@given(fact=st.sampled_from(sorted(KINDS)).flatmap(lambda number: _any_of(KINDS[number])), extra=_unknown)
def test_a_fact_of_any_kind_comes_back_as_it_was(fact: Fact, extra: dict[int, object]) -> None:
    event = Event(INCARNATION, 3, 60, fact, extra=extra)

    assert from_fields(INCARNATION, 3, fields_from(canonical(to_fields(event)))) == event


@settings(max_examples=100, deadline=None)
@given(fact=st.sampled_from([Repair, Device, Duty, Day]).flatmap(lambda kind: _any_of(kind)))
def test_whoever_does_not_know_a_later_kind_passes_it_on_to_the_byte(fact: Fact) -> None:
    body = canonical(to_fields(Event(INCARNATION, 3, 60, fact)) | {0: 900 + fact.NUMBER})

    older = from_fields(INCARNATION, 3, fields_from(body))

    assert isinstance(older.fact, UnknownFact)
    assert canonical(to_fields(older)) == body


@settings(max_examples=100, deadline=None)
@given(fact=st.sampled_from([Loan, Return, Count, Receipt, Delivery, Request]).flatmap(lambda kind: _any_of(kind)))
def test_what_an_older_version_wrote_of_a_kind_is_written_by_this_one_alike(fact: Fact) -> None:
    later = {NUMBERS[name] for name in ("checks", "acta", "kept_in", "away")} | _LATER.get(type(fact), set())
    fields = to_fields(Event(INCARNATION, 3, 60, fact))
    before = {number: value for number, value in fields.items() if number not in later}

    again = from_fields(INCARNATION, 3, fields_from(canonical(before)))

    assert (to_fields(again), again.extra) == (before, {})


def _any_of(kind: type[Fact]) -> st.SearchStrategy[Fact]:
    """Give facts of a kind with any of its fields told, to their bounds."""
    who = st.binary(min_size=8, max_size=8).map(Pseudonym)
    named: dict[str, st.SearchStrategy[object]] = {"school": st.just(SCHOOL), "resource": st.just(TABLET)}
    named |= dict.fromkeys(("learner", "borrower", "receiver", "deliverer", "person"), who)
    chosen = {}
    for one in msgspec.inspect.type_info(kind).fields:  # type: ignore[union-attr]
        values = named[one.name] if one.name in named else _values(one.type)
        chosen[one.name] = values if one.required else st.just(one.default) | values
    return st.builds(kind, **chosen)


def _values(told: msgspec.inspect.Type) -> st.SearchStrategy[object]:
    match told:
        case msgspec.inspect.UnionType():
            return st.one_of([_values(one) for one in told.types])
        case msgspec.inspect.NoneType():
            return st.none()
        case msgspec.inspect.BoolType():
            return st.booleans()
        case msgspec.inspect.IntType():
            return st.integers(-(2**63) if told.ge is None else told.ge, 2**63 - 1 if told.le is None else told.le)
        case msgspec.inspect.BytesType():
            return st.binary(min_size=told.min_length or 0, max_size=told.max_length)
        case msgspec.inspect.StrType():
            return st.text(st.characters(codec="utf-8"), max_size=min(told.max_length or 20, 20))
        case msgspec.inspect.VarTupleType() if isinstance(told.item_type, msgspec.inspect.StructType):
            return st.lists(st.builds(_line, _values(told.item_type.fields[-1].type)), max_size=2).map(tuple)
        case msgspec.inspect.VarTupleType():
            return st.lists(_values(told.item_type), max_size=3).map(tuple)
    raise AssertionError(told)


def _line(serials: tuple[str, ...]) -> DeliveryLine:
    return DeliveryLine(resource=TABLET, shipped=3, accepted=3, serials=serials)


_LATER: dict[type[Fact], set[int]] = {
    Loan: {NUMBERS["learner"]},
    Receipt: {NUMBERS["serials"]},
    Request: {NUMBERS["learner"], NUMBERS["cause"]},
}
"""Fields that other kinds had before these did."""


def test_the_numbers_of_the_later_kinds_and_fields_are_those_that_were_given_out() -> None:
    numbers = {kind.NAME: number for number, kind in KINDS.items() if number > 14}

    assert numbers == {"repair": 15, "device": 16, "duty": 17, "day": 18}
    assert [name for name, number in sorted(NUMBERS.items(), key=lambda item: item[1]) if number > 48] == [
        "checks", "acta", "kept_in", "away", "maker", "android", "storage_mb", "free_mb", "memory_mb", "person", "role",
        "audit", "first", "last", "open",
    ]  # fmt: skip


def test_every_field_of_every_kind_has_one_number_for_ever() -> None:
    names = {name for kind in KINDS.values() for name in kind.__struct_fields__}

    assert names <= set(NUMBERS)
    assert len(set(NUMBERS.values())) == len(NUMBERS)
    assert min(NUMBERS.values()) > 6
