"""The drawing of a QR code has the modules that it must have."""

import re

import pytest

from shared.web.qr import qr_of

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
