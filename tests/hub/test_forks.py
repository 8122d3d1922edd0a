"""An operator is told of two histories once, until a person has looked into them; a new one is told again."""

import pytest

from hub.forks import open_forks, settle
from shared.errors import BadInput
from tests.hub.builders import SCHOOL, SITE, Node, Office, uses

pytestmark = pytest.mark.databases


def branch(office: Office, node: Node, at: int, name: str) -> None:
    twin = node.branch(at)
    twin.record(*uses(1), name=name)
    office.take(twin.bundle(at))


def test_two_histories_are_told_with_who_brought_them_until_somebody_looked(office: Office, node: Node) -> None:
    node.record(*uses(5))
    office.take(node.bundle())
    before = open_forks(office.store)
    branch(office, node, 1, "c")
    (found,) = open_forks(office.store)
    settle(office.store, SITE)
    settled = open_forks(office.store), [row.forked for row in office.store.sync_states() if row.school.site == SITE]
    branch(office, node, 3, "d")

    assert before == []
    assert (found.site, found.schools, found.nodes) == (SITE, (f"IE {SCHOOL}",), (node.keys.node_id.hex(),))
    assert settled == ([], [False])
    assert [one.site for one in open_forks(office.store)] == [SITE]
    assert office.store.totals().forks == 1


def test_there_is_nothing_to_settle_where_nothing_branched_off(office: Office, node: Node) -> None:
    node.record(*uses(2))
    office.take(node.bundle())

    with pytest.raises(BadInput, match="no hay dos historias"):
        settle(office.store, SITE)
