from pathlib import Path

import msgspec
import pytest

from edge.feed_bodies import read_body
from edge.store import Store
from shared.errors import BadInput
from shared.events import Claim
from shared.ids import Head, Incarnation
from shared.resources import Catalogue
from shared.school_year import PERU_2026, SchoolCalendar
from sync.ack import Ack, open_ack, sign_ack
from sync.chain import START, Position
from sync.feed import ALL, FeedItem, Marks, Slice, entry_after
from sync.keys import NodeKeys
from sync.lives import HubIncarnation
from sync.outbox import Outbox
from sync.parts import part_of
from sync.session import exchange
from tests.edge.building import CATALOGUE, GUIDE, LIFE, SITE, FakeClock, FakeHub, HubRoad, counted, new_store, on, use
from tests.sync.test_parts import chain

KEYS = NodeKeys.from_seed(bytes(32))


def exchanged(store: Store, hub: FakeHub) -> HubRoad:
    road = HubRoad(hub)
    exchange(store.outbox, road, KEYS, hub.keys.public, site=SITE, enrolment=None)
    return road


def test_the_outbox_of_a_store_is_what_a_session_needs(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        outbox: Outbox = store.outbox

        assert outbox.unsent(10) == (START, [])
        assert (outbox.pending(), outbox.kept_bundle(), outbox.hub_incarnation(), outbox.hub_proof()) == (
            0,
            None,
            None,
            b"",
        )


def test_everything_recorded_arrives_once_and_is_acked(tmp_path: Path) -> None:
    hub = FakeHub()
    with new_store(tmp_path) as store:
        store.record([Claim(use()) for _ in range(30)])
        exchanged(store, hub)
        again = exchanged(store, hub)

        assert (len(hub.records), store.outbox.pending(), again.delivered) == (31, 0, 1)


def test_runs_of_several_openings_travel_in_one_bundle(tmp_path: Path) -> None:
    hub = FakeHub()
    for _ in range(3):
        with Store(tmp_path / "node.db", FakeClock(), create=True) as store:
            store.record([Claim(use())])
            _, runs = store.outbox.unsent(100)
    with Store(tmp_path / "node.db", FakeClock()) as store:
        exchanged(store, hub)
        pending = store.outbox.pending()

    assert [len(run.records) for run in runs] == [2, 2, 2]
    assert (len(hub.records), pending) == (6, 0)


def test_at_most_so_many_events_are_offered(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use()) for _ in range(9)])
        _, [run] = store.outbox.unsent(4)

        assert (run.first_seq, len(run.records)) == (1, 4)


def test_what_a_restored_hub_lost_is_known_from_what_its_feed_carries_no_more(tmp_path: Path) -> None:
    hub = FakeHub()
    with new_store(tmp_path) as store:
        first, second = hub.say("x", "x/1", b"1"), hub.say("x", "x/2", b"2")
        exchanged(store, hub)
        before = list(store.outbox.lost((ALL, SITE)))
        hub.life, hub.streams = HubIncarnation(LIFE.ms + 5, bytes(8)), {}
        store.outbox.apply(Marks(ALL, hub.life, store.outbox.feed_positions()[ALL], ()))
        lost = list(store.outbox.lost((ALL, SITE)))
        elsewhere = list(store.outbox.lost((SITE,)))
        hub.streams[ALL] = [entry_after(None, hub.life, first)]
        store.outbox.apply(hub.page())

        assert (before, lost, elsewhere, list(store.outbox.lost((ALL,)))) == ([], [first, second], [], [second])


def test_what_a_hub_does_not_want_back_is_put_aside_until_its_next_life(tmp_path: Path) -> None:
    hub = FakeHub()
    with new_store(tmp_path) as store:
        first, second = hub.say("x", "x/1", b"1"), hub.say("x", "x/2", b"2")
        exchanged(store, hub)
        hub.life, hub.streams = HubIncarnation(LIFE.ms + 5, bytes(8)), {}
        store.outbox.apply(Marks(ALL, hub.life, store.outbox.feed_positions()[ALL], ()))
        store.outbox.put_aside([first])
        aside = list(store.outbox.lost((ALL,)))
        store.outbox.apply(Slice(ALL, HubIncarnation(LIFE.ms + 6, bytes(8)), None, ()))

        assert (aside, list(store.outbox.lost((ALL,)))) == ([second], [first, second])


def test_an_ack_of_an_older_life_of_the_hub_moves_nothing(tmp_path: Path) -> None:
    hub = FakeHub(life=HubIncarnation(LIFE.ms + 5, bytes(8)))
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        exchanged(store, hub)
        cursor = store.outbox.cursor()
        hub.life, hub.received = LIFE, START
        signed = hub.ack(KEYS.node_id)
        store.outbox.advance(open_ack(signed, hub.keys.public, KEYS.node_id), signed)

        assert (store.outbox.cursor(), store.outbox.pending()) == (cursor, 0)


def test_an_old_ack_played_again_does_not_turn_the_hub_s_clock_back(tmp_path: Path) -> None:
    hub = FakeHub()
    with new_store(tmp_path) as store:
        old = hub.ack(KEYS.node_id)
        hub.hub_time += 86_400 * 300
        store.record([Claim(use())])
        exchanged(store, hub)
        store.outbox.advance(open_ack(old, hub.keys.public, KEYS.node_id), old)

        assert store.outbox.hub_time() == hub.hub_time


def test_what_the_hub_says_now_counts_although_its_clock_was_set_back_and_a_stick_s_old_word_does_not(
    tmp_path: Path,
) -> None:
    hub = FakeHub(hub_time=4_000_000_000)
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        exchanged(store, hub)
        hub.hub_time, hub.state = 1_790_000_000, "held"
        held = hub.ack(KEYS.node_id)
        store.outbox.advance(open_ack(held, hub.keys.public, KEYS.node_id), held)
        by_stick = store.sync_state().held
        exchanged(store, hub)
        by_wire = store.sync_state().held
        hub.state = "ok"
        exchanged(store, hub)

        assert (by_stick, by_wire, store.sync_state().held) == (False, True, False)


def test_a_branch_that_grew_while_another_life_of_the_hub_began_is_a_copy_and_no_twin(tmp_path: Path) -> None:
    tips = [Position(Incarnation(b"elsewher"), seq, Head(bytes([seq]) * 16)) for seq in (3, 5, 7)]
    lives = (LIFE, HubIncarnation(LIFE.ms + 1, b"restored"), HubIncarnation(LIFE.ms + 1, b"restored"))
    hub, said = FakeHub(), []
    with new_store(tmp_path) as store:
        for tip, life in zip(tips, lives, strict=True):
            ack = Ack(KEYS.node_id, life, hub.hub_time, "ok", tips=(tip,))
            store.outbox.advance(ack, sign_ack(ack, hub.keys))
            said.append(store.outbox.branch())

    assert said == ["copy", "copy", "twin"]


def test_a_restored_hub_gets_everything_again(tmp_path: Path) -> None:
    hub = FakeHub()
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        exchanged(store, hub)
        hub.life, hub.received, hub.records = HubIncarnation(LIFE.ms + 1, b"restored"), START, []
        store.record([Claim(use())])
        exchanged(store, hub)
        exchanged(store, hub)

        assert (len(hub.records), store.outbox.pending()) == (3, 0)


def test_a_page_applied_twice_changes_nothing(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.say("calendar", "calendar/2026", PERU_2026)
    with new_store(tmp_path) as store:
        new = [len(store.outbox.apply(hub.page())) for _ in range(2)]

        assert (new, len(store.news.received())) == ([1, 0], 1)
        assert store.outbox.feed_positions()["all"].number == 1


def test_the_catalogue_puts_stock_right_whenever_it_comes(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.say("catalogue", "catalogue", CATALOGUE)
    with new_store(tmp_path) as store:
        store.record([counted(10, "2026-06-22"), on("2026-06-23", use(GUIDE, units=4))])
        store.outbox.apply(hub.page())

        assert ([row.on_hand for row in store.folded.stock()], store.news.catalogue().version) == ([6], 1)


def test_the_greatest_birth_holds_whatever_the_order_of_arrival(tmp_path: Path) -> None:
    hub = FakeHub()
    for version in (1, 2):
        hub.say("catalogue", "catalogue", msgspec.structs.replace(CATALOGUE, version=version))
    page = hub.page()
    with new_store(tmp_path) as store:
        store.outbox.apply(msgspec.structs.replace(page, entries=page.entries[1:], base=page.entries[0].position))
        store.outbox.apply(page)

        assert store.news.catalogue().version == 2


def test_a_page_that_moves_nothing_brings_its_items_all_the_same(tmp_path: Path) -> None:
    hub = FakeHub()
    for year in (2026, 2027):
        hub.say("calendar", f"calendar/{year}", msgspec.structs.replace(PERU_2026, version=year))
    page = hub.page()
    with new_store(tmp_path) as store:
        after_a_gap = store.outbox.apply(
            msgspec.structs.replace(page, entries=page.entries[1:], base=page.entries[0].position)
        )
        positions = store.outbox.feed_positions()

        assert ([item.subject for item in after_a_gap], positions) == (["calendar/2027"], {})


def test_marks_set_the_stream_back_and_lose_no_item(tmp_path: Path) -> None:
    hub = FakeHub()
    for year in (2026, 2027):
        hub.say("calendar", f"calendar/{year}", msgspec.structs.replace(PERU_2026, version=year))
    with new_store(tmp_path) as store:
        store.outbox.apply(hub.page())
        asked = store.outbox.feed_positions()["all"]
        first = hub.streams["all"][0].position
        store.outbox.apply(Marks("all", hub.life, asked, (first,)))

        assert (store.outbox.feed_positions()["all"], len(store.news.received())) == (first, 2)


def test_an_item_of_a_newer_version_is_kept_and_does_no_harm(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.say("catalogue", "catalogue", b'{"version": "dos"}')
    with new_store(tmp_path) as store:
        store.outbox.apply(hub.page())

        assert (store.news.catalogue(), len(store.news.received())) == (Catalogue(0, ()), 1)
        with pytest.raises(BadInput):
            read_body(store.news.items("catalogue")[0], Catalogue)


def test_an_item_that_cannot_be_read_is_told_once_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    hub = FakeHub()
    hub.say("catalogue", "unreadable", b'{"version": "dos"}')
    with new_store(tmp_path) as store:
        store.outbox.apply(hub.page())
        for _ in range(3):
            store.news.in_force("catalogue", Catalogue)

    assert [line.levelname for line in caplog.records if "subject=unreadable" in line.getMessage()] == ["WARNING"]


def test_bodies_are_read_as_json_and_as_messagepack() -> None:
    for body in (msgspec.json.encode(PERU_2026), msgspec.msgpack.encode(PERU_2026)):
        assert read_body(FeedItem((LIFE, 1), "all", "calendar", "c", body), SchoolCalendar) == PERU_2026


def test_a_kept_bundle_keeps_its_bytes_through_a_restart(tmp_path: Path) -> None:
    hub = FakeHub()
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        road = HubRoad(hub, trouble=ConnectionError())
        with pytest.raises(ConnectionError):
            exchange(store.outbox, road, KEYS, hub.keys.public, site=SITE, enrolment=None)
        kept = store.outbox.kept_bundle()
    with Store(tmp_path / "node.db", FakeClock()) as store:
        assert kept is not None
        assert store.outbox.kept_bundle() == kept
        store.outbox.drop_bundle()
        assert (store.outbox.kept_bundle(), store.outbox.pending()) == (None, 2)


def test_a_part_of_an_older_entry_said_again_takes_the_place_of_nothing(tmp_path: Path) -> None:
    entries = chain()
    of = {"stream": ALL, "hub_incarnation": entries[0].hub_incarnation}
    older = part_of(entries, entries[0].position, None, 1_000, **of)  # type: ignore[arg-type]
    entries.append(entry_after(entries[2], entries[0].hub_incarnation, entries[1].item))
    newer = part_of(entries, entries[2].position, None, 1_000, **of)  # type: ignore[arg-type]
    assert older
    assert newer
    with new_store(tmp_path) as store:
        store.outbox.apply(Slice(ALL, entries[0].hub_incarnation, None, tuple(entries[:3])))
        store.outbox.apply(newer)
        store.outbox.apply(older)

        assert [(one.base, one.data) for one in store.outbox.begun()] == [(entries[2].position, newer.data)]
