"""The chain vouches for everything before a position, however the events are cut."""

from hypothesis import given
from hypothesis import strategies as st

from sync.chain import ROOT, heads_after, next_head

bodies = st.lists(st.binary(max_size=20), max_size=8)


@given(bodies, bodies)
def test_heads_do_not_depend_on_how_the_events_are_cut(first: list[bytes], rest: list[bytes]) -> None:
    start = heads_after(ROOT, first)

    assert heads_after(ROOT, first + rest) == start + heads_after(start[-1] if start else ROOT, rest)


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=8), st.data())
def test_another_event_anywhere_changes_the_last_head(chain: list[bytes], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(chain) - 1))
    changed = [*chain[:at], chain[at] + b"!", *chain[at + 1 :]]

    assert heads_after(ROOT, chain)[-1] != heads_after(ROOT, changed)[-1]


def test_a_head_is_sixteen_bytes() -> None:
    assert len(next_head(ROOT, b"")) == 16
