"""What the office must look at is told once it is late, with what to do, and not before."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from hub import alarms, doubting, planning, proposing, schema
from hub.answers import answer
from hub.closing import close
from hub.health import region_alarms
from hub.incidents import Wrote, open_incident, write
from hub.settling import Said
from hub.store import Store
from shared.acts import Actor
from tests.hub.builders import Node, Office, StillClock, uses
from tests.hub.busy_office import busy_office
from tests.hub.busy_office import objected as object_to
from tests.hub.databases import Databases
from tests.hub.office import NOW, PERIOD, delivered, line, needs, office
from tests.hub.regions import TABLET

pytestmark = pytest.mark.databases


@pytest.fixture
def sent(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    """An office whose plan has left: on a Saturday in October."""
    store = office(tmp_path, StillClock(NOW), databases)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    yield store
    store.close()


def later(store: Store, days: int) -> None:
    assert isinstance(store.clock, StillClock)
    store.clock.at = NOW + timedelta(days=days)


def test_what_waits_for_a_week_is_told_and_not_before(office: Office, node: Node) -> None:
    node.code = ""
    node.record(*uses(1))
    office.take(node.bundle())
    assert list(region_alarms.waiting(office.store)) == []

    assert isinstance(office.config.clock, StillClock)
    office.config.clock.at += timedelta(days=7, seconds=1)
    (alarm,) = region_alarms.waiting(office.store)
    assert (alarm.kind, alarm.since) == ("waiting", NOW)
    assert "Envíos retenidos: 1, de 1 locales" in alarm.said.text()


def test_a_delivery_without_a_proof_is_told_after_two_weeks_of_classes(sent: Store) -> None:
    later(sent, 14)
    assert list(region_alarms.proofs(sent, sent.shipment_rows())) == []

    # All Saints' is a Sunday in 2026; whatever else is no school day moves it further.
    later(sent, 20)
    found = list(region_alarms.proofs(sent, sent.shipment_rows()))
    assert {one.kind for one in found} == {"proof_late"}
    assert {one.subject for one in found} == {one.pecosa for one in sent.shipments()}
    assert "Vea si salió del almacén" in found[0].said.text()


def test_a_delivery_that_was_confirmed_is_not_told(sent: Store) -> None:
    later(sent, 20)
    for one in sent.shipments():
        delivered(sent, one.decision, one.site, one.pecosa, [line(*row) for row in one.lines])

    assert list(region_alarms.proofs(sent, sent.shipment_rows())) == []


def test_what_a_school_confirmed_in_part_is_told_until_the_office_closes_the_rest(sent: Store) -> None:
    later(sent, 20)
    one = max(sent.shipments(), key=lambda one: len(one.lines))
    (resource, units), *rest = one.lines
    delivered(sent, one.decision, one.site, one.pecosa, [line(resource, units - 1), *(line(*row) for row in rest)])
    (alarm,) = [alarm for alarm in region_alarms.proofs(sent, sent.shipment_rows()) if alarm.subject == one.pecosa]
    close(sent, one.pecosa, {resource: 1}, Said(how="lost", units=0, why="Cayó al río."), by=Actor("ana", "Central"))
    after = [alarm for alarm in region_alarms.proofs(sent, sent.shipment_rows()) if alarm.subject == one.pecosa]

    assert "confirmó una parte y otra no (unidades: 1;" in alarm.said.text()
    assert after == []


def test_no_delivery_is_late_in_the_vacation(sent: Store) -> None:
    later(sent, 14)
    before = list(region_alarms.proofs(sent, sent.shipment_rows()))
    assert before == []

    found = date(2027, 2, 28) - NOW.date()
    later(sent, found.days)
    # It was late before the vacation began; the days of the vacation are not counted.
    days = {one.said.params["days"] for one in region_alarms.proofs(sent, sent.shipment_rows())}
    assert all(isinstance(one, int) and one <= 45 for one in days)


def test_what_the_watch_of_forecasts_asks_for_is_told(tmp_path: Path, databases: Databases) -> None:
    store = busy_office(tmp_path, databases)
    from hub import forecast_watch, watch_report

    watched = store.dataset(forecast_watch.NAME)
    assert watched is not None
    asked = [one.words.text() for one in watch_report.report_of(store, watched).told if one.code == "queue"]

    assert [one.said.text() for one in region_alarms.drift(store)] == asked
    store.close()


def test_a_clock_behind_what_the_hub_noted_is_told(office: Office, node: Node) -> None:
    node.record(*uses(1))
    office.take(node.bundle())
    assert list(region_alarms.clock(office.store)) == []

    assert isinstance(office.config.clock, StillClock)
    office.config.clock.at -= timedelta(hours=2)
    (alarm,) = region_alarms.clock(office.store)
    assert alarm.kind == "clock"
    assert "Ponga en hora el equipo" in alarm.said.text()


def test_a_clock_that_a_person_saw_is_right_is_told_again_only_when_it_shows_less_than_then(
    office: Office, node: Node
) -> None:
    assert isinstance(office.config.clock, StillClock)
    right = office.config.clock.at
    for at in (right, right.replace(year=2099)):
        office.config.clock.at = at
        node.record(*uses(1))
        office.take(node.bundle())
    office.config.clock.at = right
    before = kinds_of_clock(office)
    alarms.see(office.store, "clock", "")
    seen = kinds_of_clock(office)
    office.config.clock.at = right + timedelta(days=30)
    later = kinds_of_clock(office)
    office.config.clock.at = right - timedelta(days=1)
    behind = kinds_of_clock(office)
    alarms.see(office.store, "clock", "")

    assert (before, seen, later, behind, kinds_of_clock(office)) == (["clock"], [], [], ["clock"], [])


def kinds_of_clock(office: Office) -> list[str]:
    return [one.kind for one in alarms.alarms(office.store) if one.kind == "clock"]


def test_use_that_nobody_looked_at_is_told_until_somebody_does(tmp_path: Path, databases: Databases) -> None:
    store = busy_office(tmp_path, databases)
    open_ = [one for one in doubting.standing(store) if one.look is None]
    told = list(region_alarms.doubts(store))
    assert [one.kind for one in told] == ["use_doubted"] * bool(open_)

    for one in open_:
        pair = (one.doubt.school, one.doubt.resource)
        by = Actor("ana", "Análisis")
        doubting.look_at(store, pair, doubting.Verdict.RIGHT, one.seen, why="Vino otra escuela.", by=by)
    assert open_
    assert list(region_alarms.doubts(store)) == []
    store.close()


def test_an_objection_is_told_after_a_week_until_it_is_answered(sent: Store) -> None:
    first, second, *_ = sent.decisions()
    object_to(sent, first.id, first.site, "cantidad", "Entraron seis alumnos.")
    object_to(sent, second.id, second.site, "otro", "")
    day = date(2026, 10, 30)
    later(sent, (day - NOW.date()).days + 7)
    assert list(region_alarms.objections(sent)) == []

    later(sent, (day - NOW.date()).days + 8)
    (alarm,) = region_alarms.objections(sent)
    said = "Objeciones de escuelas que nadie respondió en más de 7 días: 2; la más antigua es de Quebrada Honda"
    assert (alarm.kind, alarm.said.text().startswith(said)) == ("objection_late", True)
    for one in (first, second):
        answer(sent, decision=one.id, school=None, resource=TABLET, text="Van en marzo.", login="ana", role="Central")
    assert list(region_alarms.objections(sent)) == []


@pytest.mark.parametrize("day", [None, date(2019, 1, 1), date(2040, 1, 1)])
def test_an_objection_of_no_day_that_can_be_waits_since_its_decision_went_out(sent: Store, day: date | None) -> None:
    one = sent.decisions()[0]
    object_to(sent, one.id, one.site, "otro", "")
    with sent.begin() as connection:
        connection.execute(schema.objections.update().values(day=day))

    later(sent, 7)
    assert list(region_alarms.objections(sent)) == []
    later(sent, 8)
    (alarm,) = region_alarms.objections(sent)
    assert f"del {NOW:%d/%m/%Y}. Abra «Entregas», «Objeciones»" in alarm.said.text()


def test_an_incident_is_told_until_somebody_was_or_it_is_over(sent: Store) -> None:
    first, second = open_incident(sent, "Se perdió un USB."), open_incident(sent, "Robaron una laptop.")
    write(sent, first, Wrote.DONE, "Se buscó.")
    assert [one.subject for one in region_alarms.told_to_nobody(sent)] == [str(first), str(second)]
    assert "acaban el" in next(region_alarms.told_to_nobody(sent)).said.text()
    assert isinstance(sent.clock, StillClock)
    sent.clock.at += timedelta(hours=49)
    assert "acabaron el" in next(region_alarms.told_to_nobody(sent)).said.text()

    write(sent, first, Wrote.TOLD, "A la UGEL.")
    write(sent, second, Wrote.CLOSED, "Estaba en la oficina.")
    assert list(region_alarms.told_to_nobody(sent)) == []
