"""A school is found by what people type: without accents or capitals, by its code, and never by more than is read."""

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from hub.console.sought import MOST, asked, is_sought, plain


def test_a_name_is_found_without_its_accents_and_capitals_and_with_them() -> None:
    found = [is_sought(text, ["I.E. Ñuñoa Río Claro"]) for text in ("nunoa", "ÑUÑOA", "rio c", "río", "claro rio")]

    assert found == [True, True, True, True, False]


def test_a_code_is_found_by_how_it_begins_alone() -> None:
    assert [is_sought(text, ["A"], ["0999104-0"]) for text in ("0999", "0999104-0", "104")] == [True, True, False]


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_any_part_of_a_name_finds_it(before: str, part: str, after: str) -> None:
    assert is_sought(plain(part), [plain(before) + plain(part) + plain(after)])


def test_what_is_asked_for_is_read_up_to_a_length_and_without_spare_blanks() -> None:
    app = Flask(__name__)
    with app.test_request_context("/", query_string={"escuela": "  Río   Claro ", "ugel": "x" * 5_000}):
        assert (asked("escuela"), len(asked("ugel")), asked("nada")) == ("Río Claro", MOST, "")
