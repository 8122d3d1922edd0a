"""The drawing of a QR code has the modules that it must have."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.qr import qr_lines, qr_of

segno = pytest.importorskip("segno", reason="needs segno: make setup")


def test_the_path_draws_the_dark_modules_and_no_others() -> None:
    text = "CHQ1" + "0123456789ABCDEFGHJK" * 15
    size, path = qr_of(text)
    drawn = {
        (int(y), int(x) + step)
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path)
        for step in range(int(width))
    }
    matrix = segno.make(text, error="m", boost_error=False, micro=False).matrix
    due = {(y + 4, x + 4) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}

    assert drawn == due
    assert size == len(matrix) + 8


def test_letters_and_figures_alone_make_a_smaller_code_than_the_same_in_small_letters() -> None:
    assert qr_of("CHQ1" + "ABCDEFGHJK" * 30)[0] < qr_of("chq1" + "abcdefghjk" * 30)[0]


def _dark(path: str) -> set[tuple[int, int]]:
    """Return the modules that a path of lines covers."""
    found = set()
    for line in path.split("M")[1:]:
        steps = re.findall(r"h(\d+)(?:m(\d+) 0)?", line)
        x, y = map(int, re.findall(r"^(\d+) (\d+)\.5", line)[0])
        for run, gap in steps:
            found |= {(x + at, y) for at in range(int(run))}
            x += int(run) + int(gap or 0)
    return found


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=80))
def test_drawn_as_lines_it_is_the_same_code(text: str) -> None:
    (size, filled), (wide, lines) = qr_of(text), qr_lines(text)
    runs = re.findall(r"M(\d+) (\d+)h(\d+)", filled)

    assert size == wide
    assert _dark(lines) == {(int(x) + at, int(y)) for x, y, run in runs for at in range(int(run))}
    assert len(lines) < 0.65 * len(filled)
