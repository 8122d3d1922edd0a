import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.codec import read_lines, read_occurred
from shared.errors import BadInput, BadRow
from shared.facts import Delivery, Use
from shared.ids import Pseudonym
from shared.occurred import Occurred, Precision
from tests.edge.building import SCHOOL

LINE = {"kind": "use", "school": SCHOOL, "resource": "tablet", "learner": "a1", "occurred": "2026-06-23"}


def raw(*lines: dict[str, Any]) -> list[bytes]:
    return [json.dumps(line).encode() for line in lines]


def test_people_go_in_by_code_and_come_out_by_pseudonym() -> None:
    [line] = read_lines(raw(LINE), {SCHOOL})
    claim = line.claim({"a1": Pseudonym(b"somebody")})

    assert claim.fact == Use(school=SCHOOL, resource=LINE["resource"], learner=Pseudonym(b"somebody"))
    assert claim.occurred == Occurred(Precision.DATE, 20627)


def test_a_delivery_names_who_received_and_who_brought() -> None:
    lines = [{"resource": "tablet", "shipped": 3, "accepted": 2, "rejected": 1, "reason": "golpeado"}]
    fact = {"kind": "delivery", "decision": "d", "pecosa": "1", "receiver": "c1", "deliverer": "x", "lines": lines}
    [line] = read_lines(raw(fact), set())
    got = line.claim({"c1": Pseudonym(b"c1------"), "x": Pseudonym(b"x-------")}).fact

    assert isinstance(got, Delivery)
    assert (got.receiver, got.deliverer, got.lines[0].rejected) == (b"c1------", b"x-------", 1)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "uso"},
        {"kind": "clock_mark", "wall": 1},
        {"kind": None},
        {"units": -1},
        {"units": 1.5},
        {"units": "3"},
        {"colour": "red"},
        {"resource": "Tablet Azul"},
        {"school": "9999999-0"},
        {"school": "403691"},
        {"learner": ""},
        {"learner": 7},
        {"occurred": "ayer"},
        {"occurred": "2026-W54"},
        {"occurred": "9999-99-99"},
        {"seconds": 10**9},
    ],
)
def test_a_line_that_is_no_such_fact_is_named_by_its_number(change: dict[str, Any]) -> None:
    with pytest.raises(BadRow) as caught:
        list(read_lines(raw(LINE, LINE | change), {SCHOOL}))

    assert caught.value.line == 2


@pytest.mark.parametrize(
    "line",
    [
        {"kind": "clock_mark", "wall": 1},
        {"kind": "health", "app_version": "0.1.0"},
        {"kind": "duty", "person": "a1", "role": "coordinator", "action": "begin"},
    ],
)
def test_what_only_the_program_tells_is_no_line(line: dict[str, Any]) -> None:
    with pytest.raises(BadRow, match="no es un tipo de registro"):
        list(read_lines(raw(line), {SCHOOL}))


def test_what_a_device_is_and_what_a_pupil_needs_may_be_lines() -> None:
    device = {"kind": "device", "resource": "tablet", "serial": "HGA1", "android": 9}
    request = {"kind": "request", "school": SCHOOL, "resource": "tablet", "units": 1, "learner": "a1", "cause": "nivel"}
    lines = list(read_lines(raw(device, request), {SCHOOL}))

    assert [line.people for line in lines] == [{}, {"learner": "a1"}]


def test_blank_lines_are_skipped_and_counted() -> None:
    assert [line.number for line in read_lines([b"\n", *raw(LINE), b"  \n", *raw(LINE)], {SCHOOL})] == [2, 4]


def test_a_line_cut_short_says_that_the_file_may_be_cut() -> None:
    with pytest.raises(BadRow, match="cortado"):
        list(read_lines([raw(LINE)[0][:-5]], {SCHOOL}))


def test_an_instant_without_offset_is_perus() -> None:
    assert read_occurred("2026-06-23T09:00:00") == read_occurred("2026-06-23T14:00:00+00:00")


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_a_reason(text: str) -> None:
    try:
        read_occurred(text)
    except BadInput as error:
        message = str(error)
    else:
        message = "understood"

    assert message


@given(st.binary(max_size=200))
def test_any_bytes_are_a_fact_or_a_reason(line: bytes) -> None:
    try:
        found = list(read_lines([line], {SCHOOL}))
    except BadRow as error:
        found = []
        assert error.line == 1  # noqa: PT017

    assert len(found) <= 1


@pytest.mark.parametrize(
    "when", ["2026-06-24", "2026-06-24T00:00:00", "2026-W27", "2019-12-31", "1970-01-01", "2019-W50"]
)
def test_a_day_that_has_not_come_and_one_before_2020_are_asked_to_be_corrected(when: str) -> None:
    line = json.dumps({"kind": "count", "resource": "tablet", "units": 7, "occurred": when}).encode()

    with pytest.raises(BadRow, match=r"Línea 1: La fecha .* Revísela"):
        list(read_lines([line], (), date(2026, 6, 23)))


@pytest.mark.parametrize("when", ["2026-06-23", "2026-06-23T23:59:59", "2026-W26", "2020-01-01"])
def test_today_this_week_and_any_day_since_2020_are_fine(when: str) -> None:
    line = json.dumps({"kind": "count", "resource": "tablet", "units": 7, "occurred": when}).encode()

    assert len(list(read_lines([line], (), date(2026, 6, 23)))) == 1


def test_where_nobody_knows_the_day_only_the_impossible_is_refused() -> None:
    lines = [
        {"kind": "count", "resource": "tablet", "units": 7, "occurred": when} for when in ("2031-01-01", "2100-01-01")
    ]

    assert len(list(read_lines([json.dumps(lines[0]).encode()], ()))) == 1
    with pytest.raises(BadRow):
        list(read_lines([json.dumps(lines[1]).encode()], ()))
