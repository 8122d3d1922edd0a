"""Whatever befalls nodes, hub and roads, the invariants of sync/PROTOCOL.md hold on the real code."""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.faults.histories import DIRECTED, History, Operation, words, written
from tests.faults.histories_checks import AT_EVERY_STEP, AT_THE_END
from tests.faults.histories_clocks import Clocks
from tests.faults.histories_node import PER_FRAME
from tests.faults.histories_world import World
from tests.faults.protocol_model.parts import PER_PAGE, Rules, Seen
from tests.faults.protocol_model.world import World as Model

SOAK = 1_000
"""Histories of each soak test."""
NOT_BUILT = {"bcstick"}
"""A stick with the broadcast stream alone: no command of ours makes one."""
OPERATIONS = words(
    """
    newnode reenrol rec rec mark seal seal stick http http httpcut deliver deliver take take drop flip nbackup nrestore
    reboot clone hbackup hrestore hrestart hrevert issue issue revoke release hclean
    """
)
COMPARED = words(
    """
    newnode rec rec seal seal stick http http httpcut deliver deliver take take drop nbackup nrestore reboot clone
    hbackup hrestore hrestart issue issue hclean
    """
)
"""What the model and the real code do alike, fact by fact: without operators' clicks and the clock marks of a jump."""


@pytest.fixture(autouse=True, scope="module")
def small_frames() -> Iterator[None]:
    """Frames of two events and pages of a few entries, so that short histories are cut in many places."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sync.bundle.MAX_FRAME_EVENTS", PER_FRAME)
        patch.setattr("sync.feed.MAX_ENTRIES", PER_PAGE)
        yield


def built(history: History) -> History:
    return [operation for operation in history if operation[0] not in NOT_BUILT]


def play(history: History, clocks: Clocks | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), clocks or Clocks())
        try:
            for operation in history:
                world.step(*operation)
                for check in AT_EVERY_STEP:
                    check(world)
            for check in AT_THE_END:
                check(world)
        except BaseException as broken:
            broken.add_note(written(history))
            raise
        finally:
            world.close()


def observed(history: History, clocks: Clocks) -> list[Seen]:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), clocks)
        try:
            seen = []
            for operation in history:
                world.step(*operation)
                seen.append(world.seen())
            return seen
        finally:
            world.close()


def told_by_the_model(history: History, *, sane: bool) -> list[Seen]:
    model = Model(Rules(), sane_clock=sane, as_built=True)
    seen = []
    for operation in history:
        model.step(*operation)
        seen.append(model.seen())
    return seen


def with_codes(history: History) -> History:
    """Return the history with every new node invited: who is not waits for an operator, who is no part of this."""
    return [(name, a, 0, c, d) if name == "newnode" else (name, a, b, c, d) for name, a, b, c, d in history]


@pytest.mark.parametrize("name", DIRECTED)
def test_every_invariant_holds_in_a_directed_history(name: str) -> None:
    play(built(DIRECTED[name]))


def stories(operations: tuple[str, ...], most: int = 12) -> st.SearchStrategy[History]:
    """Histories that grow around a directed one: whatever chance puts in between, or nothing but chance."""
    chance = st.tuples(st.sampled_from(operations), *[st.integers(0, 11)] * 4)
    plots = st.sampled_from([[], *DIRECTED.values()]).map(lambda plot: [step for step in plot if step[0] in operations])
    inserted = st.lists(st.tuples(st.integers(0, 30), chance), max_size=most)
    return st.tuples(plots, inserted).map(lambda told: _interwoven(*told))


def _interwoven(plot: History, inserted: list[tuple[int, Operation]]) -> History:
    told = list(plot)
    for at, operation in inserted:
        told.insert(at, operation)
    return told


any_history = given(history=stories(OPERATIONS), sane=st.booleans(), dice=st.none() | st.randoms(use_true_random=False))
any_compared_history = given(history=stories(COMPARED).map(with_codes), sane=st.booleans())


def holds(history: History, sane: bool, dice: random.Random | None) -> None:
    play([("rec", 0, 2, 0, 1), *history], Clocks(sane, dice))


def is_the_same(history: History, sane: bool) -> None:
    assert observed(history, Clocks(sane)) == told_by_the_model(history, sane=sane)


@settings(max_examples=12, deadline=None)
@any_history
def test_every_invariant_holds_in_any_history(history: History, sane: bool, dice: random.Random | None) -> None:
    holds(history, sane, dice)


@pytest.mark.soak
@settings(max_examples=SOAK, deadline=None)
@any_history
def test_every_invariant_holds_in_thousands_of_histories(
    history: History, sane: bool, dice: random.Random | None
) -> None:
    holds(history, sane, dice)


@settings(max_examples=15, deadline=None)
@any_compared_history
def test_the_model_and_the_real_code_tell_the_same_history(history: History, sane: bool) -> None:
    is_the_same(history, sane)


@pytest.mark.soak
@settings(max_examples=SOAK, deadline=None)
@any_compared_history
def test_the_model_and_the_real_code_tell_the_same_in_thousands_of_histories(history: History, sane: bool) -> None:
    is_the_same(history, sane)


@pytest.mark.parametrize("name", DIRECTED)
def test_the_model_and_the_real_code_tell_the_same_directed_history(name: str) -> None:
    is_the_same(with_codes([step for step in DIRECTED[name] if step[0] in COMPARED]), sane=True)
