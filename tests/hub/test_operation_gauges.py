"""What a hub does is measured as it happens, on both databases, and what is not known has no line."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from hub import runs, schema
from hub.database import add
from hub.operation_gauges import measures
from hub.parts import Parts, open_parts
from shared.errors import NotReady
from sync.keys import NodeKeys
from tests.faults.small_disk import small_disk
from tests.hub.builders import Node, Office, StillClock, uses
from tests.hub.databases import Databases
from tests.hub.nights import failing
from tests.hub.office import SITES, heard, office
from tests.hub.service import Caller, serving

pytestmark = pytest.mark.databases


@pytest.fixture
def hub(tmp_path: Path, databases: Databases) -> Iterator[Parts]:
    store = office(tmp_path, databases=databases)
    yield open_parts(store.config, store)
    store.close()


def told(hub: Parts) -> dict[str, float]:
    """Return the samples of now, each named with what labels it."""
    samples = (one for metric in measures(hub) for one in metric.samples)
    return {" ".join((one.name, *one.labels.values())): one.value for one in samples}


def test_an_upload_is_counted_by_what_came_of_it_with_how_long_it_took(hub: Parts) -> None:
    for status, took_s in ((200, 0.2), (200, 4.0), (422, 0.1), (418, 0.1)):
        hub.tally.answered(status, took_s)
    hub.tally.waits(3)
    hub.tally.waits(-1)
    found = told(hub)

    assert [found[f"chasqui_uploads_total {name}"] for name in ("taken", "refused", "error", "full")] == [2, 1, 1, 0]
    assert found["chasqui_upload_seconds_bucket 0.3"] == 1
    assert found["chasqui_upload_seconds_bucket +Inf"] == found["chasqui_upload_seconds_count"] == 2
    assert found["chasqui_upload_seconds_sum"] == pytest.approx(4.2)
    assert found["chasqui_uploads_in_line"] == 2


def test_a_service_counts_what_it_is_sent(office: Office, node: Node) -> None:
    node.record(*uses(3))
    sealed = node.bundle()
    with serving(replace(office.config, metrics_token="puna")) as url:
        half = len(sealed.data) // 2
        Caller(url).put(f"/v1/bundles/{sealed.id}?offset=0&total={len(sealed.data)}", sealed.data[:half])
        taken = Caller(url).put(f"/v1/bundles/{sealed.id}?offset={half}&total={len(sealed.data)}", sealed.data[half:])
        said = requests.get(f"{url}/metrics", headers={"Authorization": "Bearer puna"}, timeout=60).text

    assert taken.status_code == 200
    assert 'chasqui_uploads_total{outcome="taken"} 1.0' in said
    assert 'chasqui_uploads_total{outcome="held"} 1.0' in said
    assert "chasqui_upload_seconds_count 1.0" in said
    assert "chasqui_uploads_in_line 0.0" in said


def test_schools_are_counted_by_site_and_those_that_are_silent(hub: Parts) -> None:
    for site, days in zip(SITES, (0, 8, 9), strict=False):
        heard(hub.store, site, days)
    found = told(hub)

    assert (found["chasqui_sites ok"], found["chasqui_sites none"]) == (3, 3)
    assert found["chasqui_sites_silent"] == 1
    assert found["chasqui_alarms night_late"] == 1


def test_what_was_received_and_what_waits_is_counted(office: Office, node: Node) -> None:
    node.record(*uses(3))
    office.take(node.bundle())
    stranger = Node(NodeKeys.from_seed(b"s" * 32), node.site, hub=office.keys.public)
    stranger.record(*uses(1))
    office.take(stranger.bundle())
    found = told(open_parts(office.config, office.store))

    assert found["chasqui_events_total"] == 3
    assert (found["chasqui_waiting_bundles unknown"], found["chasqui_waiting_bundles gap"]) == (1, 0)
    assert found["chasqui_lake_bytes"] > 0
    assert found["chasqui_database_bytes"] > 10_000


def test_a_night_tells_its_end_its_seconds_and_whether_the_newest_failed(hub: Parts) -> None:
    assert not [name for name in told(hub) if name.startswith("chasqui_night")]

    with runs.kept(hub.store, runs.NIGHT) as note:
        note("aggregate", {"heard": 0.5})
    well = told(hub)
    with pytest.raises(NotReady):
        failing(hub.store, "forecast", NotReady("Falta el catálogo."))

    assert (well["chasqui_night_failed"], told(hub)["chasqui_night_failed"]) == (0, 1)
    assert well["chasqui_night_step_seconds heard"] == 0.5
    assert told(hub)["chasqui_night_timestamp_seconds"] == well["chasqui_night_timestamp_seconds"]


def test_plans_sessions_and_disk_are_there(hub: Parts) -> None:
    session = {"token": "0" * 64, "login": "ana", "role": "operator", "person": b"", "opened_s": 1, "seen_s": 1}
    with hub.store.begin() as connection:
        add(connection, schema.sessions, session)
    found = told(hub)

    assert found["chasqui_sessions"] == 1
    assert found["chasqui_plans proposed"] == 0
    assert 0 < found["chasqui_disk_free_bytes folder"] <= found["chasqui_disk_bytes folder"]


def test_a_lake_and_copies_on_disks_of_their_own_have_samples_of_their_own(hub: Parts, tmp_path: Path) -> None:
    with small_disk(tmp_path / "lake", 4096), small_disk(tmp_path / "copies", 4096):
        elsewhere = replace(hub.config, lake=tmp_path / "lake", copies=str(tmp_path / "copies"))
        found = told(replace(hub, config=elsewhere))

    sizes = {place: found[f"chasqui_disk_bytes {place}"] for place in ("folder", "lake", "copies")}
    assert (sizes["lake"], sizes["copies"]) == (2**22, 2**22) != (sizes["folder"],) * 2


def test_what_a_clock_ahead_noted_is_of_no_moment_that_is_known(office: Office) -> None:
    clock = office.config.clock
    assert isinstance(clock, StillClock)
    clock.at += timedelta(days=26_000)
    with runs.kept(office.store, runs.NIGHT):
        pass
    hub = open_parts(office.config, office.store)
    then = told(hub)
    clock.at -= timedelta(days=26_000)
    now = told(hub)

    assert "chasqui_night_timestamp_seconds" in then
    assert "chasqui_night_timestamp_seconds" not in now
    assert now["chasqui_alarms night_late"] == 1
