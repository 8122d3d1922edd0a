"""The laptop's disk is full: an alarm well before, caches given up, never a record; and it works again after."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.app import create_app
from edge.config import Config
from edge.models_store import ModelFiles
from edge.space import make_room
from edge.status import status_fields, status_words
from edge.store import Store
from shared.allocation import ModelManifest
from shared.disk import Room, room_in
from shared.errors import NoSpace
from shared.events import Claim
from shared.facts import Request
from tests.edge.building import GUIDE, SCHOOL
from tests.edge.views.school import furnish
from tests.faults.pair import School, new_school, school
from tests.faults.small_disk import SmallDisk, small_disk
from tests.hub.builders import Office
from tests.shared.web.building import form_token, sign_in


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", 20_000) as found:
        yield found


@pytest.fixture
def home(office: Office, disk: SmallDisk) -> Path:
    return new_school(office, disk.folder / "node")


def long_fact() -> Claim:
    return Claim(Request(school=SCHOOL, resource=GUIDE, units=1, reason="x" * 490))


def record_until_full(one: School) -> int:
    """Record until it is refused; return how many facts were saved."""
    saved: list[int] = []
    with pytest.raises(NoSpace, match="Libere 300 MB"):
        _record_for_ever(one, saved)
    return sum(saved)


def _record_for_ever(one: School, saved: list[int]) -> None:
    while True:
        saved.append(len(one.store.record([long_fact()] * 40)))


def test_recording_on_a_full_disk_says_so_and_nothing_half_is_written(disk: SmallDisk, home: Path) -> None:
    with school(home) as one:
        one.record(3)
        disk.fill(but=200_000)
        saved = record_until_full(one)
        with pytest.raises(NoSpace):
            one.store.record([long_fact()] * 200, once="form")
        kept = one.store.records.count()
        disk.clear()
        again = one.store.record([long_fact()] * 200, once="form")

        assert kept == 1 + 3 + saved
        assert len(again) == 200
        assert one.store.db.value("PRAGMA integrity_check") == "ok"
        assert one.store.log.rebuild() == one.store.records.count() == kept + 200


def test_a_node_opens_on_a_full_disk_shows_what_it_has_and_goes_on_when_there_is_space(
    disk: SmallDisk, home: Path
) -> None:
    with school(home) as one:
        one.record(3)
    disk.fill(but=40_000)
    with school(home) as one:
        record_until_full(one)
        seen = one.store.records.count()
        disk.clear()
        one.record(1)

        assert seen >= 4
        assert one.store.records.count() > seen


def test_nothing_at_all_free_is_told_in_words(disk: SmallDisk, home: Path) -> None:
    with school(home) as one:
        one.record(3)
    disk.fill()
    with pytest.raises(NoSpace, match="lo guardado antes está a salvo"), school(home) as one:
        one.store.record([long_fact()] * 40)
    disk.clear()
    with school(home) as one:
        assert one.store.records.count() >= 4


def test_a_full_disk_does_not_stop_sending_what_is_there_for_good(disk: SmallDisk, home: Path, office: Office) -> None:
    from tests.faults.pair import served

    with served(office) as url, school(home, url) as one:
        one.record(3)
        disk.fill(but=150_000)
        record_until_full(one)
        row = one.agent.tick()
        due = one.agent.due_in_s()
        disk.clear()
        one.send_all()

        assert row.next_step
        assert due > 0
        assert one.store.outbox.pending() == 0


def test_the_alarm_comes_while_there_is_still_room_and_every_page_that_matters_shows_it(
    disk: SmallDisk, home: Path
) -> None:
    config = Config(dir=home)
    with Store(config.database, config.clock) as store:
        furnish(store)
        client = create_app(config, store).test_client()
        sign_in(client, "coord")
        quiet = client.get("/").text
        room = room_in(home)
        assert room is not None
        disk.fill(but=room.total // 25)
        home_page, sending, saved = client.get("/").text, client.get("/envio/").text, len(store.record([long_fact()]))

    assert "Queda poco espacio" not in quiet
    assert "Queda poco espacio" in home_page
    assert "Queda poco espacio" in sending
    assert saved == 1


def test_a_form_on_a_full_disk_is_answered_in_words_and_may_be_sent_again(disk: SmallDisk, home: Path) -> None:
    config = Config(dir=home)
    with Store(config.database, config.clock) as store:
        furnish(store)
        client = create_app(config, store).test_client()
        sign_in(client, "coord")
        page = client.get("/pedir").text
        form = {"csrf": form_token(page), "vez": "once", "recurso": GUIDE, "cantidad": "4", "motivo": "x" * 490}
        before = store.records.count()
        disk.fill()
        answers = [client.post("/pedir", data=form | {"vez": f"n{n}"}) for n in range(40)]
        refused = answers[-1]
        asked = len(store.facts.requests())
        disk.clear()
        again = client.post("/pedir", data=form)

        assert refused.status_code == 503
        assert "No hay espacio en el disco" in refused.text
        assert asked == store.records.count() - 1 - before == sum(answer.status_code == 302 for answer in answers)
        assert again.status_code == 302


def test_status_tells_a_full_disk_and_an_unknown_one(disk: SmallDisk, home: Path) -> None:
    with school(home) as one:
        disk.fill(but=300_000)
        fields = status_fields(one.store, one.identity)

    assert fields["disk_low"]
    assert "Queda poco espacio" in status_words(fields)
    assert "no se sabe" in status_words(fields | {"disk_free_mb": None, "disk_low": False})


def test_a_disk_that_does_not_say_is_not_a_full_one(tmp_path: Path) -> None:
    assert room_in(tmp_path / "nowhere") is None
    assert not Room(free=900_000_000, total=10**12).low
    assert Room(free=499_000_000, total=10**12).low
    assert Room(free=400_000_000, total=20 * 10**9).low


def test_caches_go_first_and_the_models_in_use_and_every_record_stay(disk: SmallDisk, home: Path) -> None:
    names = {state: letter * 64 for state, letter in (("active", "a"), ("previous", "b"), ("retired", "c"))}
    with school(home) as one:
        one.record(5)
        one.config.models.mkdir()
        for state, sha256 in names.items():
            (one.config.models / f"{sha256}.tflite").write_bytes(bytes(50_000))
            manifest = ModelManifest(version=state, sha256=sha256, size=50_000, card=b"{}", release_signature=b"")
            one.store.models.keep(manifest, state)
        (one.config.models / f"{'d' * 64}.tflite.part").write_bytes(bytes(9_000))
        enough = make_room(one.store, ModelFiles(one.config.models))
        disk.fill(but=400_000)
        freed = make_room(one.store, ModelFiles(one.config.models))

        assert (enough, freed >= 59_000) == (0, True)
        assert {path.name[0] for path in one.config.models.iterdir()} == {"a", "b"}
        assert one.store.records.count() == 6
