"""What a form of a loan says, as values."""

import pytest

from edge.views.lending_forms import checks_in, dni_written
from shared.checklist import ITEMS, answers_in
from shared.errors import BadInput
from shared.web.codes import CHECK_ITEMS


@pytest.mark.parametrize("text", ["", " ", "1234567", "abc", "4099.9937", "4" * 13])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        dni_written(text)


@pytest.mark.parametrize(
    ("text", "read"), [("4099 9937", "40999937"), ("001234567", "001234567"), ("AB123456", "AB123456")]
)
def test_a_dni_and_other_documents_are_taken_without_blanks(text: str, read: str) -> None:
    assert dni_written(text) == read


def test_every_item_of_the_checklist_has_words_and_is_asked() -> None:
    assert list(CHECK_ITEMS) == list(ITEMS)
    assert answers_in(checks_in(dict.fromkeys(ITEMS, "si"))) == dict.fromkeys(ITEMS, True)
    assert answers_in(checks_in(dict.fromkeys(ITEMS, "otra cosa"))) == {}
