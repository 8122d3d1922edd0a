"""The hub is restored from yesterday, and again: nodes send again, nothing is missing, no number means two things."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hub.carry import carry
from hub.config import Config
from hub.ingest import Ingest
from hub.keyfiles import read_keys
from hub.release import broadcast_catalogue
from hub.restores import readmitted
from hub.store import Store
from shared.resources import Catalogue
from sync.feed import ALL, FeedItem
from tests.faults.pair import School, held_by, in_memory, new_school, school, served
from tests.hub.builders import CATALOGUE, Office, StillClock, open_office
from tests.hub.laptop import JumpyClock


def catalogue(version: int) -> Catalogue:
    return replace(CATALOGUE, version=version)


@contextmanager
def running(folder: Path, clock: StillClock | None = None) -> Iterator[tuple[Office, str]]:
    """Start the service of a hub: it draws a life, retries what waits, and answers."""
    office = opened(folder, clock)
    office.store.start_life()
    office.ingest.retry()
    with served(office) as url:
        yield office, url
    office.store.close()


def opened(folder: Path, clock: StillClock | None = None) -> Office:
    config = Config(folder, clock=clock or StillClock(), min_free_mb=1)
    store, keys = Store(config), read_keys(config)
    return Office(config, keys, store, Ingest(store, keys))


def restore(backup: Path, folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(backup, folder)


def exchange(one: School, count: int = 0) -> None:
    if count:
        one.record(count)
    one.agent.tick()


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    office = open_office(tmp_path / "hub")
    for number in range(2):
        new_school(office, tmp_path / f"node{number}")
    office.store.close()
    return tmp_path / "hub"


def visit(homes: list[Path], url: str, count: int) -> list[list[bytes]]:
    """Let each node record and exchange; return their logs."""
    logs = []
    for home in homes:
        with school(home, url) as one:
            exchange(one, count)
            if one.store.outbox.pending():
                exchange(one)
            assert one.store.outbox.pending() == 0
            logs.append(one.bodies())
    return logs


def test_a_hub_restored_twice_from_older_and_older_copies_gets_everything_again(hub: Path, tmp_path: Path) -> None:
    homes = [tmp_path / "node0", tmp_path / "node1"]
    copies = []
    for _ in range(3):
        copies.append(Path(shutil.copytree(hub, tmp_path / f"copy{len(copies)}")))
        with running(hub) as (_, url):
            visit(homes, url, 4)
    for copy in (copies[2], copies[1]):
        restore(copy, hub)
        with running(hub) as (office, url):
            logs = visit(homes, url, 1)
            assert sorted(held_by(office)) == sorted(logs[0] + logs[1])
            assert (office.store.totals().forks, office.store.waiting()) == (0, [])


STEPS = st.sampled_from(["record", "record", "back up", "restore", "1970", "2099"])


@settings(max_examples=5, deadline=None)
@given(story=st.lists(STEPS, min_size=3, max_size=8))
def test_whatever_the_order_of_copies_restores_and_clocks_nothing_is_missing_in_the_end(story: list[str]) -> None:
    with in_memory() as folder:
        _tell(folder, story)


@pytest.mark.soak
@settings(max_examples=150, deadline=None)
@given(story=st.lists(STEPS, min_size=5, max_size=20))
def test_in_a_hundred_and_fifty_long_stories_nothing_is_missing_either(story: list[str]) -> None:
    with in_memory() as folder:
        _tell(folder, story)


def _tell(folder: Path, story: list[str]) -> None:
    office = open_office(folder / "hub")
    home = new_school(office, folder / "node")
    office.store.close()
    clock = StillClock()
    with running(folder / "hub", clock) as (_, url):
        visit([home], url, 1)
    shutil.copytree(folder / "hub", folder / "backup")
    for step in story:
        match step:
            case "back up":
                shutil.rmtree(folder / "backup")
                shutil.copytree(folder / "hub", folder / "backup")
            case "restore":
                restore(folder / "backup", folder / "hub")
            case "record":
                with running(folder / "hub", clock) as (_, url), school(home, url) as one:
                    exchange(one, 2)
            case year:
                clock.at = clock.at.replace(year=int(year))
    with running(folder / "hub", clock) as (last, url):
        logs = visit([home], url, 1)
        assert held_by(last) == logs[0]


def items_of(office: Office) -> dict[tuple[object, int], FeedItem]:
    return {entry.item.birth: entry.item for entry in office.store.entries(ALL)}


def decided_and_set_back(hub: Path, home: Path) -> tuple[Path, dict[tuple[object, int], FeedItem]]:
    """Let a node hear a decision that the hub then loses; return the copy that the hub is now, and what it lost."""
    with running(hub) as (_, url):
        visit([home], url, 1)
    backup = Path(shutil.copytree(hub, hub.with_name("backup")))
    with running(hub) as (office, url):
        broadcast_catalogue(office.store, catalogue(2))
        visit([home], url, 1)
        lost = items_of(office)
    restore(backup, hub)
    return backup, lost


def test_a_node_keeps_what_a_restored_hub_forgot_and_takes_the_later_word(hub: Path, tmp_path: Path) -> None:
    home = tmp_path / "node0"
    _, lost = decided_and_set_back(hub, home)
    with running(hub) as (office, url):
        visit([home], url, 1)
        with school(home) as one:
            kept = one.store.news.catalogue().version
        broadcast_catalogue(office.store, catalogue(3))
        visit([home], url, 1)
        with school(home) as one:
            later = one.store.news.catalogue().version
        assert (kept, later) == (2, 3)
        assert not any(items_of(office).get(birth, item) != item for birth, item in lost.items())


def test_a_hub_restored_twice_gets_back_what_it_decided_over_the_network_and_by_stick(
    hub: Path, tmp_path: Path
) -> None:
    home, stick = tmp_path / "node0", tmp_path / "usb"
    stick.mkdir()
    backup, lost = decided_and_set_back(hub, home)
    with running(hub) as (office, url):
        visit([home], url, 1)
        over_the_network = office.store.catalogue().version, items_of(office) == lost
    restore(backup, hub)
    office = opened(hub)
    office.store.start_life()
    with school(home) as one:
        for _ in range(3):
            one.agent.carry(stick)
            carry(office.store, office.ingest, stick)
        by_stick = office.store.catalogue().version, items_of(office) == lost
        told = [(row.kind, row.disputed) for row in readmitted(office.store)]
    office.store.close()

    assert (over_the_network, by_stick) == ((2, True), (2, True))
    assert told == [("catalogue", True)]


def test_a_restored_hub_that_publishes_before_its_service_starts_reuses_no_number(hub: Path, tmp_path: Path) -> None:
    backup = Path(shutil.copytree(hub, tmp_path / "backup"))
    seen: dict[tuple[object, int], FeedItem] = {}
    for version in (2, 3, 4):
        restore(backup, hub)
        store = Store(Config(hub, clock=StillClock(), min_free_mb=1))
        broadcast_catalogue(store, catalogue(version))
        for entry in store.entries(ALL):
            assert seen.setdefault(entry.item.birth, entry.item) == entry.item
        store.close()

    assert len(seen) == 4


def test_what_a_restored_hub_asked_for_again_is_told_as_sent(hub: Path, tmp_path: Path) -> None:
    home = tmp_path / "node0"
    with running(hub) as (_, url):
        visit([home], url, 1)
    backup = Path(shutil.copytree(hub, tmp_path / "backup"))
    with running(hub) as (_, url):
        visit([home], url, 4)
    restore(backup, hub)
    with running(hub) as (_, url), school(home, url) as one:
        row = one.agent.tick()

        assert (row.sent, row.text) == (4, "La región confirmó 4 registros con su firma.")
        assert one.store.sync_state().pending == 0


def test_a_node_that_a_restored_hub_has_no_trace_of_is_held_and_says_that_nothing_was_lost(
    hub: Path, tmp_path: Path
) -> None:
    before_enrolment = Path(shutil.copytree(hub, tmp_path / "backup"))
    office = opened(hub)
    home = new_school(office, tmp_path / "late")
    office.store.close()
    with running(hub) as (_, url):
        visit([home], url, 2)
    restore(before_enrolment, hub)
    with running(hub) as (office, url), school(home, url) as one:
        one.record(1)
        row = one.agent.tick()
        waits = [(row.node, bool(row.reason)) for row in office.store.waiting()]
        office.ingest.accept(one.identity.keys.node_id.hex())
        one.agent.tick()
        one.agent.tick()

        assert (row.reason, "recuperó una copia antigua" in row.text) == ("held", True)
        assert "No se perdió nada" in row.text
        assert waits == [(one.identity.keys.node_id.hex(), True)]
        assert (one.store.outbox.pending(), held_by(office)) == (0, one.bodies())


def test_clocks_that_jump_on_both_sides_between_exchanges_change_nothing(hub: Path, tmp_path: Path) -> None:
    """Dating is another matter (``tests/shared/test_dating.py``): here only that all arrives once and in order."""
    home, hub_clock, laptop = tmp_path / "node0", StillClock(), JumpyClock()
    with running(hub, hub_clock) as (office, url):
        visit([home], url, 1)
        for year, hub_year in ((1970, 2026), (2099, 1970), (2026, 2099), (1971, 2098), (2026, 2026)):
            laptop.at = laptop.at.replace(year=year)
            hub_clock.at = hub_clock.at.replace(year=hub_year)
            with school(home, url, clock=laptop) as one:
                one.record(2)
                laptop.at = laptop.at.replace(year=2000)
                laptop.steady_s += 30
                one.record(1)
                one.send_all()
                # A hub whose clock went back is only believed once it says so again.
                one.agent.tick()
                assert one.store.outbox.pending() == 0
                assert held_by(office) == one.bodies()
        assert office.store.totals().forks == 0
