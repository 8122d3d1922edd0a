"""What must hold after every step of the model, whatever happened."""

from collections import Counter
from typing import Any

from tests.faults.protocol_model.parts import ROOT, Fact, need
from tests.faults.protocol_model.scene import Scene


def check(scene: Scene) -> None:
    """
    Check what must hold after every step.

    Raises:
        Broken: It does not.
    """
    events = list(scene.hub.events.values())
    logs = [fact for node in scene.nodes for fact in node.log]
    need(scene.ever - scene.gone <= scene.alive(), "2: a committed event is neither on a laptop nor at the hub")
    counted = Counter([fact.tag for fact in events] + scene.hub.orphans)
    need(max(counted.values(), default=1) == 1, "1: counted twice at the hub")
    truth = {fact.head: fact for fact in logs}
    same = all(truth.get(fact.head, fact)[3:] == fact[3:] for fact in events)
    need(same, "3/8: the hub holds another record under a node's position")
    named = {fact.tag: fact.who for fact in events}
    need(all(named.get(fact.tag, fact.who) == fact.who for fact in logs), "8: a record with the wrong learner")
    if not scene.snapshot_ran:
        _check_identities(logs + events)
    _check_tree(scene, events)


def _check_identities(facts: list[Fact]) -> None:
    found: dict[tuple[str, int], Any] = {}
    need(all(found.setdefault(fact[:2], fact.what) == fact.what for fact in facts), "3: one id, two records")


def _check_tree(scene: Scene, events: list[Fact]) -> None:
    hub = scene.hub
    if not scene.rules.have("asis_id_has_key"):
        known = set(hub.events) | hub.skipped | {ROOT}
        need(all(fact.prev in known for fact in events), "6: stored over a gap")
    held = [(prev, head) for prev, after in hub.children.items() for head in after & set(hub.events)]
    forks = [prev for prev, head in held if len(hub.siblings(head, prev)) > 1]
    need(all(("fork", head) in hub.alerts for head in forks), "a fork nobody was told of")
