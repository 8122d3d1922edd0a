"""Degrees, minutes and seconds are the same place as degrees with decimals."""

from hypothesis import given
from hypothesis import strategies as st

from hub.importers.degrees import in_degrees


@given(st.integers(0, 81), st.integers(0, 59), st.integers(0, 59), st.sampled_from("SsOoWw"))
def test_whatever_is_written_in_parts_is_their_sum_below_nought(d: int, m: int, s: int, half: str) -> None:
    expected = -(d + m / 60 + s / 3600)

    for text in (f"{d}°{m:02}'{s:02}\" {half}", f"{half} {d}º {m}’ {s}”", f"-{d}°{m}'{s}''"):
        found = in_degrees(text)
        assert found is not None
        assert abs(found - expected) < 1e-9


@given(st.text(max_size=20))
def test_no_text_makes_it_fail(text: str) -> None:
    assert in_degrees(text) is None or "°" in text or "º" in text


def test_utm_is_no_degrees() -> None:
    assert [in_degrees(text) for text in ("583456", "8543210.5", "18L 583456")] == [None, None, None]
