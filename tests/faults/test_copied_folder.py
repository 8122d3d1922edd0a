"""A node's folder that was copied to a second laptop, or moved there: who writes on is told apart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.config import Config
from edge.enrol import load_identity
from edge.status import status_fields
from edge.store import Store
from edge.wiring import agent_of
from shared.events import Claim
from tests.edge.building import use
from tests.faults.pair import new_school, served
from tests.faults.test_two_histories import all_events, copy_of, held_events
from tests.hub.builders import Office
from tests.hub.laptop import JumpyClock


@pytest.fixture
def url(office: Office) -> Iterator[str]:
    with served(office) as found:
        yield found


@pytest.fixture
def home(office: Office, tmp_path: Path) -> Path:
    return new_school(office, tmp_path / "node")


def told_on(home: Path, url: str, computer: str, records: int) -> str:
    """Run the node of a folder on a computer: record, send; return what it says of two histories."""
    config = Config(dir=home, hub_url=url, clock=JumpyClock(), computer=computer)
    with Store(config.database, config.clock) as store:
        agent = agent_of(config, store, load_identity(config))
        store.record([Claim(use()) for _ in range(records)])
        agent.tick()
        fields = status_fields(store, load_identity(config))
    return "" if not fields["branch"] else str(fields["copied_from"] or fields["branch"])


def test_a_folder_copied_to_a_second_laptop_is_told_of_the_first_that_writes_on(
    office: Office, url: str, home: Path
) -> None:
    first = [told_on(home, url, "DIRECCION", 3)]
    copied = copy_of(home, "copied")
    first.append(told_on(home, url, "DIRECCION", 2))
    second = told_on(copied, url, "AULA-3", 2)

    assert (first, second) == (["", ""], "DIRECCION")
    assert held_events(office) == all_events(home, copied)


def test_a_folder_that_moved_for_good_and_is_restored_later_does_not_blame_the_laptop_it_came_from(
    office: Office, url: str, home: Path
) -> None:
    told_on(home, url, "DIRECCION", 3)
    moved = told_on(home, url, "AULA-3", 2)
    backup = copy_of(home, "backup")
    told_on(home, url, "AULA-3", 2)
    restored = told_on(backup, url, "AULA-3", 1)

    assert (moved, restored) == ("", "copy")
