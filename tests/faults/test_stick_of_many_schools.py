"""One stick goes from school to school, through many hands: names change, answers and news reach everybody."""

from contextlib import ExitStack
from pathlib import Path

from edge.config import Config
from edge.enrol import init
from hub.carry import carry
from hub.rounds import EVERYBODY
from shared.ids import SiteId
from sync import folder
from sync.header import MAX_RUNS
from tests.faults.pair import School, invitation, school
from tests.hub.builders import OTHER_SITE, SITE, Office
from tests.hub.laptop import JumpyClock


def _renamed(stick: Path) -> None:
    """Rename every file on a stick, as copying by hand does, and move answers up to the folder above."""
    for number, path in enumerate(sorted(path for path in stick.rglob("*") if path.is_file())):
        place = stick / "CHASQUI" / "down" if "down" in path.parts else path.parent
        path.rename(place / f"Copia de datos ({number}).txt")


def test_renamed_files_of_many_schools_are_taken_answered_and_confirmed(office: Office, tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    with ExitStack() as open_:
        nodes: list[School] = []
        for number, site in enumerate((SITE, OTHER_SITE, SITE)):
            home = tmp_path / f"node-{number}"
            init(Config(dir=home, clock=JumpyClock()), invitation(office, home.with_suffix(".json"), site=SiteId(site)))
            nodes.append(open_.enter_context(school(home)))
        for one in nodes:
            one.record(4)
            one.agent.carry(stick)
        _renamed(stick)
        done = carry(office.store, office.ingest, stick)
        _renamed(stick)
        rows = [one.agent.carry(stick, collect_only=True) for one in nodes]

        assert (done.refused, done.replies, done.new_events) == (0, 3, sum(one.store.records.count() for one in nodes))
        assert [one.store.outbox.pending() for one in nodes] == [0, 0, 0]
        assert [one.store.news.catalogue().version for one in nodes] == [1, 1, 1]
        assert [row.received for row in rows] == [1, 1, 1]
        assert list(folder.up(stick).iterdir()) == []


def test_a_school_that_sent_nothing_takes_its_news_from_a_couriers_round_and_an_older_one_takes_nothing_back(
    office: Office, tmp_path: Path
) -> None:
    sticks = [tmp_path / name for name in ("monday", "friday")]
    home = tmp_path / "node"
    init(Config(dir=home, clock=JumpyClock()), invitation(office, home.with_suffix(".json"), site=SITE))
    with school(home) as one:
        one.record(3)
        one.agent.carry(made(sticks[0]))
        carry(office.store, office.ingest, sticks[0])
        one.agent.carry(sticks[0], collect_only=True)
        for number, stick in enumerate(sticks, start=1):
            say(office, f"notice/{number}")
            carry(office.store, office.ingest, made(stick), whom=EVERYBODY)
        newer = one.agent.carry(sticks[1], collect_only=True)
        known = [item.subject for item in one.store.news.items("notice")]
        older = one.agent.carry(sticks[0], collect_only=True)
    with school(home) as one:
        after = [item.subject for item in one.store.news.items("notice")]

    assert (newer.received, older.received) == (2, 0)
    assert known == after == ["notice/1", "notice/2"]


def made(stick: Path) -> Path:
    stick.mkdir(exist_ok=True)
    return stick


def say(office: Office, subject: str) -> None:
    with office.store.begin() as connection:
        life = office.store.issuing_life(connection)
        office.store.issue(connection, life, office.keys, stream=SITE, kind="notice", subject=subject, body=b"{}")


def test_a_stick_takes_more_openings_than_a_bundle_may_name_and_says_how_many_records_it_took(
    office: Office, tmp_path: Path
) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    home = tmp_path / "node"
    init(Config(dir=home, clock=JumpyClock()), invitation(office, home.with_suffix(".json"), site=SiteId(SITE)))
    for _ in range(MAX_RUNS + 6):
        with school(home) as one:
            one.record(1)
    with school(home) as one:
        row = one.agent.carry(stick)
        waiting, files = one.store.sync_state(), len(list(folder.bundles(stick)))
        again = one.agent.carry(stick)
        still = len(list(folder.bundles(stick)))
        taken = carry(office.store, office.ingest, stick)
        one.agent.carry(stick, collect_only=True)

        assert (waiting.here, waiting.left) == (0, waiting.pending)
        assert row.text == again.text
        assert f"{waiting.pending} registros copiados" in row.text
        assert (files, still, taken.new_events) == (2, 2, one.store.records.count())
        assert one.store.outbox.pending() == 0
