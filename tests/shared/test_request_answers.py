"""The answer to a request is read by whoever knows less, and names its request."""

from datetime import date

import msgspec

from shared.ids import ResourceId, SchoolId
from shared.request_answers import RequestAnswer, subject_of

SAID = RequestAnswer(
    incarnation="00" * 8, seq=7, school=SchoolId("0403691-0"), resource=ResourceId("tablet"), text="Van.",
    role="Operación regional", on=date(2026, 10, 1), counts=False,
)  # fmt: skip


def test_an_answer_comes_back_as_it_was_and_counts_where_it_says_nothing_else() -> None:
    fields = msgspec.to_builtins(SAID)
    del fields["counts"]

    assert msgspec.json.decode(msgspec.json.encode(SAID), type=RequestAnswer) == SAID
    assert msgspec.convert(fields, RequestAnswer).counts


def test_two_requests_never_share_a_subject() -> None:
    assert subject_of("00" * 8, 7) != subject_of("00" * 8, 8)
