"""A laptop whose clock is dead: what a later anchor moves is folded again, and what is settled is not."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from hub import folds, tree
from hub.branch_fold import Branch, unpacked
from shared.events import Claim
from shared.facts import ClockMark, Count, Use
from tests.hub.builders import GUIDE, NOW, SCHOOL, TABLET, Node, Office, count, node_of, open_office

NOW_S = int(NOW.timestamp())
SEEN = st.sampled_from([None, -40 * 86_400, -86_400, -600, 0])
OPENINGS = st.lists(
    st.tuples(st.sampled_from([60, NOW_S - 30 * 86_400, NOW_S, NOW_S + 600]), SEEN, st.integers(0, 4), st.booleans()),
    min_size=1,
    max_size=6,
)


def record(node: Node, name: str, wall: int, seen: int | None, units: int) -> None:
    """Open the laptop, count and use, and then perhaps hear the hub's time."""
    node.record(Claim(ClockMark(wall=wall)), name=name)
    node.record(Claim(Count(resource=GUIDE, units=50 + units)), name=name)
    node.record(*[Claim(Use(school=SCHOOL, resource=GUIDE))] * units, count(units, TABLET), name=name)
    if seen is not None:
        node.record(Claim(ClockMark(wall=wall, hub_time=NOW_S + seen)), name=name)


def kept_and_full(office: Office) -> tuple[Branch, Branch]:
    """Return what is kept at the end of the one branch, and the same folded from its first event."""
    with office.store.read() as connection:
        [tip] = tree.tips(connection)
        kept = tree.folded_at_tip(connection, tip)
        assert kept is not None
        kinds = office.store.kinds(connection)
        return unpacked(kept), folds.fold_again(connection, office.config.lake_folder, tip, kinds)


@settings(max_examples=25, deadline=None)
@given(openings=OPENINGS, cuts=st.lists(st.integers(1, 9), max_size=8))
def test_what_is_kept_is_what_all_events_add_up_to(
    openings: list[tuple[int, int | None, int, bool]], cuts: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(Path(folder) / "hub")
        node, at, left = node_of(office), 0, list(cuts)
        for number, (wall, seen, units, sent) in enumerate(openings):
            record(node, f"o{number}", wall, seen, units)
            while sent and at < len(node.log):
                until = min(len(node.log), at + (left.pop() if left else 99))
                office.take(node.bundle(at, until))
                at = until
        office.take(node.bundle(at))
        kept, full = kept_and_full(office) if node.log else (None, None)
        office.close()

    assert kept == full


def test_an_anchor_reads_nothing_of_what_is_settled_from_the_lake(office: Office, node: Node) -> None:
    record(node, "a", 60, -86_400, 3)
    office.take(node.bundle())
    settled = office.store.segments("events")
    at = len(node.log)
    record(node, "b", 60, None, 2)
    office.take(node.bundle(at))
    at = len(node.log)
    for name in settled:
        (office.config.lake_folder / name).rename(office.config.lake_folder / f"{name}.away")

    node.record(Claim(ClockMark(wall=60, hub_time=NOW_S)), name="b")
    office.take(node.bundle(at))

    for name in settled:
        (office.config.lake_folder / f"{name}.away").rename(office.config.lake_folder / name)
    kept, full = kept_and_full(office)
    assert kept == full
    assert kept.stock[GUIDE].as_of == NOW.date()
