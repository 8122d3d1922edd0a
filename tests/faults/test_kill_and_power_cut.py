"""Killed, or without power, just before or after any fsync, rename or commit: nothing told "saved" is gone."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.config import Config
from edge.enrol import init, load_identity
from edge.sealing import seal_all
from hub.carry import carry
from sync import folder as stick_files
from sync.opened import open_prefix
from tests.faults.pair import School, free_port, held_by, incarnations_of, invitation, new_school, school, served
from tests.faults.zygote import Zygote
from tests.faults.zygote import zygote as born
from tests.hub.builders import Node, Office, node_of, open_office, state_of, uses

MOST_POINTS = 500


@pytest.fixture(scope="module")
def any_zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    with born(tmp_path_factory.mktemp("said")) as found:
        yield found


@pytest.fixture(
    params=[
        pytest.param((True, 4), id="power cut at every fourth point"),
        pytest.param((True, 1), id="power cut at every point", marks=pytest.mark.soak),
        pytest.param((False, 1), id="killed at every point", marks=pytest.mark.soak),
    ]
)
def zygote(any_zygote: Zygote, request: pytest.FixtureRequest) -> Zygote:
    any_zygote.power_cut, any_zygote.stride = request.param
    return any_zygote


@contextmanager
def round_in(folder: Path) -> Iterator[Path]:
    """Give a folder for one life, which goes with it: there are hundreds."""
    with tempfile.TemporaryDirectory(dir=folder) as found:
        yield Path(found)


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, str]]:
    office = open_office(tmp_path_factory.mktemp("region") / "hub")
    with served(office) as url:
        yield office, url
    office.store.close()


def test_a_node_that_dies_anywhere_keeps_what_it_said_and_brings_it_once(
    zygote: Zygote, region: tuple[Office, str], fast: Path
) -> None:
    office, url = region
    for point in range(1, MOST_POINTS, zygote.stride):
        with round_in(fast) as place:
            home, stick = new_school(office, place / "node"), place / "stick"
            stick.mkdir()
            died = zygote.dies("node", place, dies_at=point, home=home, url=url, stick=stick)
            with school(home, url) as again:
                _check_node(again, office, stick, zygote.words())
        if not died:
            break

    assert 30 < point < MOST_POINTS - zygote.stride


def test_a_node_that_dies_anywhere_while_it_seals_keeps_every_record_in_its_place(
    zygote: Zygote, region: tuple[Office, str], fast: Path
) -> None:
    office, url = region
    for point in range(1, MOST_POINTS, zygote.stride):
        with round_in(fast) as place:
            home = new_school(office, place / "node")
            died = zygote.dies("sealing", place, dies_at=point, home=home, url=url)
            with school(home, url) as again:
                _check_log(again, zygote.words())
                assert again.store.records.sealed_until() >= 12 * zygote.words().count("sealed 12")
                again.agent.tick()
                seal_all(again.store, 5, 12)
                assert held_by(office, incarnations_of(again)) == again.bodies()
        if not died:
            break

    assert zygote.words()[2:5:2] == ["sealed 12", "sealed 12"]
    assert 20 < point < MOST_POINTS - zygote.stride


def _check_node(again: School, office: Office, stick: Path, words: list[str]) -> None:
    _check_log(again, words)
    if "copied left" in words:
        assert any(open_prefix(office.keys, data).complete for _, data in stick_files.bundles(stick))
    carry(office.store, office.ingest, stick)
    again.agent.tick()
    assert again.store.outbox.pending() == 0
    assert held_by(office, incarnations_of(again)) == again.bodies()


def _check_log(again: School, words: list[str]) -> None:
    saved = sum(int(line.split()[1]) for line in words if line.startswith("saved"))
    assert again.store.db.value("PRAGMA integrity_check") == "ok"
    assert len(list(again.store.records.bodies(kinds={1}))) >= saved
    assert again.store.log.rebuild() == again.store.records.count()


def test_making_a_node_may_be_cut_anywhere_and_done_again(
    zygote: Zygote, region: tuple[Office, str], fast: Path
) -> None:
    office, url = region
    for point in range(1, MOST_POINTS, zygote.stride):
        with round_in(fast) as place:
            home, letter = place / "node", invitation(office, place / "invitation.json", url)
            died = zygote.dies("beginning", place, dies_at=point, home=home, letter=letter)
            if "made" in zygote.words():
                load_identity(Config(dir=home))
            init(Config(dir=home), letter)
            with school(home) as made:
                made.record(1)
                assert made.agent.tick().outcome == "ok"
        if not died:
            break

    assert 8 < point < MOST_POINTS - zygote.stride


def test_a_hub_that_dies_anywhere_loses_nothing_that_it_acked(zygote: Zygote, fast: Path) -> None:
    office, port = open_office(fast / "template" / "hub"), free_port()
    new_school(office, fast / "template" / "node")
    office.store.close()
    for point in range(1, MOST_POINTS, zygote.stride):
        with round_in(fast) as place:
            shutil.copytree(fast / "template", place, dirs_exist_ok=True)
            with school(place / "node", f"http://127.0.0.1:{port}") as one:
                one.record(5)
                died = _serve_until_death(zygote, place / "hub", port, point, one)
                acked = one.store.records.count() - one.store.outbox.pending()
                with closing_hub(office, place / "hub") as left:
                    assert held_by(left)[:acked] == one.bodies()[:acked]
                _serve_until_death(zygote, place / "hub", port, 0, one)
                assert one.store.outbox.pending() == 0
                with closing_hub(office, place / "hub") as again:
                    assert held_by(again) == one.bodies()
                    assert again.store.totals().forks == 0
        if not died:
            break

    assert 10 < point < MOST_POINTS - zygote.stride


@contextmanager
def closing_hub(office: Office, folder: Path, database: str = "") -> Iterator[Office]:
    found = office.moved(folder, database)
    yield found
    found.store.close()


def _serve_until_death(zygote: Zygote, place: Path, port: int, point: int, one: School) -> bool:
    pid = zygote.begin("hub", place, dies_at=point, home=place, port=port)
    if zygote.wait_for("open", pid):
        one.agent.tick()
        one.record(1, once="second")
        one.agent.tick()
        # Where it has died already, it waits to be fetched, and this does nothing.
        os.kill(pid, signal.SIGTERM)
    return zygote.end(pid)


def test_a_stick_at_a_hub_that_dies_anywhere_is_taken_in_at_the_next_try(zygote: Zygote, fast: Path) -> None:
    office = open_office(fast / "template" / "hub")
    node = _with_a_stick(office, fast / "template" / "stick")
    office.store.close()
    for point in range(1, MOST_POINTS, zygote.stride):
        with round_in(fast) as place:
            shutil.copytree(fast / "template", place, dirs_exist_ok=True)
            died = zygote.dies("carry", place, dies_at=point, home=place / "hub", stick=place / "stick")
            with closing_hub(office, place / "hub") as again:
                carry(again.store, again.ingest, place / "stick")
                assert len(state_of(again)["events"]) == len(node.log)
                assert again.store.waiting() == []
            assert len(stick_files.numbered_replies(place / "stick", node.keys.node_id)) == 1
        if not died:
            break

    assert 10 < point < MOST_POINTS - zygote.stride


def test_bundles_committed_together_at_a_hub_that_dies_anywhere_are_there_where_one_was_acked(
    zygote: Zygote, fast: Path
) -> None:
    office = open_office(fast / "template" / "hub")
    nodes, files = [node_of(office, bytes([at])) for at in range(1, 5)], list[str]()
    for at, node in enumerate(nodes):
        office.take(node.bundle())
        node.record(*uses(3), name=f"n{at}")
        (fast / f"{at}.bundle").write_bytes(node.bundle().data)
        files.append(str(fast / f"{at}.bundle"))
    office.store.close()
    for point in range(1, MOST_POINTS, zygote.stride):
        with round_in(fast) as place:
            shutil.copytree(fast / "template", place, dirs_exist_ok=True)
            died = zygote.dies("together", place, dies_at=point, home=place / "hub", files=files)
            acked = [word for word in zygote.words() if word.startswith("acked")]
            with closing_hub(office, place / "hub") as left:
                # All or none: they are one commit, whatever was said of it by then.
                assert len(held_by(left)) in ((12,) if acked else (0, 12))
                again = [left.take(node.bundle()) for node in nodes]
                assert len(held_by(left)) == 12
                assert [node.ack(taken).received for node, taken in zip(nodes, again, strict=True)] == [
                    node.end for node in nodes
                ]
        if not died:
            break

    assert 5 < point < MOST_POINTS - zygote.stride
    assert len(acked) == 4


def _with_a_stick(office: Office, stick: Path) -> Node:
    stick.mkdir()
    node = node_of(office)
    node.record(*uses(9))
    for first, last in ((6, 9), (0, 3), (3, 6)):
        stick_files.put_bundle(stick, node.bundle(first, last).data)
    return node


def test_both_databases_wait_for_the_disk_at_every_commit(region: tuple[Office, str], tmp_path: Path) -> None:
    office, _ = region
    with office.store.begin() as connection:
        of_hub = connection.exec_driver_sql("PRAGMA synchronous").scalar()
    with school(new_school(office, tmp_path / "node")) as one:
        of_node = one.store.db.value("PRAGMA synchronous")

    assert (of_hub, of_node) == (2, 2)
