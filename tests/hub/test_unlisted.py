"""A code that no catalogue ever had is told with its records until somebody looked into them; one more is told."""

from pathlib import Path

import pytest

from hub import unlisted
from hub.store import Store
from shared.ids import ResourceId
from tests.hub.asked import asked
from tests.hub.busy_office import halted
from tests.hub.databases import Databases
from tests.hub.office import SITES, office
from tests.hub.regions import TABLET

pytestmark = pytest.mark.databases
TYPO = ResourceId("mimeografo")


def told(store: Store) -> list[tuple[str, str, int]]:
    with store.read() as connection:
        found = unlisted.unlisted(connection, {TABLET})
    return [(one.site, one.resource, one.records) for one in found]


def test_a_code_is_told_of_each_site_and_table_until_it_is_settled(tmp_path: Path, databases: Databases) -> None:
    store = office(tmp_path, databases=databases)
    halted(store)
    asked(store, SITES[0], TYPO, 5, seq=1)
    asked(store, SITES[0], TYPO, 6, seq=2)
    asked(store, SITES[1], TYPO, 7)
    before = told(store)
    with store.begin() as connection:
        unlisted.settle(connection, SITES[0], TYPO, 2)
    after = told(store)
    asked(store, SITES[0], TYPO, 8, seq=3)
    again = told(store)
    store.close()

    assert before == [(SITES[0], TYPO, 2), (SITES[1], TYPO, 1), (SITES[4], "proyector", 1)]
    assert after == before[1:]
    assert again == [(SITES[0], TYPO, 3), *after]


def test_the_longest_site_and_code_fit_the_name_of_a_setting(tmp_path: Path, databases: Databases) -> None:
    store = office(tmp_path, databases=databases)
    with store.begin() as connection:
        unlisted.settle(connection, "9" * 20, "x" * 64, 1)
    store.close()
