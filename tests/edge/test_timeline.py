"""How the log of a node is dated, event by event."""

from hypothesis import given
from hypothesis import strategies as st

from edge.timeline import Timeline
from shared.dating import Mark, pieces

NOON = 1_790_000_000
SECONDS = st.integers(0, 400_000)
STEPS = st.one_of(
    st.tuples(st.just("open"), st.none()),
    st.tuples(st.just("record"), SECONDS),
    st.tuples(st.just("mark"), st.tuples(SECONDS, st.sampled_from((60, NOON)), st.sampled_from((None, NOON)))),
    st.tuples(st.just("receipt"), st.tuples(st.sets(st.integers(0, 9), max_size=3), SECONDS)),
)


def after(line: Timeline, what: str, value: object) -> Timeline:
    match what, value:
        case "open", _:
            return line.opened()
        case "record", int(seconds):
            return line.recorded(seconds)
        case "mark", (int(seconds), int(wall), hub_time):
            assert hub_time is None or isinstance(hub_time, int)
            seq = len(line.spells[-1].marks) + 1
            return line.marked(Mark(seq, seconds, wall + seconds, hub_time))
        case _, (spells, int(seconds)):
            assert isinstance(spells, set)
            return line.received({at: 0 for at in spells if at < len(line.spells)}, NOON + seconds)
    raise AssertionError(what)


def anchored(openings: int) -> Timeline:
    line = Timeline()
    for at in range(openings):
        line = line.opened().marked(Mark(1, 0, NOON + at, NOON + at))
    return line


@given(st.lists(STEPS, max_size=20))
def test_what_is_dated_anew_after_each_step_is_what_dating_all_of_it_would_say(steps: list[tuple[str, object]]) -> None:
    line = Timeline().opened()
    for what, value in steps:
        line = after(line, what, value)

        # A fact without a mark moves no date, though it may lengthen its spell.
        if what != "record":
            assert line.dated == tuple(pieces(line.spells))


def test_a_receipt_dates_nothing_anew_before_the_last_contact_with_the_hub() -> None:
    before = anchored(200).opened().marked(Mark(1, 0, NOON + 300))
    after = before.received({200: 0}, NOON + 900)

    assert [old is new for old, new in zip(before.dated, after.dated, strict=True)] == [True] * 199 + [False] * 2
