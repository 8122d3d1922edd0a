from datetime import date
from pathlib import Path

import msgspec

from shared.allocation import Decision, Line, Need, Reason, Shipment
from shared.events import Claim
from shared.facts import Delivery, DeliveryLine, Feedback, Loan, Objection, Request, Return
from shared.ids import SiteId
from shared.school_year import PERU_2026
from tests.edge.building import (
    ANA,
    CATALOGUE,
    GUIDE,
    PACK,
    SCHOOL,
    SITE,
    TABLET,
    FakeHub,
    new_store,
    on,
    use,
)

LINE = Line(
    school=SCHOOL, site=SITE, resource=GUIDE, units=10, lots=1, lot=10, reason=Reason.SATISFIED, need=Need(5, 9, 14)
)
DECISION = Decision(
    id="2026-07/074294",
    plan="2026-07",
    site=SITE,
    published=date(2026, 6, 20),
    period_first=date(2026, 6, 22),
    period_weeks=9,
    approvals=(),
    lines=(LINE,),
)
SHIPMENT = Shipment(
    pecosa="000123",
    decision=DECISION.id,
    site=SITE,
    left=date(2026, 6, 21),
    lines=((GUIDE, 10),),
)


def told(hub: FakeHub) -> FakeHub:
    hub.say("decision", "decision/2026-07/074294", DECISION, SITE)
    hub.say("shipment", "shipment/000123", SHIPMENT, SITE)
    return hub


def test_decisions_and_shipments_are_read_from_the_feed(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.apply(told(FakeHub()).page(SITE))

        assert (store.decisions(), store.decision(DECISION.id)) == ([DECISION], DECISION)
        assert (store.shipments(), store.shipment("000123")) == ([SHIPMENT], SHIPMENT)
        assert {row.kind for row in store.received()} == {"decision", "shipment"}


def test_a_later_decision_on_the_same_subject_stands_for_the_first(tmp_path: Path) -> None:
    hub = told(FakeHub())
    corrected = msgspec.structs.replace(DECISION, lines=())
    hub.say("decision", "decision/2026-07/074294", corrected, SITE)
    with new_store(tmp_path) as store:
        store.apply(hub.page(SITE))

        assert store.decisions() == [corrected]


def test_a_decision_for_another_site_is_never_shown(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.say("decision", "decision/x", msgspec.structs.replace(DECISION, site=SiteId("999999")), SITE)
    with new_store(tmp_path) as store:
        store.apply(hub.page(SITE))

        assert store.decisions() == []


def test_rare_facts_are_listed_with_their_day_and_whether_they_are_acked(tmp_path: Path) -> None:
    line = DeliveryLine(resource=GUIDE, shipped=10, accepted=9, rejected=1, reason="golpeado")
    with new_store(tmp_path) as store:
        store.record(
            [
                Claim(Request(school=SCHOOL, resource=TABLET, units=4, reason="Somos más.")),
                Claim(Objection(decision=DECISION.id, resource=GUIDE, reason="cantidad", note="Faltan.")),
                on("2026-06-20", Delivery(decision="d", pecosa="1", receiver=ANA, deliverer=ANA, lines=(line,))),
            ]
        )

        assert [(row.units, row.on, row.confirmed) for row in store.requests()] == [(4, date(2026, 6, 23), False)]
        assert [(row.decision, row.reason) for row in store.objections()] == [(DECISION.id, "cantidad")]
        assert store.deliveries()[0].lines == ((GUIDE, 10, 9, 1, "golpeado"),)
        assert store.deliveries()[0].on == date(2026, 6, 20)


def test_loans_say_who_has_what_and_until_when(tmp_path: Path) -> None:
    due = (date(2026, 6, 30) - date(1970, 1, 1)).days
    with new_store(tmp_path) as store:
        store.record([on("2026-06-22", Loan(resource=TABLET, units=3, borrower=ANA, due=due))])
        [row] = store.loans()

        assert (row.units, row.borrower, row.due, row.since) == (3, ANA, date(2026, 6, 30), date(2026, 6, 22))
        store.record([on("2026-06-23", Return(resource=TABLET, units=units, borrower=ANA)) for units in (1, 2)])
        assert store.loans() == []


def test_a_pupil_sees_what_was_opened_and_the_last_face_given(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.put("catalogue", CATALOGUE)
        faces = [Feedback(school=SCHOOL, resource=PACK, score=score, learner=ANA) for score in (1, 3)]
        store.record([Claim(use(PACK)), *map(Claim, faces), Claim(use(GUIDE, learner=None))])

        assert store.opened(ANA) == {PACK: 3}
        assert store.opened(b"somebody") == {}
        assert [one.id for one in store.materials(ANA)] == [PACK]


def test_until_the_region_speaks_there_is_a_calendar_and_an_empty_catalogue(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        assert store.calendar() == PERU_2026
        assert (store.catalogue().version, store.catalogue().resources) == (0, ())


def test_health_names_what_a_page_shows_and_nobody(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        health = store.health()

        assert set(health) == {
            "app_version", "model_version", "events", "pending", "disk_free_mb", "disk_low", "database_mb", "clock_ok",
            "litert",
        }  # fmt: skip
        assert health["clock_ok"]


def test_a_clock_before_the_hubs_last_word_is_not_right(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.put("hub_time", store.now_s() + 3 * 86_400)

        assert not store.clock_ok()
