"""A restored hub takes back what it decided: what it signed, once, by birth, and the operator is told."""

from pathlib import Path

import msgspec
import pytest

from hub.restores import readmitted as told
from sync.feed import ALL, Slice, latest
from sync.keys import HubKeys
from sync.lives import HubIncarnation
from tests.hub.builders import OTHER_SITE, SITE, Node, Office, node_of
from tests.hub.giving import LOST, give, items, lost

pytestmark = pytest.mark.databases


def issue(office: Office, body: bytes, subject: str = "plan/1") -> bool:
    with office.store.begin() as connection:
        life = office.store.issuing_life(connection)
        return office.store.issue(connection, life, office.keys, stream=SITE, kind="x", subject=subject, body=body)


def test_what_comes_back_has_a_new_number_and_its_old_birth_and_signature(office: Office, node: Node) -> None:
    issue(office, b"first", "plan/0")
    item = lost(office, 7)
    pages = node.pages(office.take(node.bundle(returned=[item])))

    (own,) = [page for page in pages if isinstance(page, Slice) and page.stream == SITE]
    assert [(entry.number, entry.item) for entry in own.entries][-1] == (2, item)
    assert own.hub_incarnation > LOST


def test_an_item_that_two_nodes_give_back_any_number_of_times_is_admitted_once(office: Office, node: Node) -> None:
    twin = node_of(office, b"t")
    item = lost(office)
    for _ in range(2):
        give(office, node, item, item)
        give(office, twin, item)

    assert items(office) == [item]
    assert [(row.subject, row.node) for row in told(office.store)] == [("plan/1", node.keys.node_id.hex())]


def test_what_is_forged_of_another_hub_or_of_another_site_is_refused(office: Office, node: Node) -> None:
    genuine = lost(office)
    forged = msgspec.structs.replace(genuine, body=b"more for me")
    give(office, node, forged, lost(office, keys=HubKeys.generate(bytes(32))), lost(office, stream=OTHER_SITE))
    life = office.store.start_life()

    assert items(office) == items(office, OTHER_SITE) == []
    assert (told(office.store), life < LOST) == ([], True)


def test_what_is_refused_is_counted_in_one_line_of_the_log_and_writes_none_itself(
    office: Office, node: Node, caplog: pytest.LogCaptureFixture
) -> None:
    lines = "x\nWARNING hub.restores restore_noticed"
    give(office, node, *[lost(office, subject=lines, keys=HubKeys.generate(bytes(32)))] * 3)

    assert [line for line in caplog.messages if "returned" in line or "noticed" in line] == [
        f"returned_items_refused node={node.keys.node_id.hex()} count=3"
    ]


def test_who_is_not_recognised_gives_nothing_back(office: Office) -> None:
    stranger = Node(code="00000-00000", hub=office.keys.public)
    stranger.record({0: 1})
    give(office, stranger, lost(office), lost(office, stream=ALL))

    assert items(office) == []
    assert [item.kind for item in items(office, ALL)] == ["catalogue"]


@pytest.mark.parametrize("later", [True, False])
def test_the_greatest_birth_holds_whatever_came_last_and_the_operator_hears_of_the_other(
    office: Office, node: Node, later: bool
) -> None:
    issue(office, b"meanwhile")
    item = lost(office, life=LOST if later else HubIncarnation(1, bytes(8)))
    give(office, node, item)
    (row,) = told(office.store)

    assert latest(items(office))["plan/1"].body == (b"lost" if later else b"meanwhile")
    assert (row.disputed, row.holds) == (True, later)


def test_a_decision_made_after_one_came_back_is_greater_than_it(office: Office, node: Node) -> None:
    give(office, node, lost(office, 99))
    told_again, changed = issue(office, b"lost"), issue(office, b"new")

    assert (told_again, changed) == (False, True)
    assert latest(items(office))["plan/1"].body == b"new"


def test_issuing_looks_at_what_holds_and_not_at_what_came_last(office: Office, node: Node) -> None:
    issue(office, b"holds")
    give(office, node, lost(office, life=HubIncarnation(1, bytes(8)), body=b"older"))

    assert issue(office, b"holds") is False
    assert issue(office, b"older") is True
    assert latest(items(office))["plan/1"].body == b"older"


def test_a_cut_bundle_gives_back_what_arrived(office: Office, node: Node, tmp_path: Path) -> None:
    node.record({0: 1})
    data = node.bundle(returned=[lost(office, 1, subject="a"), lost(office, 2, subject="b")]).data
    taken = office.take(data[:-1], keep=False)

    assert ([item.subject for item in items(office)], taken.complete, taken.new_events) == (["a"], False, 1)
    assert office.take(data).complete
    assert [item.subject for item in items(office)] == ["a", "b"]
