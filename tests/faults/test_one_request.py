"""When all goes well a contact is one request: the first of a run, too."""

from pathlib import Path

from sync.http_road import HttpRoad
from tests.faults.pair import held_by, new_school, school, served
from tests.hub.builders import Office


def test_the_first_contact_of_each_run_is_one_request(office: Office, tmp_path: Path) -> None:
    home, seen = new_school(office, tmp_path / "node"), []
    with served(office) as url:
        for _ in range(2):
            road = HttpRoad(url)
            with school(home, url, road=road) as one:
                one.record(3)
                row = one.agent.tick()
                seen.append((row.outcome, row.requests, road.traffic.requests, one.store.sync_state().code))
        with school(home, url) as one:
            one.agent.tick()

            assert seen == [("ok", 1, 1, "ok")] * 2
            assert one.store.logbook.traffic()[2] == 3
            assert one.store.outbox.pending() == 0
            assert held_by(office) == one.bodies()


def test_what_the_contact_said_of_the_time_arrives_with_the_next_one(office: Office, tmp_path: Path) -> None:
    with served(office) as url, school(new_school(office, tmp_path / "node"), url) as one:
        one.record(3)
        rows = [one.agent.tick() for _ in range(3)]

        assert [(row.sent, row.requests) for row in rows] == [(3, 1), (0, 1), (0, 1)]
        assert held_by(office) == one.bodies()
