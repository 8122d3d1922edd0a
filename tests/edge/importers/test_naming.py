"""A resource goes by its id or its name as people write it; of what is none, a near one is named where that helps."""

import pytest

from edge.importers.naming import MOST_GUESSES, ResourceNames
from shared.errors import BadRow
from shared.ids import ResourceId
from shared.resources import Resource, ResourceKind

TABLET = Resource(id=ResourceId("tablet"), name="Tabletas", kind=ResourceKind.REUSABLE)
GUIDE = Resource(id=ResourceId("guia-com-3"), name="Guías", kind=ResourceKind.CONSUMABLE)
TWIN = Resource(id=ResourceId("guia-mat-3"), name="guías", kind=ResourceKind.CONSUMABLE)


@pytest.mark.parametrize("text", ["tablet", "TABLETAS", " tabletas "])
def test_an_id_or_a_name_in_any_spelling_is_found(text: str) -> None:
    assert ResourceNames([TABLET, GUIDE]).find(2, text) == "tablet"


def test_a_name_of_two_resources_asks_for_the_id() -> None:
    with pytest.raises(BadRow, match=r"guia-com-3, guia-mat-3"):
        ResourceNames([GUIDE, TWIN]).find(2, "Guías")


def test_an_id_that_another_resource_has_for_a_name_is_that_id() -> None:
    other = Resource(id=ResourceId("otra"), name="tablet", kind=ResourceKind.REUSABLE)

    assert ResourceNames([TABLET, other]).find(2, "tablet") == "tablet"


def test_what_nearly_is_a_name_brings_the_name_to_mind() -> None:
    with pytest.raises(BadRow, match="¿Quiso decir «Tabletas»"):
        ResourceNames([TABLET, GUIDE]).find(7, "tabetas")


def test_a_file_of_unknown_names_is_refused_without_a_guess_for_each() -> None:
    names = ResourceNames([TABLET])
    told = []
    for n in range(MOST_GUESSES + 2):
        with pytest.raises(BadRow) as caught:
            names.find(n, f"tableta{n}")
        told.append("¿Quiso decir" in str(caught.value))
    with pytest.raises(BadRow, match="¿Quiso decir"):
        names.find(1, "tableta0")

    assert told == [True] * MOST_GUESSES + [False, False]
