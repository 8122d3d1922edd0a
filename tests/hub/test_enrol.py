"""Where each school stands, in the order in which an operator should look."""

from contextlib import nullcontext
from datetime import timedelta

import pytest

from hub import enrol, history
from hub.acts import BY_COMMAND, Kind
from hub.enrol import invite
from hub.revocations import revoke
from hub.rows import NodeState
from shared.acts import Actor
from shared.errors import BadInput
from shared.ids import NodeId
from sync.keys import NodeKeys
from tests.hub.builders import OTHER_SITE, SITE, Node, Office, StillClock, node_of, uses

pytestmark = pytest.mark.databases


def test_the_longest_silent_comes_first_and_who_never_sent_last(office: Office, node: Node) -> None:
    clock = office.config.clock
    assert isinstance(clock, StillClock)
    other = node_of(office, b"o", OTHER_SITE)
    node.record(*uses(1))
    office.take(node.bundle())
    clock.at = clock.at.replace(day=20)
    other.record(*uses(2), name="o")
    office.take(other.bundle())
    clock.at = clock.at.replace(day=25)

    rows = office.store.sync_states()

    assert [(row.school.site, row.days_silent, row.events) for row in rows] == [(SITE, 8, 1), (OTHER_SITE, 5, 2)]
    assert not any(row.forked or row.waiting for row in rows)


def test_an_invited_a_held_and_an_enrolled_school_are_told_apart(office: Office, node: Node) -> None:
    invited = {row.school.site: row.state for row in office.store.sync_states()}
    node.code = ""
    node.record(*uses(1))
    office.take(node.bundle())
    held = {row.school.site: row.state for row in office.store.sync_states()}
    office.ingest.accept(node.keys.node_id.hex())
    enrolled = {row.school.site: row.state for row in office.store.sync_states()}

    assert [states[SITE] for states in (invited, held, enrolled)] == [NodeState.INVITED, NodeState.HELD, NodeState.OK]
    assert held[OTHER_SITE] is NodeState.NONE


def test_an_invitation_that_is_over_or_was_used_invites_nobody(office: Office, node: Node) -> None:
    office.invite(OTHER_SITE)
    node.record(*uses(1))
    office.take(node.bundle())
    revoke(office.store, node.keys.node_id.hex())
    before = {row.school.site: (row.state, row.invited) for row in office.store.sync_states()}
    office.config.clock.at += timedelta(days=enrol.CODE_DAYS)  # type: ignore[attr-defined]
    after = {row.school.site: (row.state, row.invited) for row in office.store.sync_states()}

    assert before == {SITE: (NodeState.REVOKED, False), OTHER_SITE: (NodeState.INVITED, True)}
    assert after == {SITE: (NodeState.REVOKED, False), OTHER_SITE: (NodeState.NONE, False)}


def test_another_laptop_is_invited_in_the_place_of_one_that_was_revoked_whatever_that_goes_on_sending(
    office: Office, node: Node
) -> None:
    node.record(*uses(1))
    office.take(node.bundle())
    revoke(office.store, node.keys.node_id.hex())
    office.invite()
    (invited,) = (row for row in office.store.sync_states() if row.school.site == SITE)
    node.record(*uses(1), name="z")
    office.take(node.bundle(1))
    (sending,) = (row for row in office.store.sync_states() if row.school.site == SITE)

    assert (invited.state, invited.invited, invited.days_silent) == (NodeState.INVITED, True, 0)
    assert (sending.state, sending.invited, sending.waiting) == (NodeState.REVOKED, True, 1)


def test_a_school_is_what_its_own_computer_is_whatever_strangers_and_revoked_ones_send(
    office: Office, node: Node
) -> None:
    node.record(*uses(1))
    office.take(node.bundle())
    old, stranger = (node_of(office, seed) for seed in (b"r", b"s"))
    old.record(*uses(1))
    office.take(old.bundle())
    revoke(office.store, old.keys.node_id.hex())
    stranger.code = ""
    for late in (old, stranger):
        late.record(*uses(1))
        office.take(late.bundle())

    row = next(row for row in office.store.sync_states() if row.school.site == SITE)

    assert (row.state, row.node, row.waiting) == (NodeState.OK, node.keys.node_id.hex(), 0)
    assert len(office.store.waiting()) == 2


def test_what_a_node_says_of_itself_is_shown(office: Office, node: Node) -> None:
    node.record({0: 14, 1: 5, 40: "0.1.0", 41: "m-3"})
    office.take(node.bundle(health={enrol.PENDING: 12}))

    row = next(row for row in office.store.sync_states() if row.school.site == SITE)

    assert (row.app_version, row.model_version, row.pending) == ("0.1.0", "m-3", 12 - 1)


def test_two_histories_after_one_point_are_flagged(office: Office, node: Node) -> None:
    node.record(*uses(3))
    twin = node.branch(1)
    twin.record(*uses(1), name="c")
    office.take(node.bundle())
    office.take(twin.bundle(1))

    assert [row.forked for row in office.store.sync_states() if row.school.site == SITE] == [True]


def test_who_was_heard_today_stands_before_who_never_was(office: Office, node: Node) -> None:
    with office.store.begin() as connection:
        enrol.accept(connection, 0, node=NodeId(b"o" * 8), verify_key=b"", site=OTHER_SITE)
    node.site = SITE
    office.take(node.bundle())

    rows = office.store.sync_states()

    assert [(row.school.site, row.days_silent) for row in rows] == [(SITE, 0), (OTHER_SITE, None)]


def test_a_code_enrols_one_computer_and_no_second_one(office: Office, node: Node) -> None:
    second = Node(NodeKeys.from_seed(b"2" * 32), SITE, node.code, hub=office.keys.public)

    states = [office.take(one.bundle()).state for one in (node, second, node)]

    assert states == ["ok", "held", "ok"]
    assert office.store.totals().nodes == 1


@pytest.mark.parametrize(("seconds", "state"), [(-1, "ok"), (0, "held")])
def test_a_code_is_good_for_its_days_and_not_a_second_longer(
    office: Office, node: Node, seconds: int, state: str
) -> None:
    clock = office.config.clock
    assert isinstance(clock, StillClock)
    clock.at += timedelta(days=enrol.CODE_DAYS, seconds=seconds)

    assert office.take(node.bundle()).state == state


def test_the_history_says_to_which_site_a_code_was_issued_by_whom_and_never_the_code(office: Office) -> None:
    ana = Actor("ana", "Operación regional")
    code = invite(office.store, office.keys.public, SITE, office.store.schools(), "https://hub.pe", by=ana).code
    with pytest.raises(BadInput):
        invite(office.store, office.keys.public, SITE, office.store.schools(), "hub", by=ana)
    (act,) = office.store.acts(f"invitation/{SITE}")

    assert (act.kind, act.login, act.office) == (Kind.INVITED, "ana", "Operación regional")
    assert act.told() == {"site": SITE, "until": "2026-10-31"}
    assert code.lower() not in act.detail.lower()
    assert history.told(act).text() == "Vale una vez, hasta el 31/10/2026."


@pytest.mark.parametrize(
    ("end", "good"), [("", True), ("/", True), ("#publico", True), ("#público", False), ("#x", False)]
)
def test_an_address_may_say_that_a_proxy_stands_there_and_nothing_else(office: Office, end: str, good: bool) -> None:
    with nullcontext() if good else pytest.raises(BadInput, match="no es una dirección"):
        found = invite(
            office.store, office.keys.public, SITE, office.store.schools(), f"https://hub.pe{end}", by=BY_COMMAND
        )

        assert found.url == f"https://hub.pe{end}"
