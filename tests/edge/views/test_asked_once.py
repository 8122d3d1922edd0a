"""The mark of words that were asked about."""

from hypothesis import given
from hypothesis import strategies as st

from edge.views.asked_once import mark


@given(st.text(max_size=40), st.text(max_size=40))
def test_only_the_same_words_pass_however_a_browser_sends_their_lines(said: str, other: str) -> None:
    assert mark(said) == mark(said.replace("\n", "\r\n"))
    assert (mark(said) == mark(other)) is (said.split() == other.split())
