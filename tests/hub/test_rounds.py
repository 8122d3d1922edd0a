"""A round takes along, sealed, what each school is told that sent nothing on the stick; within bounds, and told."""

from dataclasses import replace
from pathlib import Path

import pytest

from hub import rounds
from hub.carry import carry
from hub.rounds import EVERYBODY, NOBODY, STICKS_OWN, Stop, chosen, load, named, stops, ugels
from shared.errors import BadBundle, BadInput, Untrusted
from shared.ids import NodeId, SiteId
from sync import folder
from sync.feed import Slice
from sync.keys import NodeKeys
from sync.pages import open_slice
from sync.reply import decode_reply
from tests.hub.builders import OTHER_SITE, SITE, Node, Office, node_of, uses

DAY = 86_400


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    root = tmp_path / "usb"
    root.mkdir()
    return root


def say(office: Office, site: SiteId, *subjects: str, body: bytes = b"{}") -> None:
    with office.store.begin() as connection:
        life = office.store.issuing_life(connection)
        for subject in subjects:
            office.store.issue(connection, life, office.keys, stream=site, kind="x", subject=subject, body=body)


def heard(office: Office, name: str, site: SiteId) -> Node:
    node = node_of(office, name.encode(), site)
    node.record(*uses(1), name=name)
    office.take(node.bundle())
    return node


def told(root: Path, office: Office, keys: NodeKeys) -> list[str]:
    """Return the subjects that a node reads from its own folder of a stick."""
    found = []
    for path in folder.numbered_replies(root, keys.node_id):
        for data in decode_reply(path.read_bytes()).slices:
            page = open_slice(data, office.keys.public, keys)
            assert isinstance(page, Slice)
            found += [entry.item.subject for entry in page.entries]
    return found


def stop(node: int, ugel: str = "HUAMANGA", heard_s: int | None = None) -> Stop:
    return Stop(
        node=NodeId(bytes([node] * 8)), verify_key=bytes(32), site=str(node), ugels=frozenset({ugel}),
        schools=(f"I.E. {node}",), heard_s=heard_s,
    )  # fmt: skip


KNOWN = [stop(1), stop(2, "HUANTA"), stop(3, heard_s=100 * DAY), stop(4, "HUANTA", heard_s=99 * DAY)]


@pytest.mark.parametrize(
    ("whom", "sent", "carried", "whose"),
    [
        (EVERYBODY, {}, {}, [1, 2, 3, 4]),
        (EVERYBODY, {2}, {}, [1, 3, 4]),
        (NOBODY, {2}, {1}, []),
        ("HUANTA", {}, {}, [2, 4]),
        (STICKS_OWN, {4}, {}, [2]),
        (STICKS_OWN, {}, {1}, [1, 3]),
        (STICKS_OWN, {3}, {4}, [1, 2, 4]),
        (STICKS_OWN, {}, {}, [1, 2]),
    ],
)
def test_a_round_is_the_sticks_ugels_or_those_not_heard_lately_unless_somebody_says_whose(
    whom: str, sent: set[int], carried: set[int], whose: list[int]
) -> None:
    ids = [{NodeId(bytes([one] * 8)) for one in some} for some in (sent, carried)]
    found = chosen(KNOWN, whom, sent=ids[0], carried=ids[1], now_s=101 * DAY)

    assert [one.node[0] for one in found] == whose


def test_a_school_that_sent_nothing_reads_its_decisions_from_another_schools_stick(office: Office, stick: Path) -> None:
    sender, silent = heard(office, "a", SITE), heard(office, "b", OTHER_SITE)
    say(office, OTHER_SITE, "decision/1", "decision/2")
    sender.record(*uses(2), name="a")
    folder.put_bundle(stick, sender.bundle().data)
    done = carry(office.store, office.ingest, stick)

    assert told(stick, office, silent.keys) == ["decision/1", "decision/2"]
    assert len(done.round.taken) == 1
    assert done.replies == 1
    assert "También lleva lo de 1 escuela que no envió" in done.words()


def test_nobody_but_that_school_opens_it(office: Office, stick: Path) -> None:
    silent, other = heard(office, "b", OTHER_SITE), NodeKeys.generate()
    say(office, OTHER_SITE, "decision/1")
    carry(office.store, office.ingest, stick, whom=EVERYBODY)
    (path,) = folder.numbered_replies(stick, silent.keys.node_id)
    (page,) = decode_reply(path.read_bytes()).slices

    with pytest.raises((BadBundle, Untrusted)):
        open_slice(page, office.keys.public, other)
    assert b"decision" not in path.read_bytes()


def test_a_later_round_takes_the_earlier_ones_place_and_leaves_acks_that_nobody_read_yet(
    office: Office, stick: Path
) -> None:
    node = heard(office, "a", SITE)
    say(office, SITE, "decision/1")
    node.record(*uses(2), name="a")
    folder.put_bundle(stick, node.bundle().data)
    carry(office.store, office.ingest, stick)
    for number in (2, 3):
        say(office, SITE, f"decision/{number}")
        carry(office.store, office.ingest, stick)
    replies = [decode_reply(path.read_bytes()) for path in folder.numbered_replies(stick, node.keys.node_id)]

    assert [bool(reply.ack) for reply in replies] == [True, False]
    assert told(stick, office, node.keys)[-3:] == ["decision/1", "decision/2", "decision/3"]


def test_what_does_not_fit_is_named_and_the_longest_silent_go_first(
    office: Office, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes = [heard(office, "a", SITE), heard(office, "b", OTHER_SITE)]
    for site in (SITE, OTHER_SITE):
        say(office, site, "decision/1", body=bytes(range(256)) * 100)
    monkeypatch.setattr(rounds, "MOST_BYTES", 40_000)
    order = [replace(one, heard_s=0 if one.site == OTHER_SITE else 9) for one in stops(office.store)]
    done = load(stick, office.ingest, sorted(order, key=lambda one: one.heard_s or 0))

    assert [bool(told(stick, office, node.keys)) for node in nodes] == [False, True]
    assert (len(done.taken), len(done.left_out)) == (1, 1)


def test_a_revoked_computer_is_on_no_round(office: Office) -> None:
    from hub.revocations import revoke

    node = heard(office, "a", SITE)
    before = [one.node for one in stops(office.store)]
    revoke(office.store, node.keys.node_id.hex())

    assert before == [node.keys.node_id]
    assert stops(office.store) == []


def test_a_ugel_is_named_as_people_write_it_and_a_strange_one_is_told(office: Office) -> None:
    heard(office, "a", SITE)

    assert ugels(office.store) == ["HUAMANGA"]
    typed = ("UGEL Huamanga", "Todas", "nadie", "")
    assert [named(office.store, text) for text in typed] == ["HUAMANGA", EVERYBODY, NOBODY, STICKS_OWN]
    with pytest.raises(BadInput, match="Hay de: HUAMANGA"):
        named(office.store, "Lima")
