"""A model that stays damaged is asked for ever more rarely, one that was only cut at once."""

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from edge.model_waits import MOST_SAT_OUT, forget_trouble, may_ask, note_trouble
from edge.store import Store
from shared.allocation import ModelManifest
from shared.errors import RoadClosed
from sync.roads import keep_model
from tests.edge.building import FakeHub, HubRoad, manifest_of, new_agent, new_store
from tests.edge.test_models_store import JUNK, card_of


@dataclass
class Asked(HubRoad):
    """A road that notes at which attempt a model was asked for, and brings it damaged."""

    attempt: int = 0
    asked: list[int] = field(default_factory=list)
    brings: bytes = b"damaged"

    def model(self, manifest: ModelManifest, into: Path) -> None:
        self.asked.append(self.attempt)
        keep_model(manifest, self.brings, into)


def after(store: Store, road: Asked, attempts: int) -> list[int]:
    agent = new_agent(store, road)
    for road.attempt in range(attempts):
        agent.tick()
    return road.asked


def test_a_model_that_stays_damaged_is_asked_for_ever_more_rarely_and_never_given_up(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.say("model", "model", manifest_of(hub, JUNK, card_of(JUNK)))
    with new_store(tmp_path) as store:
        asked = after(store, Asked(hub), 300)

    gaps = [later - earlier for earlier, later in pairwise(asked)]
    assert gaps == [2, 3, 5, 9, 17, 33, 65, 65, 65]
    assert max(gaps) == MOST_SAT_OUT + 1


def test_another_model_is_asked_for_at_once(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.say("model", "model", manifest_of(hub, JUNK, card_of(JUNK)))
    with new_store(tmp_path) as store:
        road = Asked(hub)
        after(store, road, 20)
        other = JUNK + b"2"
        hub.say("model", "model", manifest_of(hub, other, card_of(other), "v2"))
        road.asked.clear()

        assert after(store, road, 1) == [0]


def test_a_model_that_came_a_step_further_goes_on_at_the_next_attempt(tmp_path: Path) -> None:
    hub = FakeHub()
    manifest = manifest_of(hub, JUNK, card_of(JUNK))

    class Cut(Asked):
        def model(self, manifest: ModelManifest, into: Path) -> None:
            self.asked.append(self.attempt)
            into.parent.mkdir(exist_ok=True)
            with into.with_name(f"{into.name}.part").open("ab") as part:
                part.write(b"more")
            raise RoadClosed("cut")

    hub.say("model", "model", manifest)
    with new_store(tmp_path) as store:
        assert after(store, Cut(hub), 5) == [0, 1, 2, 3, 4]


def test_after_it_came_nothing_is_sat_out(tmp_path: Path) -> None:
    manifest = manifest_of(FakeHub(), JUNK, card_of(JUNK))
    with new_store(tmp_path) as store:
        note_trouble(store, manifest, moved=False)
        forget_trouble(store)

        assert may_ask(store, manifest)
