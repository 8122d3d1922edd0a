"""What cannot be read is told by cause since its first record came, also after its file could have lain with others."""

import pytest

from hub.compacting import LEAST_FILES, compact
from hub.unread import Unread, dated_by, unread
from tests.hub.builders import SITE, Node, Office
from tests.hub.test_compacting import days_pass, sends

pytestmark = pytest.mark.databases
BAD = {0: 1, 1: 0, 7: "0403691-0"}
"""A use that says neither of what nor how much."""


def sends_bad(office: Office, node: Node, name: str) -> None:
    before = len(node.log)
    node.record(BAD, name=name)
    office.take(node.bundle(before))


def found(office: Office) -> list[Unread]:
    with office.store.read() as connection:
        return unread(connection)


def test_records_of_one_cause_are_one_since_the_first_of_them_came(office: Office, node: Node) -> None:
    came_s = office.store.now_s()
    sends_bad(office, node, "x")
    days_pass(office)
    sends_bad(office, node, "y")
    (one,) = found(office)

    assert (one.site, one.node, one.records, one.since_s) == (SITE, node.keys.node_id.hex(), 2, came_s)


def test_since_when_does_not_move_where_small_files_are_put_together(office: Office, node: Node) -> None:
    sends_bad(office, node, "x")
    days_pass(office, 3)
    sends(office, node, LEAST_FILES)
    sends_bad(office, node, "y")
    before = found(office)
    days_pass(office)
    made = compact(office.store)

    # The later one of the two lies with others now; the first tells since when.
    assert made.files == 2 * LEAST_FILES + 1
    assert found(office) == before
    assert dated_by(before) <= set(office.store.segments("events"))


def test_a_record_of_which_nobody_knows_when_it_came_is_told_all_the_same() -> None:
    assert dated_by([Unread("074294", "", "un código demasiado largo.", 1, None, "")]) == frozenset()
