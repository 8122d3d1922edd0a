"""Bundles in any order, any number of times, and at the same moment: the same hub in the end."""

import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.taken import Asked, Taken
from shared.events import Claim
from shared.facts import Request
from sync.bundle import Sealed
from tests.hub.builders import GUIDE, OTHER_SITE, SCHOOL, SITE, Office, count, node_of, open_office, state_of, use, uses
from tests.hub.databases import Databases
from tests.hub.test_ingest import DELIVERY

pytestmark = pytest.mark.databases


@dataclass(frozen=True)
class Forked:
    """Bundles of a log with two incarnations and a copied disk, overlapping, sealed for one hub; and what to get."""

    office: Office
    bundles: list[Sealed]
    state: dict[str, Any]
    """Of a hub to which each bundle came once, in this order."""

    def after(self, order: Iterable[int], together: int = 1) -> dict[str, Any]:
        """Return the state of a copy of the hub that takes the bundles in this *order*, so many *together*."""
        with tempfile.TemporaryDirectory() as folder:
            mine = self.office.copied(Path(folder) / "hub")
            asked = [Asked(self.bundles[at].data) for at in order]
            for at in range(0, len(asked), together):
                answers = mine.ingest.take_all(asked[at : at + together])
                assert all(isinstance(one, Taken) for one in answers)
            got = state_of(mine)
            mine.close()
        return got


@pytest.fixture(scope="module")
def forked(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forked]:
    office = open_office(tmp_path_factory.mktemp("forked") / "hub", databases)
    node = node_of(office)
    node.record(count(30), *uses(4), name="a")
    node.record(use("2026-10-06"), Claim(DELIVERY), name="b")
    node.record(Claim(Request(school=SCHOOL, resource=GUIDE, units=20, reason="se mojaron")), name="b")
    twin = node.branch(3)
    twin.record(count(7, day="2026-10-08"), *uses(2), name="c")
    other = node_of(office, b"o", OTHER_SITE)
    other.record(count(5, day="2026-10-03"), *uses(2), name="d")
    other.record(use("2026-10-07"), name="e")
    spans = [(0, 3), (3, 6), (2, 5), (5, 8), (0, 8), (6, 7)]
    bundles = [node.bundle(a, b) for a, b in spans] + [twin.bundle(0, 4), twin.bundle(2, 6), twin.bundle(4, 6)]
    bundles += [other.bundle(0, 2), other.bundle(2, 4), other.bundle(1, 3), other.bundle(0, 4)]
    yield Forked(office, bundles, Forked(office, bundles, {}).after(range(len(bundles))))
    office.close()


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_order_multiset_and_overlap_of_deliveries_gives_the_same_hub(forked: Forked, data: st.DataObject) -> None:
    every = list(range(len(forked.bundles)))
    order = data.draw(st.permutations(every).flatmap(lambda p: st.lists(st.sampled_from(p), max_size=5).map(p.__add__)))

    got = forked.after(order, data.draw(st.integers(1, 8)))

    assert got == forked.state
    assert (len(got["events"]), got["forks"], len(got["tips"])) == (15, 1, 3)


def test_uploads_at_the_same_moment_leave_what_one_after_the_other_would(office: Office) -> None:
    nodes = [node_of(office, bytes([n + 1]), site) for n, site in enumerate((SITE, SITE, OTHER_SITE))]
    for at, node in enumerate(nodes):
        node.record(count(30 + at), *uses(12), name=f"n{at}")
    # Each node's bundles overlap, come out of order, and come twice.
    bundles = [node.bundle(a, b) for node in nodes for a, b in [(6, 13), (0, 6), (0, 13), (3, 9), (0, 6)]]
    other = office.copied(office.config.folder.parent / "other")

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda bundle: office.take(bundle), bundles))
    office.ingest.retry()
    for bundle in bundles:
        other.take(bundle)

    assert sum(one.new_events for one in taken) <= 39
    assert state_of(office) == state_of(other)
    assert len(state_of(office)["events"]) == 39
    other.close()
