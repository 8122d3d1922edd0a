"""A long feed comes down the worst roads: it is told in what they can take, and nothing that came comes again."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from edge.network import current_network
from edge.wiring import agent_of, road_of
from hub.demo.badroad import BadRoad
from hub.demo.weather import Road as Weather
from sync.feed import ALL
from sync.http_road import HttpRoad
from sync.lives import FeedPosition
from sync.parts import Part, packed
from sync.room import Room
from tests.faults.pair import School, held_by, new_school, school, served
from tests.hub.builders import SITE, Office

FEED_BYTES = 200_000
RESETS = Weather(reset_mean_bytes=8_192, seed=3)
FASTER = 60
"""So many times as fast as 9 kbit/s is the slow road of these tests, and its node as impatient."""
SLOW = Weather(kbps=9 * FASTER)


@pytest.fixture
def home(office: Office, tmp_path: Path) -> Path:
    return new_school(office, tmp_path / "node")


@pytest.fixture
def hub(office: Office) -> Iterator[tuple[str, int]]:
    with served(office) as url:
        parts = urlsplit(url)
        yield parts.hostname or "", parts.port or 0


def say(office: Office, count: int, stream: str = SITE) -> None:
    """Say what comes to FEED_BYTES in so many items, which do not compress."""
    rng = random.Random(count)
    with office.store.begin() as connection:
        life = office.store.life(connection)
        for number in range(count):
            body = rng.randbytes(FEED_BYTES // count)
            office.store.issue(
                connection, life, office.keys, stream=stream, kind="news", subject=f"news/{stream}/{number}", body=body
            )


def arrived(one: School) -> int:
    """Return how many of the news the node holds."""
    return int(one.store.db.value("SELECT count(*) FROM items WHERE kind = 'news'"))


class Leaving(BadRoad):
    """A road that is gone for good after its third break."""

    def is_up(self) -> bool:
        return super().is_up() and self.traffic.cuts < 3


@pytest.mark.parametrize("stream", [SITE, ALL])
def test_an_item_longer_than_an_attempt_carries_comes_over_many_of_them_and_restarts_of_both_sides(
    office: Office, home: Path, stream: str
) -> None:
    say(office, 1, stream)
    came, carried, begun = 0, 0, list[int]()
    for attempt in range(60):
        with served(office) as url, school(home) as one:
            parts = urlsplit(url)
            weather = Weather(reset_mean_bytes=8_192, seed=attempt)
            with Leaving((parts.hostname or "", parts.port or 0), weather) as way:
                one.config = replace(one.config, hub_url=way.url)
                one.agent = agent_of(one.config, one.store, one.identity)
                one.record(1)
                one.agent.tick()
                came, carried = arrived(one), carried + way.traffic.bytes_down
                begun += [len(it.data) for it in one.store.outbox.begun()]
        if came:
            break

    assert (came, begun == sorted(begun), len(set(begun)) > 5) == (1, True, True)
    assert carried < 2 * FEED_BYTES
    assert not list((home / "coming").glob("*"))


@pytest.mark.parametrize("count", [1, 100])
def test_a_connection_reset_every_eight_kilobytes_brings_a_long_feed_in_few_attempts(
    office: Office, home: Path, hub: tuple[str, int], count: int
) -> None:
    say(office, count)
    with BadRoad(hub, RESETS) as way, school(home, way.url, wired=True) as one:
        one.record(50)
        rows = [one.agent.tick() for _ in range(6) if arrived(one) < count or one.store.outbox.pending()]

        assert way.traffic.cuts > 10
        assert (arrived(one), one.store.outbox.pending()) == (count, 0)
        assert held_by(office) == one.bodies()
        assert sum(row.received for row in rows) >= count
        assert way.traffic.bytes_down < 2 * FEED_BYTES


def test_at_nine_kilobits_a_second_an_answer_longer_than_anybody_waits_comes_all_the_same(
    office: Office, home: Path, hub: tuple[str, int]
) -> None:
    say(office, 100)
    say(office, 100, ALL)
    told: list[int] = []
    with BadRoad(hub, SLOW) as way:
        road = HttpRoad(way.url, timeout_s=(2, 5), answer_s=300 / FASTER, room=Room(noted=told.append))
        with school(home, road=road) as one:
            one.record(50)
            row = one.agent.tick()

            assert (arrived(one), row.sent, row.outcome) == (200, 50, "ok")
            assert way.traffic.bytes_down < 1.3 * 2 * FEED_BYTES
            assert told


def test_a_road_that_cut_answers_is_asked_for_small_ones_from_then_on(
    office: Office, home: Path, hub: tuple[str, int]
) -> None:
    say(office, 100)
    with BadRoad(hub, RESETS) as way, school(home, way.url, wired=True) as one:
        one.agent.tick()
        room = one.store.spending.pace(current_network()).room

    assert room < 100_000


def test_what_a_road_takes_is_known_after_a_kill_in_the_middle_of_the_first_attempt(
    office: Office, home: Path, hub: tuple[str, int]
) -> None:
    say(office, 1)
    with BadRoad(hub, RESETS) as way, school(home, way.url, wired=True) as one:
        road = road_of(one.config, one.store, one.identity)()
        heard: list[int] = []
        note = road.traffic.room.noted

        def killed(size: int) -> None:
            note(size)
            heard.append(size)
            raise KeyboardInterrupt

        road.traffic.room.noted = killed
        one.agent._road = lambda: road
        with pytest.raises(KeyboardInterrupt):
            one.agent.tick()
        known = one.store.spending.pace(current_network()).room

    assert [known] == heard
    assert known < 100_000


def test_a_hub_that_lacks_what_a_bundle_goes_on_from_tells_a_long_feed_over_the_worst_road_too(
    office: Office, home: Path, tmp_path: Path
) -> None:
    with served(office) as url, school(home, url) as one:
        one.record(1)
        one.agent.tick()
        restored = office.copied(tmp_path / "restored")
        one.record(20)
        one.agent.tick()
    say(restored, 1)
    with served(restored) as url:
        parts = urlsplit(url)
        with BadRoad((parts.hostname or "", parts.port or 0), RESETS) as way, school(home, way.url, wired=True) as one:
            # Its answers may change, and are not repeated: what is cut of them comes anew, smaller.
            for _ in range(8):
                if not arrived(one) or one.store.outbox.pending():
                    one.agent.tick()

            assert (arrived(one), one.store.outbox.pending()) == (1, 0)
            assert held_by(restored) == one.bodies()
            assert way.traffic.bytes_down < 3 * FEED_BYTES
    restored.store.close()


def test_a_restored_hub_that_says_something_else_in_that_place_begins_with_that(
    office: Office, home: Path, tmp_path: Path
) -> None:
    say(office, 1)
    with served(office) as url, school(home, url) as one:
        one.agent.tick()
        older = office.copied(tmp_path / "older")
        place = one.store.outbox.feed_positions()[SITE]
        say_one(office, b"of before the restore")
        half = first_half(office, place)
        one.store.outbox.apply(half)
        had = len(one.store.outbox.begun())
    say_one(older, b"of after it")
    with served(older) as url, school(home, url) as one:
        one.agent.tick()
        one.agent.tick()
        subjects = [body for (body,) in one.store.db.rows("SELECT item FROM items WHERE subject = 'news/one'")]

        assert had == 1
        assert [b"of after it" in body for body in subjects] == [True]
        assert one.store.outbox.begun() == []
    older.store.close()


def say_one(office: Office, body: bytes) -> None:
    with office.store.begin() as connection:
        life = office.store.issuing_life(connection)
        office.store.issue(connection, life, office.keys, stream=SITE, kind="news", subject="news/one", body=body * 400)


def first_half(office: Office, place: FeedPosition) -> Part:
    with office.store.read() as connection:
        life = office.store.life(connection)
    entry = office.store.entries(SITE)[-1]
    data = packed(entry)
    return Part(SITE, life, place, entry.head, len(data), 0, data[: len(data) // 2], 1)
