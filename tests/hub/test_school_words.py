"""A level or a UGEL that somebody writes is one that the region knows, or is refused with which it is like."""

import pytest

from hub.importers.columns import LEVELS
from hub.school_words import level_of, levels, ugel_of, ugels
from shared.errors import BadInput
from tests.hub.office import schools

UGELS = ["Huamanga", "Huanca Sancos", "01 San Juan"]


@pytest.mark.parametrize("code", LEVELS)
def test_every_level_that_the_importer_knows_is_read_by_its_code_and_by_its_words(code: str) -> None:
    known = levels(schools())

    assert {level_of(one, known) for one in (code, LEVELS[code], LEVELS[code].upper())} == {LEVELS[code]}


def test_a_level_that_is_nearly_one_is_refused_with_which() -> None:
    with pytest.raises(BadInput, match="Escriba uno de estos: Secundaria"):
        level_of("Secundaira", levels([]))


def test_the_ugels_of_the_region_are_each_there_once() -> None:
    assert ugels(schools()) == ["Huamanga"]


@pytest.mark.parametrize("text", ["HUANCASANCOS", "ugel huanca  sancos", "Huanca-Sancos"])
def test_a_ugel_in_another_spelling_is_that_of_the_region(text: str) -> None:
    assert ugel_of(text, UGELS) == "Huanca Sancos"


@pytest.mark.parametrize("text", ["Huamnaga", "UGEL Huanca Sanco", "01 San Jaun"])
def test_one_that_is_nearly_another_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="lo más parecido: "):
        ugel_of(text, UGELS)


@pytest.mark.parametrize("text", ["Cangallo", "02 San Juan", "Lucanas"])
def test_one_that_is_like_none_is_new(text: str) -> None:
    assert ugel_of(f"UGEL {text}", UGELS) == text
