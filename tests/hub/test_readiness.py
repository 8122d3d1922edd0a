"""A hub is ready while its database, its keys, its lake and its disk are what they were when it began."""

import shutil
from dataclasses import replace

import pytest

from hub.keyfiles import make_keys
from hub.parts import Parts, open_parts
from hub.readiness import troubles
from tests.hub.builders import Node, Office, uses


def parts_of(office: Office) -> Parts:
    return open_parts(office.config, office.store)


def why(hub: Parts) -> str:
    (one,) = troubles(hub)
    return one.text()


def test_a_new_hub_and_one_that_has_received_are_ready(office: Office, node: Node) -> None:
    assert troubles(parts_of(office)) == []

    node.record(*uses(3))
    office.take(node.bundle())

    assert troubles(parts_of(office)) == []


def test_a_database_that_cannot_be_read_is_said(office: Office) -> None:
    if office.config.database:
        pytest.skip("it is the file of SQLite that is damaged here")
    hub = parts_of(office)
    office.store.close()
    for one in office.config.folder.glob("hub.db*"):
        one.unlink()
    office.config.database_file.write_bytes(b"no database " * 1000)

    assert "base de datos no responde" in why(hub)


def test_a_database_of_another_version_is_said(office: Office) -> None:
    with office.store.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    assert "otra versión" in why(parts_of(office))


def test_keys_that_are_gone_or_are_another_hubs_are_said(office: Office) -> None:
    hub = parts_of(office)
    for one in (office.config.keys_file, office.config.release_key_file):
        one.unlink(missing_ok=True)
    assert "hub.key" in why(hub)

    make_keys(office.config)
    assert "otra central" in why(hub)


def test_a_lake_that_is_not_mounted_or_lacks_what_came_last_is_said(office: Office, node: Node) -> None:
    node.record(*uses(3))
    office.take(node.bundle())
    hub = parts_of(office)

    (segment,) = office.config.lake_folder.rglob("*.parquet")
    segment.unlink()
    assert "falta lo último" in why(hub)
    shutil.rmtree(office.config.lake_folder)
    assert "carpeta del lago" in why(hub)


def test_a_disk_on_which_nothing_more_is_received_is_said(office: Office) -> None:
    hub = parts_of(office)

    assert "no se recibe" in why(replace(hub, config=replace(office.config, min_free_mb=2**40)))
