"""What computers that nobody knows may keep at the hub: within bounds, and enough to be accepted."""

import pytest

from hub.computers import computers
from hub.rows import NodeState
from hub.taken import Full
from hub.waiting import (
    MAX_UNKNOWN_BUNDLES_PER_NODE,
    MAX_UNSIGNED_BUNDLES,
    question_of,
)
from shared.errors import NewerFormat
from sync.bundle import bundle_id
from tests.hub.builders import Node, Office, node_of, uses

pytestmark = pytest.mark.databases


def test_strangers_cannot_fill_the_disk(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.waiting.MAX_UNKNOWN_BYTES", 2_000)
    strangers = [Node(node_of(office, bytes([seed])).keys, hub=office.keys.public) for seed in range(40, 52)]
    for one in strangers:
        one.record(*uses(3))

    outcomes = [office.ingest.take(one.bundle().data) for one in strangers]

    assert isinstance(outcomes[-1], Full)
    assert sum(row.bytes for row in office.store.waiting()) <= 2_000


def test_strangers_who_say_next_to_nothing_cannot_fill_the_list_either(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.waiting.MAX_UNKNOWN_BUNDLES", 2)
    strangers = [Node(node_of(office, bytes([seed])).keys, hub=office.keys.public) for seed in range(40, 44)]
    strangers[-1].record(*uses(1))

    answers = [office.ingest.take(one.bundle().data) for one in strangers]

    assert isinstance(answers[-1], Full)
    assert len(office.store.waiting()) == 2


@pytest.mark.parametrize("code", ["", "revoked"])
def test_of_what_brings_nothing_one_is_kept_so_that_its_computer_can_be_accepted(
    office: Office, node: Node, code: str
) -> None:
    from hub.enrol import revoke

    if code:
        office.take(node.bundle())
        with office.store.begin() as connection:
            revoke(connection, node.keys.node_id.hex())
    else:
        node.code = ""

    answers = [office.take(node.bundle()) for _ in range(70)]

    listed = [(one.state, one.waiting) for one in computers(office.store, (), office.store.waiting())]
    files = [path.name for path in (office.config.folder / "waiting").iterdir()]
    accepted = office.ingest.accept(node.keys.node_id.hex())
    assert {node.ack(taken).state for taken in answers} == {"held"}
    assert listed == [(NodeState.REVOKED if code else NodeState.HELD, 1)]
    assert files == [question_of(node.keys.node_id)]
    assert (accepted, office.take(node.bundle()).state) == (0, "ok")
    assert office.store.waiting() == []
    assert list((office.config.folder / "waiting").iterdir()) == []


def test_a_question_gives_way_to_what_brings_something(office: Office, node: Node) -> None:
    node.code = ""
    office.take(node.bundle())
    node.record(*uses(2))

    office.take(node.bundle())

    office.take(node.bundle(2, 2))
    assert [row.bundle == question_of(node.keys.node_id) for row in office.store.waiting()] == [False]
    assert len(list((office.config.folder / "waiting").iterdir())) == 1


def test_a_question_of_who_is_enrolled_later_waits_no_more(office: Office, node: Node) -> None:
    code, node.code = node.code, ""
    office.take(node.bundle())

    node.code = code
    office.take(node.bundle())

    assert office.store.waiting() == []
    assert list((office.config.folder / "waiting").iterdir()) == []


def test_questions_stay_within_the_quota_of_unknown_computers(
    office: Office, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.waiting.MAX_UNKNOWN_BYTES", 100)
    node.code = ""

    taken = office.take(node.bundle())

    assert (taken.state, office.store.waiting()) == ("held", [])


def test_what_nobody_signed_has_few_places_and_takes_none_from_an_unknown_computer(
    office: Office, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.waiting.MAX_UNKNOWN_BYTES", 20_000)
    node.code = ""
    node.record(*uses(3))
    for number in range(12):
        with pytest.raises(NewerFormat):
            office.ingest.take(b"CHQ9" + bytes([number]) * 10_000)

    taken = office.take(node.bundle())

    waiting = office.store.waiting()
    files = {path.name for path in (office.config.folder / "waiting").iterdir()}
    assert taken.state == "held"
    assert sum(row.node == "" for row in waiting) == MAX_UNSIGNED_BUNDLES
    assert files == {row.bundle for row in waiting}
    assert bundle_id(b"CHQ9" + bytes([11]) * 10_000) in files


def test_one_stranger_keeps_no_more_bundles_than_its_share(office: Office, node: Node) -> None:
    node.code = ""
    node.record(*uses(MAX_UNKNOWN_BUNDLES_PER_NODE + 1))

    outcomes = [office.ingest.take(node.bundle(at, at + 1).data) for at in range(MAX_UNKNOWN_BUNDLES_PER_NODE + 1)]

    assert [isinstance(one, Full) for one in outcomes] == [False] * MAX_UNKNOWN_BUNDLES_PER_NODE + [True]
