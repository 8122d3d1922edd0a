"""The stick at the hub: order and repetition do not matter, strange files do no harm, answers come back."""

from pathlib import Path

import pytest

from hub.carried import NOTHING_OURS
from hub.carry import NOT_OURS, carry, check_stick
from hub.taken import Full
from shared.errors import BadInput, NoSpace
from sync import folder
from sync.ack import open_ack
from sync.feed import Slice
from sync.introduction import Introduction
from sync.keys import NodeKeys
from sync.pages import open_slice
from sync.reply import decode_reply
from tests.hub.builders import OTHER_SITE, SCHOOL, SITE, Node, Office, node_of, uses
from tests.usage_events import uses as lifelike


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    root = tmp_path / "usb"
    root.mkdir()
    return root


def test_bundles_in_any_order_are_taken_in_and_answered_with_the_furthest_position(
    office: Office, node: Node, stick: Path
) -> None:
    node.record(*uses(9))
    for first, last in ((6, 9), (0, 3), (3, 6)):
        folder.put_bundle(stick, node.bundle(first, last).data)

    done = carry(office.store, office.ingest, stick)

    (reply,) = folder.numbered_replies(stick, node.keys.node_id)
    assert (done.bundles, done.new_events, done.replies) == (3, 9, 1)
    ack = open_ack(decode_reply(reply.read_bytes()).ack, node.hub, node.keys.node_id)
    assert node.end in (ack.received, *ack.tips)


def test_carrying_again_takes_nothing_twice_and_leaves_one_answer(office: Office, node: Node, stick: Path) -> None:
    node.record(*uses(3))
    folder.put_bundle(stick, node.bundle().data)
    carry(office.store, office.ingest, stick)

    again = carry(office.store, office.ingest, stick)

    assert (again.new_events, len(folder.numbered_replies(stick, node.keys.node_id))) == (0, 1)


def test_what_comes_over_the_network_meanwhile_is_not_told_of_the_stick(
    office: Office, node: Node, stick: Path
) -> None:
    other = node_of(office, b"o", OTHER_SITE)
    node.record(*uses(3))
    other.record(*uses(3), name="o")
    folder.put_bundle(stick, node.bundle().data)

    def tell(_done: int, _total: int) -> None:
        office.ingest.take(other.bundle().data)

    done = carry(office.store, office.ingest, stick, tell)

    assert (done.new_events, office.store.totals().events) == (3, 6)


def test_a_file_cut_on_the_stick_counts_up_to_where_it_verifies(office: Office, node: Node, stick: Path) -> None:
    node.record(*lifelike(3_000))
    path = folder.put_bundle(stick, node.bundle().data)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 4])

    assert carry(office.store, office.ingest, stick).new_events == 1_500


def test_a_file_cut_before_anything_can_be_read_is_to_be_written_again_and_not_gone_on_with(
    office: Office, node: Node, stick: Path
) -> None:
    node.record(*uses(3))
    path = folder.put_bundle(stick, node.bundle().data)
    path.write_bytes(path.read_bytes()[:40])
    (problem,) = carry(office.store, office.ingest, stick).problems

    assert "escríbalo otra vez en el USB" in problem.why.text()
    assert "desde donde quedó" not in problem.why.text()


def test_what_is_no_bundle_is_refused_and_the_rest_goes_on(office: Office, node: Node, stick: Path) -> None:
    node.record(*uses(3))
    folder.put_bundle(stick, node.bundle().data)
    folder.put_bundle(stick, b"CHQ2 pero no")

    done = carry(office.store, office.ingest, stick)

    assert (done.refused, done.new_events) == (1, 3)


def test_a_stranger_s_bundle_is_held_and_answered(office: Office, node: Node, stick: Path) -> None:
    node.code = ""
    node.record(*uses(3))
    folder.put_bundle(stick, node.bundle().data)

    done = carry(office.store, office.ingest, stick)

    assert (done.held, done.new_events, done.replies) == (1, 0, 1)


def test_a_stick_that_is_not_there_says_so(office: Office, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="USB"):
        carry(office.store, office.ingest, tmp_path / "none")


def test_when_the_quota_is_used_up_the_earlier_answers_stay(office: Office, node: Node, stick: Path) -> None:
    node.code = ""
    node.record(*uses(3))
    folder.put_bundle(stick, node.bundle().data)
    folder.put_reply(stick, node.keys.node_id, b"earlier")
    answered = iter([office.take(node.bundle()), Full()])

    class Busy:
        def take(self, _: bytes) -> object:
            return next(answered)

        def broadcast(self) -> list[object]:
            return []

        def introduction(self) -> Introduction:
            return Introduction(office.keys.public)

    done = carry(office.store, Busy(), stick)  # type: ignore[arg-type]

    assert done.replies == 0
    assert [path.read_bytes() for path in folder.numbered_replies(stick, node.keys.node_id)] == [b"earlier"]


def test_what_each_school_brought_is_told_with_those_that_need_somebody_first(
    office: Office, node: Node, stick: Path
) -> None:
    node.record(*uses(3))
    stranger = Node(NodeKeys.from_seed(b"s" * 32), OTHER_SITE, hub=office.keys.public)
    stranger.record(*uses(2), name="s")
    for one in (node, stranger):
        folder.put_bundle(stick, one.bundle().data)

    first, second = carry(office.store, office.ingest, stick).came

    assert (first.site, first.known, first.held, first.new_events, first.answered) == (OTHER_SITE, False, 1, 0, True)
    assert (second.site, second.known, second.held, second.new_events, second.answered) == (SITE, True, 0, 3, True)
    assert second.schools == (f"IE {SCHOOL}",)


@pytest.mark.parametrize("name", ["datos (1).chq", "Nuevo documento de texto.txt", "ñandú", "0" * 64])
def test_a_bundle_is_taken_under_whatever_name(office: Office, node: Node, stick: Path, name: str) -> None:
    node.record(*uses(3))
    path = folder.put_bundle(stick, node.bundle().data)
    path.rename(path.with_name(name))

    done = carry(office.store, office.ingest, stick)

    assert (done.new_events, done.refused) == (3, 0)


def test_a_photo_beside_the_bundles_is_told_and_what_a_system_leaves_is_not(
    office: Office, node: Node, stick: Path
) -> None:
    folder.put_bundle(stick, node.bundle().data)
    for name in ("foto.jpg", "Thumbs.db", ".DS_Store"):
        (folder.up(stick) / name).write_bytes(b"\xff\xd8\xff\xe0")

    done = carry(office.store, office.ingest, stick)

    assert (done.bundles, done.refused, done.nothing_ours) == (1, 1, False)
    assert [(one.file, one.why.text()) for one in done.problems] == [("foto.jpg", NOT_OURS)]
    assert (folder.up(stick) / "foto.jpg").exists()


def test_a_stick_without_anything_of_ours_says_so(office: Office, stick: Path) -> None:
    folder.up(stick).mkdir(parents=True)
    (folder.up(stick) / "existencias.csv").write_text("depot,resource,units\n")

    done = carry(office.store, office.ingest, stick)

    assert (done.refused, done.nothing_ours) == (1, True)
    assert NOTHING_OURS in done.words()


def test_an_empty_stick_of_ours_gets_the_broadcast_and_nobody_complains(office: Office, stick: Path) -> None:
    assert not carry(office.store, office.ingest, stick).nothing_ours


def test_a_folder_that_is_no_stick_of_ours_is_not_taken_for_one(stick: Path) -> None:
    with pytest.raises(BadInput, match="no tiene la carpeta CHASQUI"):
        check_stick(stick)

    check_stick(stick, [stick.resolve()])
    (stick / folder.TOP).mkdir()
    check_stick(stick)


def test_what_was_taken_whole_or_waits_here_leaves_the_stick_and_what_was_cut_stays(
    office: Office, node: Node, stick: Path
) -> None:
    node.record(*lifelike(3_000))
    folder.put_bundle(stick, node.bundle(0, 100).data)
    folder.put_bundle(stick, node.bundle(200, 300).data)
    other = node_of(office, b"o", OTHER_SITE)
    other.record(*lifelike(3_000), name="o")
    cut = folder.put_bundle(stick, other.bundle().data)
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size * 3 // 4])

    done = carry(office.store, office.ingest, stick)

    assert [path.name for path in folder.up(stick).iterdir()] == [cut.name]
    assert (done.cleared, done.held, len(office.store.waiting())) == (2, 1, 1)


def test_the_broadcast_lies_on_the_stick_once_whoever_sent(office: Office, node: Node, stick: Path) -> None:
    other = node_of(office, b"o", OTHER_SITE)
    for name, one in (("n", node), ("o", other)):
        one.record(*uses(1), name=name)
        folder.put_bundle(stick, one.bundle().data)
    carry(office.store, office.ingest, stick)

    (page,) = folder.broadcast(stick).iterdir()
    own = [
        decode_reply(path.read_bytes())
        for one in (node, other)
        for path in folder.down(stick, one.keys.node_id).iterdir()
    ]
    assert [reply.slices for reply in own] == [(), ()]
    read = open_slice(decode_reply(page.read_bytes()).slices[0], node.hub, node.keys)
    assert isinstance(read, Slice)
    assert [entry.item.kind for entry in read.entries] == ["catalogue"]


def test_a_stick_pulled_out_half_way_loses_nothing_and_says_so(office: Office, node: Node, stick: Path) -> None:
    node.record(*uses(9))
    for first, last in ((0, 3), (3, 6), (6, 9)):
        folder.put_bundle(stick, node.bundle(first, last).data)
    away = stick.with_name("pulled")

    def pull(done: int, _total: int) -> None:
        if done == 1:
            stick.rename(away)

    done = carry(office.store, office.ingest, stick, pull)
    taken = office.store.totals().events
    away.rename(stick)
    again = carry(office.store, office.ingest, stick)

    assert done.trouble is not None
    assert "nada se recibe dos veces" in done.words()
    assert (done.replies, done.cleared) == (0, 0)
    assert done.new_events == taken
    assert (again.trouble, taken + again.new_events, again.replies) == (None, 9, 1)


def test_more_files_than_one_visit_reads_are_told_and_come_in_the_next_time(
    office: Office, node: Node, stick: Path
) -> None:
    node.record(*uses(5))
    for at in range(5):
        folder.put_bundle(stick, node.bundle(at, at + 1).data)

    first = carry(office.store, office.ingest, stick, most=3)
    second = carry(office.store, office.ingest, stick, most=3)

    assert (first.bundles, first.unread) == (3, 2)
    assert "Sin leer: 2" in first.words()
    assert (second.unread, office.store.totals().events) == (0, 5)


def test_a_hub_with_a_full_disk_says_so_and_keeps_what_the_stick_holds(office: Office, node: Node, stick: Path) -> None:
    node.record(*uses(3))
    path = folder.put_bundle(stick, node.bundle().data)

    class NoRoom:
        def take(self, _: bytes) -> object:
            raise NoSpace("El disco está lleno.")

        def broadcast(self) -> list[object]:
            return []

        def introduction(self) -> Introduction:
            return Introduction(office.keys.public)

    done = carry(office.store, NoRoom(), stick)  # type: ignore[arg-type]

    assert done.trouble is not None
    assert done.trouble.text() == "El disco está lleno."
    assert path.exists()
