"""A code under a paper: any other letter, school, paper or laptop and it does not correspond."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadInput
from shared.ids import SchoolId
from sync.keys import NodeKeys
from sync.signed_paper import MOST, Kind, Paper, code_of, is_signed_by, read_code

KEYS = NodeKeys.from_seed(b"n" * 32)
ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
"""What the small mode of a QR code takes."""


def paper(content: object = ("x", 1), name: str = "000123", school: str = "0403691-0") -> Paper:
    return Paper(SchoolId(school), Kind.ACTA, name, content)


def test_a_code_is_read_back_and_is_of_the_laptop_that_signed_it() -> None:
    text = code_of(paper(), KEYS)

    code = read_code(text)

    assert (code.doc, code.school) == (paper().doc, "0403691-0")
    assert is_signed_by(code, KEYS.verify_key)
    assert not is_signed_by(code, NodeKeys.from_seed(b"o" * 32).verify_key)
    assert len(text) <= MOST
    assert set(text) <= ALPHANUMERIC


@given(st.data())
def test_with_one_letter_changed_no_code_corresponds(data: Any) -> None:
    text = code_of(paper(), KEYS)
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ-.").filter(lambda one: one != text[at]))
    other = text[:at] + letter + text[at + 1 :]

    try:
        code = read_code(other)
    except BadInput:
        return
    assert not is_signed_by(code, KEYS.verify_key)


@given(st.text(max_size=300))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        code = read_code(text)
    except BadInput:
        return
    assert code.kind in Kind


@given(st.text(min_size=1, max_size=40), st.lists(st.integers(0, 99)), st.lists(st.integers(0, 99)))
def test_papers_that_say_different_things_have_different_marks(name: str, one: list[int], other: list[int]) -> None:
    first, second = paper(one, name), paper(other, name)

    assert (first.doc == second.doc) == (one == other)
    assert read_code(first.doc).doc == first.doc


@pytest.mark.parametrize("typed", ["{doc}", " {low} ", "{quoted}", "{spaced}"])
def test_a_scanner_of_another_keyboard_and_a_hand_are_understood(typed: str) -> None:
    doc = paper().doc
    text = typed.format(doc=doc, low=doc.lower(), quoted=doc.replace("-", "'"), spaced=" ".join(doc))

    assert read_code(text).doc == doc
