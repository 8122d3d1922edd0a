"""What a plan had heard is told by the number of the last record that had come, and by no clock."""

from pathlib import Path

import pytest

from hub.migrations.versions.counted_0021 import HEARD
from hub.plan_order import heard_in, published_in
from tests.hub.asked import asked
from tests.hub.builders import Office
from tests.hub.databases import Databases
from tests.hub.office import SITES, office
from tests.hub.regions import TABLET
from tests.hub.test_plans import plan


@pytest.mark.databases
def test_a_plan_has_heard_what_had_come_when_its_inputs_were_read(tmp_path: Path, databases: Databases) -> None:
    store = office(tmp_path, databases=databases)
    for seq in (1, 2):
        asked(store, SITES[0], TABLET, 9, seq=seq)
    before = store.heard()
    asked(store, SITES[0], TABLET, 9, seq=3)
    with store.read() as connection:
        now = heard_in(connection)

    assert now > before > 0
    assert [store.propose(plan("a"), heard=before).heard, store.propose(plan("b")).heard] == [before, now]
    store.close()


@pytest.mark.databases
def test_a_plan_of_before_it_was_kept_had_heard_what_its_moment_says(tmp_path: Path, databases: Databases) -> None:
    store = office(tmp_path, databases=databases)
    asked(store, SITES[0], TABLET, 9, seq=1)
    before = store.heard()
    store.propose(plan("a"), heard=0)
    asked(store, SITES[1], TABLET, 9, seq=1, days_ago=-1)
    with store.begin() as connection:
        connection.exec_driver_sql(HEARD)

    assert store.plan("a").heard == before < store.heard()
    store.close()


def test_only_what_went_out_has_heard_anything(office: Office) -> None:
    assert office.store.heard() == 0
    office.store.propose(plan())

    with office.store.read() as connection:
        assert published_in(connection) == {}
