"""A sentence is translated whole, with the sentences inside it."""

from hypothesis import given
from hypothesis import strategies as st

from shared.sentences import Sentence

ENGLISH = {"faltan %(n)s": "%(n)s missing", "Línea %(line)s: %(why)s": "Line %(line)s: %(why)s"}


def test_what_stands_inside_is_translated_too() -> None:
    row = Sentence("Línea %(line)s: %(why)s", {"line": 4, "why": Sentence("faltan %(n)s", {"n": 9})})

    assert row.text(lambda text: ENGLISH.get(text, text)) == "Line 4: 9 missing"


@given(st.text(max_size=80))
def test_words_without_values_stand_as_they_are(text: str) -> None:
    assert Sentence(text).text() == text


@given(st.text(max_size=80))
def test_a_value_is_never_taken_for_a_template(text: str) -> None:
    assert Sentence("«%(text)s»", {"text": text}).text() == f"«{text}»"
