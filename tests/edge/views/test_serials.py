"""Serials as forms take them."""

import pytest

from edge.views.serials import read_serial
from shared.errors import BadInput


@pytest.mark.parametrize("text", ["", "  ", "A" * 41, "tablet/A1", "A\x00B"])
def test_what_is_no_serial_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_serial(text)


@pytest.mark.parametrize("text", ["hga1-4x", " HGA1 4X ", "hga1'4x"])
def test_a_serial_is_what_its_label_says_however_it_was_written(text: str) -> None:
    assert read_serial(text).replace("-", "") == "HGA14X"
