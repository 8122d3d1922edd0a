"""A road that is used as far as the day goes: never beyond what is left, and to its last byte."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.rationed import Rationed
from shared.allocation import ModelManifest
from shared.errors import DayUsedUp, RoadClosed
from shared.ids import NodeId
from sync.bundle import Sealed
from sync.chain import START
from sync.reply import Reply
from sync.traffic import Traffic


def go_on() -> None:
    """Nobody goes first."""


BUNDLE = Sealed(b"data", START, START)
ANSWER = Reply(b"ack")


@dataclass
class Scripted:
    """A road on which each bundle and its answer take so many bytes."""

    costs: list[tuple[int, int]]
    traffic: Traffic = field(default_factory=Traffic)
    brought: list[ModelManifest] = field(default_factory=list)
    name: str = "http"
    bundle_events: int = 700
    resumes: bool = True

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
        up, down = self.costs.pop(0)
        self.traffic.bytes_up += up
        self.traffic.bytes_down += down
        return ANSWER if resume else None

    def collect(self, node_id: NodeId) -> list[Reply]:
        return [ANSWER]

    def model(self, manifest: ModelManifest, into: Path) -> None:
        self.brought.append(manifest)

    def break_off(self) -> None:
        """Nothing is ever under way."""


def model(size: int) -> ModelManifest:
    return ModelManifest(version="v1", sha256="0" * 64, size=size, card=b"", release_signature=b"")


def delivered(road: Rationed, bundles: int) -> int:
    """Return how many of so many bundles went before the day was used up."""
    for at in range(bundles):
        try:
            road.deliver(BUNDLE)
        except DayUsedUp:
            return at
    return bundles


costs = st.lists(st.tuples(st.integers(1, 900), st.integers(0, 900)), min_size=1, max_size=8)


@given(costs, st.integers(0, 9_000), st.integers(0, 5_000))
def test_no_bundle_goes_once_the_day_is_used_up_and_each_before_it(
    costs: list[tuple[int, int]], left: int, carried_before: int
) -> None:
    before = Traffic(carried_before, carried_before)
    told = [Traffic(carried_before, carried_before + sum(map(sum, costs[:at]))) for at in range(len(costs))]
    fits = [used.on_line - before.on_line + before.to_come(len(BUNDLE.data)) <= left for used in told]
    road = Rationed(Scripted(list(costs), before), left, go_on)

    assert delivered(road, len(costs)) == sum(fits)


def test_a_day_without_a_limit_never_ends() -> None:
    assert delivered(Rationed(Scripted([(10**9, 10**9)] * 3), None, go_on), 3) == 3


def after_a_bundle(scripted: Scripted) -> Rationed:
    """Return a road on which a model of 400 bytes just fits into what is left of the day."""
    used = Traffic(*map(sum, zip(*scripted.costs, strict=True))).on_line
    road = Rationed(scripted, used + scripted.traffic.to_come(400), go_on)
    road.deliver(BUNDLE)
    return road


@pytest.mark.parametrize("size", [399, 400])
def test_a_model_comes_where_all_of_it_fits_into_what_is_left(tmp_path: Path, size: int) -> None:
    scripted = Scripted([(500, 100)])
    after_a_bundle(scripted).model(model(size), tmp_path / "model")

    assert scripted.brought == [model(size)]


def test_of_a_model_that_does_not_fit_not_a_byte_is_asked_for(tmp_path: Path) -> None:
    scripted = Scripted([(500, 100)])
    with pytest.raises(DayUsedUp, match="Sigue mañana"):
        after_a_bundle(scripted).model(model(401), tmp_path / "model")

    assert scripted.brought == []


def test_what_waits_on_the_road_is_taken_for_nothing() -> None:
    assert Rationed(Scripted([]), 0, go_on).collect(NodeId(b"n" * 8)) == [ANSWER]


def test_nothing_more_goes_once_somebody_goes_first(tmp_path: Path) -> None:
    def stop() -> None:
        raise RoadClosed("Se dejó el paso.")

    scripted = Scripted([(1, 1)])
    road = Rationed(scripted, None, stop)
    with pytest.raises(RoadClosed):
        road.deliver(BUNDLE)
    with pytest.raises(RoadClosed):
        road.model(model(1), tmp_path / "model")

    assert (len(scripted.costs), scripted.brought) == (1, [])


def test_it_is_the_road_that_it_stands_before() -> None:
    scripted = Scripted([(1, 1), (1, 1)])
    road = Rationed(scripted, None, go_on)

    assert (road.name, road.bundle_events, road.resumes) == ("http", 700, True)
    assert road.traffic is scripted.traffic
    assert [road.deliver(BUNDLE, resume=resume) for resume in (True, False)] == [ANSWER, None]
