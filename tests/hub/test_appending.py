"""What takes time is done before the writers' lock is taken; whatever happens meanwhile, each event counts once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hub.ingest import Ingest
from hub.taken import Taken
from shared.events import Claim
from shared.facts import Loan
from shared.whole import Disk
from tests.hub.builders import GUIDE, Node, Office, count, node_of, use
from tests.usage_events import uses

pytestmark = pytest.mark.databases


class Meanwhile(Disk):
    """A disk on which something else happens while the first segment is being written."""

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__()
        self._left = [happens]

    def rename(self, path: Path, to: Path) -> None:
        super().rename(path, to)
        if to.suffix == ".parquet" and self._left:
            self._left.pop()()


def segments_on_disk(office: Office) -> set[str]:
    return {f"events/{path.name}" for path in (office.config.lake_folder / "events").iterdir()}


def loan(units: int) -> Claim:
    return Claim(Loan(resource=GUIDE, units=units))


def known(office: Office, name: bytes) -> Node:
    """Return a node that the hub knows already."""
    node = node_of(office, name)
    office.take(node.bundle())
    return node


def test_others_commit_while_a_segment_is_being_written(office: Office) -> None:
    slow, quick = known(office, b"s"), known(office, b"q")
    slow.record(*uses(200))
    quick.record(*uses(3, seed=2))
    answers: list[Taken] = []
    ingest = Ingest(office.store, office.keys, Meanwhile(lambda: answers.append(office.take(quick.bundle()))))
    taken = ingest.take(slow.bundle().data)

    assert isinstance(taken, Taken)
    assert quick.ack(answers[0]).received == quick.end
    assert slow.ack(taken).received == slow.end
    assert office.store.totals().events == 203
    assert segments_on_disk(office) == set(office.store.segments("events"))


def test_the_same_bundle_by_another_road_meanwhile_counts_once(office: Office) -> None:
    node = known(office, b"s")
    node.record(count(30), use(), loan(4))
    ingest = Ingest(office.store, office.keys, Meanwhile(lambda: office.take(node.bundle())))
    taken = ingest.take(node.bundle().data)

    assert isinstance(taken, Taken)
    assert (taken.new_events, node.ack(taken).received) == (0, node.end)
    assert office.store.totals().events == 3
    assert segments_on_disk(office) == set(office.store.segments("events"))


def test_a_part_of_it_by_another_road_meanwhile_leaves_what_in_order_would(office: Office) -> None:
    node = known(office, b"s")
    node.record(count(30), loan(4))
    part = node.bundle()
    node.record(loan(5))
    ingest = Ingest(office.store, office.keys, Meanwhile(lambda: office.take(part)))
    taken = ingest.take(node.bundle().data)

    assert isinstance(taken, Taken)
    assert (taken.new_events, node.ack(taken).received) == (1, node.end)
    assert [(row.on_hand, row.lent) for row in office.store.stock()] == [(21, 9)]
    assert office.store.totals().events == 3
    assert segments_on_disk(office) == set(office.store.segments("events"))


def test_others_commit_while_the_first_bundle_of_a_new_node_is_being_prepared(office: Office) -> None:
    new, quick = node_of(office, b"s"), known(office, b"q")
    new.record(*uses(200))
    quick.record(*uses(3, seed=2))
    answers: list[Taken] = []
    ingest = Ingest(office.store, office.keys, Meanwhile(lambda: answers.append(office.take(quick.bundle()))))
    taken = ingest.take(new.bundle().data)

    assert isinstance(taken, Taken)
    assert quick.ack(answers[0]).received == quick.end
    assert new.ack(taken).received == new.end
    assert office.store.totals().events == 203
    assert segments_on_disk(office) == set(office.store.segments("events"))
