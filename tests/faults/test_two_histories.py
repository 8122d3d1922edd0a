"""A restored backup, a twin, a copy taken while running: both histories are kept, neither takes from the other."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from edge.app import create_app
from edge.store import Store
from hub.cli import main as hub_cli
from shared.errors import NotReady
from sync.ack import open_ack
from tests.edge.building import FakeClock
from tests.edge.views.school import furnish
from tests.faults.pair import School, held_by, incarnations_of, new_school, school, served
from tests.hub.builders import SITE, Office, state_of
from tests.shared.web.building import sign_in


@pytest.fixture
def url(office: Office) -> Iterator[str]:
    with served(office) as found:
        yield found


@pytest.fixture
def home(office: Office, tmp_path: Path) -> Path:
    return new_school(office, tmp_path / "node")


def sent(home: Path, url: str, count: int) -> School:
    """Open a node, record, send; return it closed."""
    with school(home, url) as one:
        one.record(count)
        one.send_all()
        assert one.store.outbox.pending() == 0
        return one


def copy_of(home: Path, name: str) -> Path:
    return Path(shutil.copytree(home, home.with_name(name)))


def all_events(*homes: Path) -> set[tuple[bytes, int, bytes, bytes]]:
    """Return every event of some nodes' logs: its position and its bytes."""
    found: set[tuple[bytes, int, bytes, bytes]] = set()
    for home in homes:
        with Store(home / "node.db", FakeClock(), writer=False) as store:
            for row in store.records.bodies():
                incarnation, seq, head = msgspec.structs.astuple(store.entries.position(row.pos))
                found.add((incarnation, seq, head, row.body))
    return found


def held_events(office: Office) -> set[tuple[bytes, int, bytes, bytes]]:
    """Return every event of the lake."""
    return set(state_of(office)["events"])


def test_a_node_restored_from_a_backup_goes_on_and_both_histories_are_kept(
    office: Office, url: str, home: Path
) -> None:
    sent(home, url, 3)
    backup = copy_of(home, "backup")
    sent(home, url, 4)
    lost = copy_of(home, "lost")
    shutil.rmtree(home)
    backup.rename(home)
    with school(home, url) as one:
        one.record(5)
        row = one.agent.tick()
        one.send_all()

        assert (row.outcome, one.store.outbox.pending()) == ("ok", 0)
        assert one.store.sync_state().branch == "copy"
    assert held_events(office) == all_events(home, lost)
    assert office.store.totals().forks == 1


def test_a_restored_node_that_has_said_nothing_yet_is_told_what_the_region_holds(
    office: Office, url: str, home: Path
) -> None:
    sent(home, url, 3)
    backup = copy_of(home, "backup")
    sent(home, url, 4)
    with school(backup, url) as one:
        before = one.store.outbox.cursor().acked, one.store.records.count()
        one.agent.tick()

        assert one.store.sync_state().branch == "copy"
        assert (one.store.outbox.cursor().acked, one.store.records.count()) == before
    assert office.store.totals().forks == 0


def test_two_laptops_with_one_identity_keep_both_and_take_nothing_from_each_other(
    office: Office, url: str, home: Path
) -> None:
    sent(home, url, 3)
    twin, shared = copy_of(home, "twin"), all_events(home)
    for turn in range(3):
        for place in (home, twin):
            own = all_events(place)
            with school(place, url) as one:
                one.record(turn + 1)
                one.send_all()
                assert one.store.outbox.pending() == 0
                assert own < all_events(place)
                branch = one.store.sync_state().branch
    mine, other = all_events(home), all_events(twin)

    assert branch == "twin"
    assert mine & other == shared
    assert held_events(office) == mine | other
    assert office.store.totals().forks == 1
    assert [row.forked for row in office.store.sync_states() if row.school.site == SITE] == [True]


def test_an_ack_for_the_other_branch_moves_nothing(office: Office, url: str, home: Path) -> None:
    sent(home, url, 3)
    twin = copy_of(home, "twin")
    with school(home, url) as one:
        one.record(6)
        waiting = one.store.outbox.pending()
        with school(twin, url) as other:
            other.record(9)
            other.agent.tick()
            reply = other.store.outbox.cursor().proof
        ack = open_ack(reply, office.keys.public, one.identity.keys.node_id)
        one.store.outbox.advance(ack, reply)

        assert one.store.outbox.pending() == waiting == 7
        one.send_all()
        assert one.store.outbox.pending() == 0


def test_the_node_says_so_on_its_first_page_and_the_office_in_its_list(office: Office, url: str, home: Path) -> None:
    with school(home, url) as one:
        furnish(one.store)
        one.agent.tick()
    twin = copy_of(home, "twin")
    for place in (home, twin, home, twin):
        with school(place, url) as one:
            one.record(1)
            one.agent.tick()
            client = create_app(one.config, one.store).test_client()
            sign_in(client, "coord")
            page, sending = client.get("/").text, client.get("/envio/").text
    office.store.close()
    told = CliRunner().invoke(hub_cli, ["status", "--dir", str(office.config.folder)]).output

    assert "Otra computadora usa la misma identidad: envía como si fuera esta." in page
    assert "pida a la oficina" in sending
    assert f"dos historias: local {SITE}" in told


def test_a_healthy_node_is_never_told_that_it_has_a_twin(url: str, home: Path) -> None:
    for turn in range(4):
        with school(home, url) as one:
            one.record(turn)
            one.agent.tick()

            assert one.store.sync_state().branch == ""


def test_a_copy_taken_of_a_running_node_opens_whole_or_is_refused_in_words(
    office: Office, url: str, home: Path
) -> None:
    """The copy is written to while it is taken: file by file, as a person with a file manager would."""
    outcomes = []
    for number in range(6):
        copied, copy = threading.Event(), home.with_name(f"copy-{number}")
        with school(home, url) as one:
            one.record(200)

            def write(running: School = one, over: threading.Event = copied) -> None:
                while not over.is_set():
                    running.record(3)

            writer = threading.Thread(target=write)
            writer.start()
            copy_of(home, copy.name)
            copied.set()
            writer.join()
            one.agent.tick()
        outcomes.append(_opens(copy, url))
    with school(home, url) as one:
        one.agent.tick()
        own = set(one.bodies())

    assert set(outcomes) <= {"whole", "refused"}
    assert own <= set(held_by(office))


def _opens(copy: Path, url: str) -> str:
    """Go on with a copy as a second laptop would."""
    try:
        with school(copy, url) as one:
            one.record(2)
            one.agent.tick()
            one.agent.tick()
            assert one.store.db.value("PRAGMA integrity_check") == "ok"
            assert one.store.log.rebuild() == one.store.records.count()
            assert one.store.outbox.pending() == 0
            assert incarnations_of(one)
    except NotReady as error:
        return "refused" if "No los borre" in str(error) else str(error)
    return "whole"


def test_a_log_with_a_hole_in_it_is_refused_and_left_alone(home: Path, url: str) -> None:
    with school(home, url) as one:
        one.record(30)
        path = one.store.path
    with closing(sqlite3.connect(path)) as database:
        database.execute("DELETE FROM events WHERE pos BETWEEN 10 AND 12")
        database.commit()

    with pytest.raises(NotReady, match="No los borre"), Store(path, one.config.clock):
        pass


def test_a_laptop_whose_copy_sent_in_between_is_told_at_its_next_contact(office: Office, url: str, home: Path) -> None:
    sent(home, url, 3)
    twin = copy_of(home, "twin")
    sent(home, url, 2)
    with school(twin, url) as other:
        other.record(1)
        other.agent.tick()
        theirs = other.store.sync_state().branch
    with school(home, url) as one:
        one.agent.tick()
        ours = one.store.sync_state().branch

    # The copy cannot know yet whether it was restored or is a second one; the laptop that never stopped knows.
    assert (theirs, ours) == ("copy", "twin")


def test_a_restored_copy_is_never_told_that_it_has_a_twin(office: Office, url: str, home: Path) -> None:
    sent(home, url, 3)
    backup = copy_of(home, "backup")
    sent(home, url, 4)
    shutil.rmtree(home)
    backup.rename(home)
    said = []
    with school(home, url) as one:
        for _ in range(5):
            one.record(2)
            one.agent.tick()
            said.append(one.store.sync_state().branch)
    again = copy_of(home, "again")
    sent(home, url, 3)
    shutil.rmtree(home)
    again.rename(home)
    with school(home, url) as one:
        for _ in range(3):
            one.record(1)
            one.agent.tick()
            said.append(one.store.sync_state().branch)

    assert set(said) == {"copy"}
