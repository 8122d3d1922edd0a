"""What the region said is shown as long as it holds, and to whom it is said."""

from datetime import date
from pathlib import Path

import msgspec

from shared.allocation import Decision, Line, Need, Reason, Shipment
from shared.ids import SchoolId, SiteId
from shared.school_year import PERU_2026, SchoolCalendar, Term
from shared.service import Service
from tests.edge.building import (
    GUIDE,
    SCHOOL,
    SITE,
    FakeHub,
    new_store,
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
        store.outbox.apply(told(FakeHub()).page(SITE))

        assert (store.news.decisions(), store.news.decision(DECISION.id)) == ([DECISION], DECISION)
        assert (store.news.shipments(), store.news.shipment("000123")) == ([SHIPMENT], SHIPMENT)
        assert {row.kind for row in store.news.received()} == {"decision", "shipment"}


def test_a_later_decision_on_the_same_subject_stands_for_the_first(tmp_path: Path) -> None:
    hub = told(FakeHub())
    corrected = msgspec.structs.replace(DECISION, lines=())
    hub.say("decision", "decision/2026-07/074294", corrected, SITE)
    with new_store(tmp_path) as store:
        store.outbox.apply(hub.page(SITE))

        assert store.news.decisions() == [corrected]


def test_a_decision_for_another_site_is_never_shown(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.say("decision", "decision/x", msgspec.structs.replace(DECISION, site=SiteId("999999")), SITE)
    with new_store(tmp_path) as store:
        store.outbox.apply(hub.page(SITE))

        assert store.news.decisions() == []


def test_until_the_region_speaks_there_is_a_calendar_and_an_empty_catalogue(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        assert store.news.calendar() == PERU_2026
        assert (store.news.catalogue().version, store.news.catalogue().resources) == (0, ())


OF_UGEL = SchoolCalendar(4, "RD de la UGEL", (Term(date(2026, 3, 23), date(2026, 12, 11)),))


def test_where_its_ugel_has_a_calendar_of_its_own_a_service_follows_that_one_until_the_region_takes_it_back(
    tmp_path: Path,
) -> None:
    hub = FakeHub()
    hub.say("calendar", "calendar", msgspec.structs.replace(PERU_2026, version=2027), "all")
    hub.say("service", f"service/{SCHOOL}", Service(school=SCHOOL, calendar=OF_UGEL), SITE)
    with new_store(tmp_path) as store:
        for stream in ("all", SITE):
            store.outbox.apply(hub.page(stream))
        assert store.news.calendar_of(SCHOOL) == store.news.calendar() == OF_UGEL
        assert store.folded.calendar_of(SCHOOL).has_classes(date(2026, 3, 18)) is False
        assert store.news.calendar_of(SchoolId("0000000-0")).version == 2027

        hub.say("service", f"service/{SCHOOL}", Service(school=SCHOOL), SITE)
        store.outbox.apply(hub.page(SITE))

        assert store.news.calendar_of(SCHOOL).version == store.news.calendar().version == 2027
