"""What pages read out of the log itself."""

from datetime import date
from pathlib import Path

from edge.store import Store
from shared.events import Claim
from shared.facts import Delivery, DeliveryLine, Objection, Request
from shared.ids import Pseudonym
from shared.occurred import Occurred
from sync.ack import Ack, open_ack, sign_ack
from sync.lives import HubIncarnation
from tests.edge.building import (
    ANA,
    GUIDE,
    KEYS,
    LIFE,
    PACK,
    SCHOOL,
    TABLET,
    FakeHub,
    HubRoad,
    new_agent,
    new_store,
    on,
    use,
)

DAY = date(2026, 6, 12)
LUIS = Pseudonym(b"luis----")


def test_clock_marks_are_no_facts_and_are_counted_apart(tmp_path: Path) -> None:
    def counts(store: Store) -> tuple[int, int, int]:
        return store.facts.pending_facts_count(), store.outbox.pending(), store.facts.confirmed_marks(99)

    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        agent = new_agent(store, HubRoad(FakeHub()))
        seen = [counts(store)]
        for _ in range(2):
            agent.tick()
            seen.append(counts(store))

        assert seen == [(1, 2, 0), (0, 1, 1), (0, 0, 2)]


def test_a_request_on_a_stick_is_told_from_one_that_is_only_here(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        ask = Request(school=SCHOOL, resource=GUIDE, units=3, learner=ANA, cause="lengua")
        store.record([Claim(ask), Claim(ask)])
        # The clock's mark of the opening is row 1.
        store.db.put("left_until", 2)
        last, first = store.facts.requests()

    assert (first.left, last.left, first.confirmed) == (True, False, False)
    assert (first.learner, first.cause) == (ANA, "lengua")


def test_what_lies_on_a_stick_ends_where_the_log_does_and_begins_at_the_ack(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use()), Claim(use())])
        ends = []
        for until in (0, 2, 99):
            store.db.put("left_until", until)
            ends.append(store.facts.left_until())
        new_agent(store, HubRoad(FakeHub())).tick()
        store.db.put("left_until", 1)

        assert ends == [0, 2, 3]
        assert store.facts.left_until() == 3


def test_what_a_stick_brought_there_lies_on_it_no_more_whatever_the_hub_loses_afterwards(tmp_path: Path) -> None:
    hub = FakeHub()
    with new_store(tmp_path) as store:
        store.record([Claim(use()), Claim(use())])
        store.facts.note_left(store.entries.position(3))
        on_stick = store.sync_state()
        new_agent(store, HubRoad(hub)).tick()
        told = sign_ack(Ack(KEYS.node_id, HubIncarnation(LIFE.ms + 5, bytes(8)), 0, "ok"), hub.keys)
        store.outbox.advance(open_ack(told, hub.keys.public, KEYS.node_id), told)
        lost = store.sync_state()

    assert (on_stick.code, on_stick.here, on_stick.left) == ("ack", 0, 2)
    assert (lost.code, lost.here, lost.left) == ("queue", 2, 0)


def test_a_stick_closed_for_another_hub_carries_nothing_to_the_one_that_comes_now(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        store.facts.note_left(store.entries.position(2))
        store.outbox.forget_hub()

        assert (store.sync_state().code, store.sync_state().left) == ("queue", 0)


def test_facts_are_shown_newest_first_and_marks_never(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use(resource=name)) for name in (TABLET, GUIDE, PACK)])
        store.db.put("left_until", 3)

        shown = store.facts.pending_facts()
        assert [(row.event.fact.resource, row.code) for row in shown] == [  # type: ignore[union-attr]
            (PACK, "queue"),
            (GUIDE, "ack"),
            (TABLET, "ack"),
        ]
        assert [row.event for row in store.facts.recent_facts(2)] == [row.event for row in shown[:2]]


def test_a_source_whose_name_only_begins_alike_is_another_one(tmp_path: Path) -> None:
    named = [Claim(use(units=n), Occurred.on(DAY, source=source)) for n, source in ((1, "kolibri"), (2, "kolibri-2"))]
    with new_store(tmp_path) as store:
        store.record(named)

        assert [fact.units for fact, _ in store.facts.uses_from("kolibri")] == [1]


def test_rare_facts_are_listed_with_their_day_and_whether_they_are_acked(tmp_path: Path) -> None:
    line = DeliveryLine(resource=GUIDE, shipped=10, accepted=9, rejected=1, reason="golpeado")
    with new_store(tmp_path) as store:
        store.record(
            [
                Claim(Request(school=SCHOOL, resource=TABLET, units=4, reason="Somos más.")),
                Claim(Objection(decision="2026-07/074294", resource=GUIDE, reason="cantidad", note="Faltan.")),
                on("2026-06-20", Delivery(decision="d", pecosa="1", receiver=ANA, deliverer=ANA, lines=(line,))),
            ]
        )

        assert [(row.units, row.on, row.confirmed) for row in store.facts.requests()] == [(4, date(2026, 6, 23), False)]
        assert [(row.decision, row.reason) for row in store.facts.objections()] == [("2026-07/074294", "cantidad")]
        assert store.facts.deliveries()[0].lines == ((GUIDE, 10, 9, 1, "golpeado"),)
        assert store.facts.deliveries()[0].on == date(2026, 6, 20)
