"""Bundles that came together are one commit; what is wrong with one of them costs the others nothing."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import event

from hub.ingest import Ingest
from hub.revocations import revoke
from hub.store import Store
from hub.taken import Asked, Full, Taken
from shared.errors import BadBundle, ChasquiError, NoSpace
from sync.bundle import Sealed
from tests.hub.builders import OTHER_SITE, SITE, Node, Office, count, node_of, state_of, use, uses
from tests.hub.test_appending import Meanwhile, segments_on_disk
from tests.hub.test_failed_commit import BrokenDisk

pytestmark = pytest.mark.databases


def several(office: Office, many: int = 4) -> list[Node]:
    """Return nodes that the hub knows, each with news of its own."""
    found = [node_of(office, bytes([97 + at]), (SITE, OTHER_SITE)[at % 2]) for at in range(many)]
    for at, node in enumerate(found):
        office.take(node.bundle())
        node.record(count(9 + at), *uses(3), name=f"n{at}")
    return found


def asked(bundles: Sequence[Sealed | bytes]) -> list[Asked]:
    return [Asked(one if isinstance(one, bytes) else one.data) for one in bundles]


def received(nodes: Sequence[Node], answers: Sequence[Taken | Full | ChasquiError]) -> list[object]:
    return [
        node.ack(answer).received if isinstance(answer, Taken) else answer
        for node, answer in zip(nodes, answers, strict=True)
    ]


def commits_during(store: Store, work: Callable[[], object]) -> int:
    """Return how many transactions that write were committed while *work* was done."""
    found: list[object] = []

    def note(connection: object) -> None:
        if connection.get_execution_options().get("chasqui_writes"):  # type: ignore[attr-defined]
            found.append(connection)

    event.listen(store.engine, "commit", note)
    work()
    event.remove(store.engine, "commit", note)
    return len(found)


def test_bundles_of_several_nodes_are_one_commit_and_one_segment_and_each_is_acked(office: Office) -> None:
    nodes = several(office)
    answers: list[Taken | Full | ChasquiError] = []
    bundles = asked([node.bundle() for node in nodes])

    commits = commits_during(office.store, lambda: answers.extend(office.ingest.take_all(bundles)))

    assert commits == 1
    assert received(nodes, answers) == [node.end for node in nodes]
    assert [getattr(one, "new_events", 0) for one in answers] == [4] * 4
    assert len(office.store.segments("events")) == 1
    assert segments_on_disk(office) == set(office.store.segments("events"))


def test_what_came_together_is_what_one_after_the_other_would_have_left(office: Office) -> None:
    nodes = several(office)
    other = office.copied(office.config.folder.parent / "other")
    office.ingest.take_all(asked([node.bundle() for node in nodes]))
    for node in nodes:
        other.take(node.bundle())

    assert state_of(office) == state_of(other)
    other.close()


def test_damaged_unknown_and_early_bundles_among_others_cost_them_nothing(office: Office) -> None:
    good = several(office)
    stranger, early = Node(site=SITE, hub=office.keys.public), node_of(office, b"e")
    stranger.record(*uses(2), name="s")
    office.take(early.bundle())
    early.record(*uses(4), name="e")
    damaged = bytearray(good[0].bundle().data)
    damaged[40] ^= 1
    bundles = [bytes(damaged), good[1].bundle(), stranger.bundle(), good[2].bundle(), early.bundle(2), good[3].bundle()]

    answers = office.ingest.take_all(asked(bundles))

    assert isinstance(answers[0], BadBundle)
    assert received(good[1:], answers[1::2]) == [node.end for node in good[1:]]
    assert [getattr(answers[at], "state", "") for at in (2, 4)] == ["held", "ok"]
    assert [getattr(answers[at], "new_events", 1) for at in (2, 4)] == [0, 0]
    assert sorted(row.why for row in office.store.waiting()) == ["gap", "unknown"]
    assert office.store.totals().events == 12


def test_a_node_that_is_revoked_meanwhile_goes_alone_and_the_others_are_still_one_segment(office: Office) -> None:
    nodes = several(office)
    gone = nodes[2].keys.node_id.hex()
    ingest = Ingest(office.store, office.keys, Meanwhile(lambda: revoke(office.store, gone)))

    answers = ingest.take_all(asked([node.bundle() for node in nodes]))

    assert received([nodes[at] for at in (0, 1, 3)], [answers[at] for at in (0, 1, 3)]) == [
        nodes[at].end for at in (0, 1, 3)
    ]
    assert getattr(answers[2], "state", "") == "held"
    assert office.store.totals().events == 12
    assert len(office.store.segments("events")) == 1
    assert segments_on_disk(office) == set(office.store.segments("events"))


def test_one_of_them_that_came_by_another_road_meanwhile_counts_once(office: Office) -> None:
    nodes = several(office)
    ingest = Ingest(office.store, office.keys, Meanwhile(lambda: office.take(nodes[1].bundle())))

    answers = ingest.take_all(asked([node.bundle() for node in nodes]))

    assert received(nodes, answers) == [node.end for node in nodes]
    assert office.store.totals().events == 16
    assert segments_on_disk(office) == set(office.store.segments("events"))


def test_two_laptops_that_gave_their_opening_the_same_name_share_no_segment(office: Office) -> None:
    nodes = [node_of(office, b"x"), node_of(office, b"y", OTHER_SITE)]
    for at, node in enumerate(nodes):
        office.take(node.bundle())
        node.record(count(9 + at), use(units=1 + at), name="same")

    answers = office.ingest.take_all(asked([node.bundle() for node in nodes]))

    assert received(nodes, answers) == [node.end for node in nodes]
    assert len(office.store.segments("events")) == 2


def test_what_waited_for_one_of_them_is_named_in_its_answer(office: Office) -> None:
    nodes = several(office, 3)
    late = nodes[1]
    late.record(*uses(2), name="n1")
    office.take(late.bundle(4))

    answers = office.ingest.take_all(asked([nodes[0].bundle(), late.bundle(0, 4), nodes[2].bundle()]))

    assert {*late.ack(answers[1]).tips} >= {late.end}  # type: ignore[arg-type]
    assert office.store.waiting() == []
    assert office.store.totals().events == 14


@pytest.mark.parametrize(("error", "left"), [("SQLITE_FULL", 0), ("SQLITE_IOERR_FSYNC", 1)])
def test_where_the_disk_fails_none_of_them_is_acked(office: Office, error: str, left: int) -> None:
    nodes = several(office)
    store = BrokenDisk(office.config)
    ingest = Ingest(store, office.keys)
    store.error = error
    answers = ingest.take_all(asked([node.bundle() for node in nodes]))
    files = len(list(Path(office.config.lake_folder / "events").glob("*.parquet")))
    store.error = ""
    again = ingest.take_all(asked([node.bundle() for node in nodes]))
    store.close()

    assert [type(one) for one in answers] == [NoSpace] * 4
    assert files == left
    assert received(nodes, again) == [node.end for node in nodes]
    assert office.store.totals().events == 16
