"""A laptop that was opened many times without a road: its bundles hold the runs of many incarnations."""

import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import tree
from shared.events import Claim
from shared.facts import Use
from sync.ack import open_ack
from sync.bundle import Sealed, Sender, seal
from sync.header import MAX_RUNS
from sync.opened import open_prefix
from sync.outbox import within_bounds
from tests.hub.builders import GUIDE, SCHOOL, SITE, Office, open_office
from tests.hub.laptop import Laptop


def reopened(folder: Path, facts: list[int], office: Office) -> Laptop:
    """Return a laptop that was opened once for each of *facts*, and recorded so many uses."""
    laptop = Laptop(folder / "node.db", office)
    for many in facts:
        laptop.reopen()
        laptop.record(*[Claim(Use(school=SCHOOL, resource=GUIDE))] * many)
        laptop.clock.wait(3_600)
    return laptop


def next_bundle(laptop: Laptop) -> Sealed | None:
    base, runs = laptop.store.outbox.unsent(20_000)
    public = laptop.office.keys.public
    return seal(Sender(laptop.keys, public, SITE), base, within_bounds(runs)) if runs else None


def take(laptop: Laptop, data: bytes) -> None:
    signed = laptop.office.take(data).reply.ack
    laptop.store.outbox.advance(open_ack(signed, laptop.office.keys.public, laptop.keys.node_id), signed)


def held(office: Office) -> list[tuple[bytes, int]]:
    """Return incarnation and number of the events at the hub, in the order of their one chain."""
    with office.store.read() as connection:
        [tip] = tree.tips(connection)
        path = tree.path_to(connection, tip)
        assert tree.depth_of(connection, tip) == sum(piece.last_seq - piece.first_seq + 1 for piece in path)
    return [(piece.incarnation, seq) for piece in path for seq in range(piece.first_seq, piece.last_seq + 1)]


def recorded(laptop: Laptop) -> list[tuple[bytes, int]]:
    return [(event.incarnation, event.seq) for _, event in laptop.store.entries.events()]


def test_two_hundred_openings_go_in_four_bundles_each_event_counted_once(office: Office, tmp_path: Path) -> None:
    rng = Random(3)
    laptop = reopened(tmp_path, [rng.randrange(1, 4) for _ in range(200)], office)
    bundles, incarnations = 0, []
    while bundle := next_bundle(laptop):
        incarnations.append(len(open_prefix(office.keys, bundle.data).header.runs))
        take(laptop, bundle.data)
        take(laptop, bundle.data)
        bundles += 1
        assert laptop.store.outbox.pending() == laptop.store.records.count() - office.store.totals().events

    assert (bundles, incarnations) == (-(-200 // MAX_RUNS), [64, 64, 64, 8])
    assert held(office) == recorded(laptop)
    assert laptop.stock_at_hub() == laptop.stock()
    assert (office.store.totals().forks, office.store.totals().waiting) == (0, 0)
    laptop.store.close()


@settings(max_examples=25, deadline=None)
@given(
    facts=st.lists(st.integers(1, 3), min_size=1, max_size=90),
    cuts=st.lists(st.floats(0, 1), max_size=6),
)
def test_cut_anywhere_and_resumed_the_hub_ends_with_the_chain_of_the_laptop(
    facts: list[int], cuts: list[float]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(Path(folder) / "hub")
        laptop = reopened(Path(folder), facts, office)
        left = list(cuts)
        while bundle := next_bundle(laptop):
            cut = left.pop() if left else 1
            prefix = bundle.data[: max(4_096, int(len(bundle.data) * cut))] if cut < 1 else bundle.data
            take(laptop, prefix)
        found = held(office), recorded(laptop), laptop.stock_at_hub(), laptop.stock()
        events, forks = office.store.totals().events, office.store.totals().forks
        laptop.store.close()
        office.store.close()

    assert found[0] == found[1]
    assert found[2] == found[3]
    assert (events, forks) == (len(found[0]), 0)


@pytest.mark.parametrize("openings", [MAX_RUNS, MAX_RUNS + 1])
def test_the_bound_of_runs_is_met_exactly(office: Office, tmp_path: Path, openings: int) -> None:
    laptop = reopened(tmp_path, [1] * openings, office)
    bundle = next_bundle(laptop)
    assert bundle is not None
    take(laptop, bundle.data)

    assert laptop.store.outbox.pending() == 2 * (openings - MAX_RUNS)
    laptop.store.close()
