"""Whose node a database is."""

from pathlib import Path

from edge.rows import SchoolRow
from edge.store import Store
from shared.ids import SchoolId, SiteId
from tests.edge.building import SCHOOL, SITE, FakeClock, new_store


def test_a_new_database_is_nobodys(tmp_path: Path) -> None:
    with Store(tmp_path / "node.db", FakeClock(), create=True) as store:
        assert (store.site.id(), store.site.schools()) == ("", [])


def test_a_site_is_known_after_a_restart_with_its_services_in_order(tmp_path: Path) -> None:
    schools = [SchoolRow(SchoolId("0403692-0"), "Secundaria"), SchoolRow(SCHOOL, "Primaria")]
    with new_store(tmp_path) as store:
        store.site.set(SITE, schools)
    with Store(tmp_path / "node.db", FakeClock()) as store:
        assert (store.site.id(), store.site.schools()) == (SITE, schools)


def test_a_node_that_joins_another_site_serves_its_services_alone(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.site.set(SiteId("000001"), [SchoolRow(SchoolId("1"), "Otra")])

        assert (store.site.id(), [row.id for row in store.site.schools()]) == ("000001", ["1"])
