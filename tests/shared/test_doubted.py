"""A bound never raises a need, touches none that is within it, and the school reads of it beside its line."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from shared.allocation import Line, Need, Reason, Turn
from shared.doubted import Bound, capped
from shared.reasons import why
from shared.resources import Catalogue

NEEDS = st.lists(st.integers(0, 10_000), min_size=3, max_size=3).map(lambda row: Need(*sorted(row)))


@given(NEEDS, st.integers(0, 10_000))
def test_a_bound_never_raises_a_need_and_keeps_it_within(need: Need, most: int) -> None:
    counts, doubted = capped(need, Bound(most))

    told = msgspec.structs.astuple
    assert all(one <= min(was, most) for one, was in zip(told(counts), told(need), strict=True))
    assert (doubted is None) == (counts == need)
    assert doubted is None or doubted.foreseen == need


@given(NEEDS)
def test_without_a_bound_nothing_changes(need: Need) -> None:
    assert capped(need, None) == (need, None)


def test_the_school_reads_up_to_how_many_its_use_counts_and_whether_somebody_looked() -> None:
    turn = Turn(alpha=2.0, fill_before_pct=0, fill_after_pct=0, pressing_pct=100)
    said = []
    for looked_at in (False, True):
        need, doubted = capped(Need(100, 900, 1_400), Bound(1_200, looked_at))
        line = Line(school="0403691-0", site="074294", resource="guia", units=0, lots=0, lot=5, reason=Reason.STOCK,
                    need=need, depot="Huamanga", turn=msgspec.structs.replace(turn, doubted=doubted))  # fmt: skip
        said.append(why(line, Catalogue(1, ())).text())

    assert said[0].endswith("está en revisión: mientras tanto se cuenta hasta 1,200.")
    assert said[1].endswith("La región revisó el uso que se anotó, mucho más de lo usual: se cuenta hasta 1,200.")
