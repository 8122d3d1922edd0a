"""What a panel tells of its schools is read where it is told, and a school of which nothing is told is not guessed."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from models.panel_places import places_of, suited, tells_of_sites
from shared.demand import WeekRow
from shared.donors import Place
from shared.resources import Power
from tests.models.tiny import CATALOGUE
from tests.shared.builders_forecast import ORIGIN, SCHOOL, series


def place(**cells: Any) -> Place:
    frame = pd.DataFrame({"school": [SCHOOL, SCHOOL], **{name: [value, None] for name, value in cells.items()}})
    [found] = places_of(frame, [series(WeekRow(ORIGIN, units=1))])
    return found


@pytest.mark.parametrize("word", ["si", "sí", True, 1.0, "1"])
def test_a_yes_is_a_yes_however_it_is_written(word: object) -> None:
    assert place(coverage=word, internet=word)[-2:] == (True, True)


@pytest.mark.parametrize(("word", "said"), [("no", False), (False, False), (0.0, False), (None, None), ("", None)])
def test_a_no_is_no_silence(word: object, said: bool | None) -> None:
    assert place(coverage=word).coverage is said


def test_the_last_cell_that_says_something_counts() -> None:
    found = place(students=31, level="Primaria", power="solar", languages="es quy")

    assert found == Place(31, "Primaria", ("es", "quy"), Power.SOLAR)
    assert place(power="eólica").power is Power.UNKNOWN


def test_a_panel_that_tells_nothing_of_its_schools_says_so() -> None:
    bare = pd.DataFrame({"school": [SCHOOL], "students": [9]})

    assert places_of(bare[["school"]], [series(WeekRow(ORIGIN))]) == ()
    assert (tells_of_sites(bare), tells_of_sites(bare.assign(power="red"))) == (False, True)


def test_without_a_catalogue_nobody_knows_what_fits(tmp_path: Path) -> None:
    one = [series(WeekRow(ORIGIN))]
    (tmp_path / "catalogue.json").write_bytes(CATALOGUE.replace(b'"guia-mat-3"', b'"guia"'))

    assert suited(one, [Place(level="Primaria")], tmp_path / "catalogue.json").tolist() == [1.0]
    assert np.isnan(suited(one, [Place(level="Primaria")], tmp_path / "none.json")).all()
