"""What is new is added once, over no gap, and a branch is seen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import SequenceGap
from shared.ids import Head
from sync.chain import START, Position
from sync.inbox import fresh, is_fork, position_in
from sync.opened import open_prefix
from tests.sync.builders import HUB, MemoryHub, MemoryOutbox, incarnation, records, run, sealed
from tests.usage_events import uses

RUNS = [run(4, "a"), run(3, "b", seed=2), run(1, "c", seed=3)]
OPENED = open_prefix(HUB, sealed(RUNS).data)
ALL_POSITIONS = [position_in(frame, at) for frame in OPENED.frames for at in range(len(frame.heads))]

OTHER = [Position(incarnation("z"), 1, Head(b"another head...."))]


@given(st.integers(0, 8))
def test_only_what_is_not_held_is_new(held: int) -> None:
    arrival = fresh(START, OPENED.frames, ALL_POSITIONS[:held].__contains__)

    assert records(arrival.frames) == records(OPENED)[held:]
    assert arrival.parent == (ALL_POSITIONS[held - 1] if held else START)
    assert arrival.end == OPENED.end


@pytest.mark.parametrize(("held", "asked"), [(0, 1), (8, 2)])
def test_whether_all_or_nothing_is_new_takes_a_question_or_two(held: int, asked: int) -> None:
    questions: list[Position] = []

    def holds(position: Position) -> bool:
        questions.append(position)
        return position in ALL_POSITIONS[:held]

    fresh(START, OPENED.frames, holds)

    assert len(questions) == asked


def test_the_new_events_keep_their_places_and_heads() -> None:
    (frame, *_) = fresh(START, OPENED.frames, ALL_POSITIONS[:2].__contains__).frames

    assert (frame.first_seq, frame.end) == (3, ALL_POSITIONS[3])
    assert len(frame.bodies) == len(frame.heads) == len(frame.records) == 2


def test_a_gap_says_from_where_to_send_again() -> None:
    later = open_prefix(HUB, sealed([run(2, "a", first_seq=5)], base=ALL_POSITIONS[3]).data)

    with pytest.raises(SequenceGap, match="Envíe desde el 3"):
        fresh(later.header.base, later.frames, ALL_POSITIONS[:2].__contains__, tip=2)


def test_a_base_with_another_head_is_a_gap() -> None:
    with pytest.raises(SequenceGap):
        fresh(Position(incarnation("a"), 4, ALL_POSITIONS[2].head), OPENED.frames, ALL_POSITIONS.__contains__)


@pytest.mark.parametrize(
    "base", [Position(incarnation("w"), 5, START.head), Position(START.incarnation, 1, START.head)]
)
def test_only_the_start_itself_is_held_without_an_event(base: Position) -> None:
    with pytest.raises(SequenceGap):
        fresh(base, [], ALL_POSITIONS.__contains__)


def test_a_second_child_is_a_fork_and_so_is_a_second_log_of_one_key() -> None:
    arrival = fresh(START, OPENED.frames, ALL_POSITIONS[:2].__contains__)

    assert is_fork(arrival, OTHER)
    assert not is_fork(arrival, [])
    assert is_fork(fresh(START, OPENED.frames, [].__contains__), OTHER)
    assert not is_fork(fresh(START, OPENED.frames, [].__contains__), [])
    assert not is_fork(fresh(START, OPENED.frames, ALL_POSITIONS.__contains__), OTHER)


def test_two_openings_that_begin_with_the_same_event_are_a_fork_all_the_same() -> None:
    arrival = fresh(START, OPENED.frames, ALL_POSITIONS[:4].__contains__)
    first = ALL_POSITIONS[4]

    assert is_fork(arrival, [Position(incarnation("z"), first.seq, first.head)])
    assert not is_fork(arrival, [first])


def branches() -> list[bytes]:
    """Bundles of a node, of a copy of it made half-way, and some that were cut under way."""
    node, twin = MemoryOutbox(), MemoryOutbox()
    for outbox in (node, twin):
        outbox.record("a", uses(6))
    node.record("b", uses(5, seed=2))
    twin.record("t", uses(4, seed=3))
    bundles = []
    for outbox in (node, twin):
        for start, count in ((0, 4), (3, 3), (4, 9), (0, 20)):
            outbox.cursor = type(outbox.cursor)(acked=outbox.log[start - 1][0] if start else START)
            base, runs = outbox.unsent(count)
            bundles.append(sealed(runs, base).data)
    return [*bundles, bundles[3][:-30]]


BUNDLES = branches()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(BUNDLES), max_size=10), st.permutations(BUNDLES))
def test_any_multiset_and_order_of_deliveries_gives_the_same_hub(extra: list[bytes], order: list[bytes]) -> None:
    hub, plain = MemoryHub(), MemoryHub()
    for data in [*extra, *order, *order]:
        hub.receive(data)
    for data in BUNDLES:
        plain.receive(data)

    assert hub.held == plain.held
    assert len(hub.held) == 15
    assert hub.forks == plain.forks == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(BUNDLES), max_size=6))
def test_what_the_hub_holds_has_no_gaps(some: list[bytes]) -> None:
    hub = MemoryHub()
    for data in some:
        hub.receive(data)
    heads = {child.head for children in hub.children.values() for child in children}

    assert all(parent == START.head or parent in heads for parent in hub.children)
