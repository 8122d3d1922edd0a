"""An operator is told of two histories once, until a person has looked into them; a new one is told again."""

import pytest

from hub import history
from hub.acts import Kind
from hub.forks import open_forks
from hub.node_acts import settle
from shared.acts import Actor
from shared.errors import BadInput
from tests.hub.builders import SCHOOL, SITE, Node, Office, uses

pytestmark = pytest.mark.databases


ANA, WHY = Actor("ana", "Operación regional"), "Restauraron la copia de marzo."


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
    settle(office.store, SITE, why=WHY, by=ANA)
    settled = open_forks(office.store), [row.forked for row in office.store.sync_states() if row.school.site == SITE]
    branch(office, node, 3, "d")

    assert before == []
    assert (found.site, found.schools, found.nodes) == (SITE, (f"IE {SCHOOL}",), (node.keys.node_id.hex(),))
    assert settled == ([], [False])
    assert [one.site for one in open_forks(office.store)] == [SITE]
    assert office.store.totals().forks == 1


def test_the_history_says_who_looked_into_it_and_what_they_found(office: Office, node: Node) -> None:
    node.record(*uses(5))
    office.take(node.bundle())
    branch(office, node, 1, "c")
    for why, said in ((" ", "Escriba el motivo"), ("x" * 301, "300")):
        with pytest.raises(BadInput, match=said):
            settle(office.store, SITE, why=why, by=ANA)
    still = [one.site for one in open_forks(office.store)]
    settle(office.store, SITE, why=WHY, by=ANA)
    (act,) = office.store.acts(f"site/{SITE}")

    assert still == [SITE]
    assert (act.kind, act.login, act.office) == (Kind.SETTLED, "ana", "Operación regional")
    assert history.told(act).text() == WHY


def test_there_is_nothing_to_settle_where_nothing_branched_off(office: Office, node: Node) -> None:
    node.record(*uses(2))
    office.take(node.bundle())

    with pytest.raises(BadInput, match="no hay dos historias"):
        settle(office.store, SITE, why=WHY, by=ANA)
