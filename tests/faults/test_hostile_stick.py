"""A stick that was lost, late, damaged or made by an enemy: bounded work, reasons in words, and nothing given away."""

import os
import resource
import tracemalloc
from pathlib import Path

import pytest

from hub.carry import carry
from shared.errors import RoadClosed
from shared.events import Claim
from sync import folder
from sync.bundle import MAX_BUNDLE_BYTES, Sender, seal
from sync.foreign_files import MAX_ENTRIES
from sync.reply import encode_reply
from tests.edge.building import SCHOOL, use
from tests.faults.pair import School, held_by, new_school, school
from tests.hub.builders import SITE, Node, Office, node_of, uses
from tests.usage_events import uses as lifelike


@pytest.fixture
def node(office: Office) -> Node:
    return node_of(office)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb"


def damaged(data: bytes, how: str) -> bytes:
    at = len(data) * 3 // 4
    match how:
        case "cut":
            return data[:at]
        case "a bit flipped":
            return data[:at] + bytes([data[at] ^ 8]) + data[at + 1 :]
        case "filled with zeros from there on":
            return data[:at] + bytes(len(data) - at)
        case _:
            return bytes(len(data))


@pytest.mark.parametrize(
    ("how", "events"),
    [("cut", 1_500), ("a bit flipped", 1_500), ("filled with zeros from there on", 1_500), ("zeros", 0)],
)
def test_of_a_damaged_file_what_verifies_counts_and_the_rest_is_refused_with_a_reason(
    office: Office, node: Node, stick: Path, how: str, events: int
) -> None:
    node.record(*lifelike(3_000))
    whole = node.bundle().data
    path = folder.put_bundle(stick, whole)
    path.write_bytes(damaged(whole, how))
    other = node_of(office, b"o")
    other.record(*uses(2), name="o")
    folder.put_bundle(stick, other.bundle().data)
    done = carry(office.store, office.ingest, stick)
    folder.put_bundle(stick, whole)

    assert done.new_events == events + 2
    assert [problem.file for problem in done.problems] == [path.name]
    assert str(done.problems[0]).endswith(".")
    assert str(done.problems[0]) in done.words()
    # The stick is still usable: the school copies again, and the rest comes in.
    assert carry(office.store, office.ingest, stick).new_events == 3_000 - events


def test_links_pipes_devices_giants_and_deep_folders_are_passed_over(office: Office, node: Node, stick: Path) -> None:
    node.record(*uses(3))
    folder.put_bundle(stick, node.bundle().data)
    up = folder.up(stick)
    (up / ("a" * 64)).symlink_to("/etc/passwd")
    os.mkfifo(up / ("b" * 64))
    (up / ("c" * 64)).symlink_to("/dev/zero")
    (up / ("d" * 64)).mkdir()
    (up / ("e" * 64)).joinpath(*["f"] * 60).mkdir(parents=True)
    with (up / ("9" * 64)).open("wb") as giant:
        giant.truncate(2**40)
    nobodys = ("a" * 64, "c" * 64, "9" * 64)
    strange = ("CON", "a\nb", "ñ" * 60, "$(reboot)", "x" * 255)
    for name in ("...", *strange):
        (up / name).write_bytes(b"CHQ2")
    tracemalloc.start()
    done = carry(office.store, office.ingest, stick)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (done.bundles, done.new_events, done.refused) == (1 + len(strange), 3, len(strange) + len(nobodys))
    assert all(problem.file.isprintable() and len(problem.file) <= 40 for problem in done.problems)
    assert peak < 8 * MAX_BUNDLE_BYTES


def test_thousands_of_junk_files_do_not_keep_a_bundle_from_being_found(office: Office, node: Node, stick: Path) -> None:
    node.record(*uses(3))
    folder.put_bundle(stick, node.bundle().data)
    for number in range(2 * folder.MAX_FILES):
        (folder.up(stick) / f"{number:064x}").write_bytes(b"x")

    assert carry(office.store, office.ingest, stick).new_events == 3


def test_a_stick_with_fifty_thousand_names_in_a_folder_is_not_opened_by_either_side(office: Office, fast: Path) -> None:
    stick = fast
    for place in (folder.up(stick), folder.down(stick, node_of(office).keys.node_id)):
        place.mkdir(parents=True)
        for number in range(MAX_ENTRIES + 1):
            os.close(os.open(place / f"{number}.reply", os.O_CREAT | os.O_WRONLY))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(RoadClosed, match="demasiados archivos"):
        carry(office.store, office.ingest, stick)
    with pytest.raises(RoadClosed, match="demasiados archivos"):
        list(folder.replies(stick, node_of(office).keys.node_id))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


@pytest.mark.parametrize("link", ["CHASQUI", "CHASQUI/up", "CHASQUI/down"])
def test_a_folder_that_is_a_link_to_somebodys_disk_is_neither_read_nor_written(
    office: Office, node: Node, stick: Path, tmp_path: Path, link: str
) -> None:
    node.record(*uses(3))
    mine = tmp_path / "mine"
    folder.put_bundle(stick, node.bundle().data)
    mine.mkdir()
    if (stick / link).exists():
        (stick / link).rename(tmp_path / "away")
    (stick / link).symlink_to(mine)

    with pytest.raises(RoadClosed, match="enlace"):
        carry(office.store, office.ingest, stick)
    assert list(mine.iterdir()) == []


def test_the_greatest_number_on_a_strange_reply_does_not_hide_the_true_one(
    office: Office, node: Node, stick: Path
) -> None:
    node.record(*uses(3))
    folder.put_bundle(stick, node.bundle().data)
    place = folder.down(stick, node.keys.node_id)
    place.mkdir(parents=True)
    (place / "999999999999.reply").write_bytes(b"strange")
    carry(office.store, office.ingest, stick)

    assert len(folder.numbered_replies(stick, node.keys.node_id)) == 1


def test_a_stick_that_never_returns_costs_nothing(office: Office, stick: Path, tmp_path: Path) -> None:
    new_school(office, tmp_path / "node")
    with school(tmp_path / "node") as one:
        one.record(4)
        one.agent.carry(stick)
        lost = one.store.sync_state()
        (tmp_path / "second").mkdir()
        one.record(1)
        one.agent.carry(tmp_path / "second")
        carry(office.store, office.ingest, tmp_path / "second")
        one.agent.carry(tmp_path / "second")

        assert (lost.code, lost.left, lost.total) == ("ack", 4, 4)
        assert (one.store.outbox.pending(), held_by(office)) == (0, one.bodies())


def test_a_stick_that_returns_after_a_year_brings_nothing_back(office: Office, stick: Path, tmp_path: Path) -> None:
    new_school(office, tmp_path / "node")
    with school(tmp_path / "node") as one:
        one.record(4)
        one.agent.carry(stick)
        carry(office.store, office.ingest, stick)
        one.config.clock.wait(300 * 86_400)  # type: ignore[attr-defined]
        office.config.clock.at = one.config.clock.now()  # type: ignore[attr-defined]
        one.record(2)
        later = office.take(_newest(one, office))
        folder.put_reply(tmp_path / "wire", one.identity.keys.node_id, encode_reply(later.reply))
        one.agent.carry(tmp_path / "wire", collect_only=True)
        before = (one.store.outbox.cursor(), one.store.sync_state())
        one.config.clock.wait(65 * 86_400)  # type: ignore[attr-defined]
        one.agent.carry(stick, collect_only=True)
        after = (one.store.outbox.cursor(), one.store.sync_state())

        assert before[1].pending == 0
        assert after[0] == before[0]
        assert (after[1].last_ack, after[1].code) == (before[1].last_ack, "ok")
        assert carry(office.store, office.ingest, stick).new_events == 0


def _newest(one: School, office: Office) -> bytes:
    base, runs = one.store.outbox.unsent(10_000)
    keys, site = one.identity.keys, one.identity.invitation.site
    return seal(Sender(keys, office.keys.public, site, one.identity.enrolment), base, runs).data


def test_a_stick_gives_away_neither_names_nor_pseudonyms_nor_the_school(
    office: Office, stick: Path, tmp_path: Path
) -> None:
    new_school(office, tmp_path / "node")
    with school(tmp_path / "node") as one:
        class_id = one.store.people.add_class(SCHOOL, "3° A")
        rosa = one.store.people.add_person(
            "learner", "Rosa Quispe Huamán", code="r-771", school=SCHOOL, class_id=class_id
        )
        one.store.record([Claim(use(learner=rosa)) for _ in range(40)])
        with office.store.begin() as connection:
            life = office.store.issuing_life(connection)
            named = {"stream": SITE, "kind": "decision", "subject": f"decision/p/{SITE}", "body": b"{}"}
            office.store.issue(connection, life, office.keys, **named)  # type: ignore[arg-type]
        for _ in range(3):
            one.agent.carry(stick)
            carry(office.store, office.ingest, stick)
        assert one.store.outbox.feed_positions().keys() == {"all", SITE}
        everything = b"".join(path.read_bytes() for path in stick.rglob("*") if path.is_file())
        spool = b"".join(path.read_bytes() for path in office.config.folder.rglob("*") if path.is_file())

        assert len(everything) > 500
        secrets = [b"Rosa", b"Quispe", b"r-771", bytes(rosa), rosa.hex().encode(), SCHOOL.encode(), b"074294"]
        assert [word for word in secrets if word in everything] == []
        assert [word for word in secrets[:3] if word in spool] == []
