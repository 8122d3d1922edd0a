"""Codes are text: zeros that a spreadsheet dropped come back, and nothing else passes for a code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadIdentifier
from shared.ids import SchoolId, parse_school, resource_id, school_id, site_id

codes = st.integers(1, 9_999_999)


@given(codes, st.integers(0, 9))
def test_a_code_comes_back_whole_however_a_spreadsheet_wrote_it(code: int, annex: int) -> None:
    whole = f"{code:07}-{annex}"
    written = [
        (f"{code:07}", str(annex)),
        (str(code), str(annex)),
        (f"{code}.0", f"{annex}.0"),
        (f" {code} ", f" {annex} "),
    ]

    assert {school_id(*one) for one in written} == {whole}
    assert parse_school(whole) == whole


@given(st.text(max_size=12))
def test_what_is_accepted_has_the_one_shape(text: str) -> None:
    try:
        accepted = school_id(text)
    except BadIdentifier:
        return

    assert parse_school(accepted) == accepted
    assert accepted.isascii()


@pytest.mark.parametrize("text", ["12345678", "040369A", "-403691", "", "٠٤٠٣٦٩١"])
def test_a_code_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadIdentifier):
        school_id(text)


@given(st.integers(1, 999_999))
def test_a_site_has_six_digits(code: int) -> None:
    assert site_id(str(code), SchoolId("0403691-0")) == f"{code:06}"


@pytest.mark.parametrize("unknown", ["", " ", "0", "000000", "S/C", "٠٧٤٢٩٤"])
def test_a_school_without_a_known_building_is_its_own_site(unknown: str) -> None:
    assert site_id(unknown, SchoolId("0403691-0")) == "~0403691-0"


@given(st.text(max_size=70))
def test_a_resource_id_is_short_and_plain(text: str) -> None:
    try:
        accepted = resource_id(text)
    except BadIdentifier:
        return

    assert 1 <= len(accepted) <= 64
    assert accepted.isascii()
    assert accepted == accepted.lower()
