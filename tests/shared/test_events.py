"""An event survives the wire whole, whatever version made it, and has one canonical form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import BadInput
from shared.events import Event, canonical, fields_from, from_fields, to_fields
from shared.facts import KINDS, NUMBERS, Count, Delivery, DeliveryLine, UnknownFact, Use
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


def test_every_field_of_every_kind_has_one_number_for_ever() -> None:
    names = {name for kind in KINDS.values() for name in kind.__struct_fields__}

    assert names <= set(NUMBERS)
    assert len(set(NUMBERS.values())) == len(NUMBERS)
    assert min(NUMBERS.values()) > 6
