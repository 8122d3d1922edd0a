"""What pages read out of the log itself."""

from datetime import date
from pathlib import Path

from edge.store import Store
from shared.events import Claim
from shared.facts import Feedback
from shared.ids import Pseudonym
from shared.occurred import Occurred
from tests.edge.building import ANA, GUIDE, PACK, SCHOOL, TABLET, FakeHub, HubRoad, new_agent, new_store, use

DAY = date(2026, 6, 12)
LUIS = Pseudonym(b"luis----")


def test_clock_marks_are_no_facts_and_are_counted_apart(tmp_path: Path) -> None:
    def counts(store: Store) -> tuple[int, int, int]:
        return store.pending_facts_count(), store.pending(), store.confirmed_marks(99)

    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        agent = new_agent(store, HubRoad(FakeHub()))
        seen = [counts(store)]
        for _ in range(2):
            agent.tick()
            seen.append(counts(store))

        assert seen == [(1, 2, 0), (0, 1, 1), (0, 0, 2)]


def test_what_lies_on_a_stick_ends_where_the_log_does_and_begins_at_the_ack(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use()), Claim(use())])
        ends = []
        for until in (0, 2, 99):
            store.put("left_until", until)
            ends.append(store.left_until())
        new_agent(store, HubRoad(FakeHub())).tick()
        store.put("left_until", 1)

        assert ends == [0, 2, 3]
        assert store.left_until() == 3


def test_facts_are_shown_newest_first_and_marks_never(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use(resource=name)) for name in (TABLET, GUIDE, PACK)])
        store.put("left_until", 3)

        shown = store.pending_facts()
        assert [(row.event.fact.resource, row.code) for row in shown] == [  # type: ignore[union-attr]
            (PACK, "queue"),
            (GUIDE, "ack"),
            (TABLET, "ack"),
        ]
        assert [row.event for row in store.recent_facts(2)] == [row.event for row in shown[:2]]


def test_what_a_learner_opened_is_theirs_alone_with_the_last_face_given(tmp_path: Path) -> None:
    faces = [Feedback(school=SCHOOL, resource=PACK, learner=ANA, score=score) for score in (1, 3)]
    with new_store(tmp_path) as store:
        store.record([Claim(use(PACK)), Claim(use(TABLET)), Claim(use(GUIDE, learner=LUIS)), *map(Claim, faces)])

        assert store.opened(ANA) == {PACK: 3, TABLET: 0}
        assert store.opened(LUIS) == {GUIDE: 0}


def test_a_source_whose_name_only_begins_alike_is_another_one(tmp_path: Path) -> None:
    named = [Claim(use(units=n), Occurred.on(DAY, source=source)) for n, source in ((1, "kolibri"), (2, "kolibri-2"))]
    with new_store(tmp_path) as store:
        store.record(named)

        assert [fact.units for fact, _ in store.uses_from("kolibri")] == [1]
