from pathlib import Path

from edge.enrol import Identity
from edge.said_first import health_of, proof_of
from shared.events import Claim
from shared.fact_fields import NUMBERS
from tests.edge.building import KEYS, FakeHub, HubRoad, new_agent, new_store, use


def test_the_proof_is_shown_until_the_hub_has_answered_and_what_waits_is_counted(tmp_path: Path) -> None:
    hub = FakeHub()
    who = Identity(KEYS, hub.invitation())
    with new_store(tmp_path) as store:
        store.record([Claim(use())] * 3)
        before = proof_of(store, who), health_of(store, who)[NUMBERS["pending"]]
        new_agent(store, HubRoad(hub)).tick()

        assert before == (who.enrolment, 4)
        assert (proof_of(store, who), health_of(store, who)[NUMBERS["pending"]]) == (None, 1)
        assert NUMBERS["unvouched"] not in health_of(store, who)
