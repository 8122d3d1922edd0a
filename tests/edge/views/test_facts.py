"""Facts alike are told on one line, others never are, and nobody is named."""

from datetime import UTC, datetime, timedelta

import pytest

from edge.sync_rows import PendingRow, SyncCode
from edge.views.facts import FactLine, fact_lines, fact_words
from shared.events import Event
from shared.fact_fields import Fact
from shared.facts import (
    ClockMark,
    Count,
    Day,
    Delivery,
    Device,
    Duty,
    Feedback,
    Loan,
    Loss,
    Repair,
    Unserved,
    Use,
    WeeklyTotal,
)
from shared.ids import Incarnation, Pseudonym
from tests.edge.views.school import CATALOGUE, GUIDE, SCHOOL, TABLET

NOW = datetime(2026, 6, 23, 14, 0, tzinfo=UTC)
NAMES = CATALOGUE.by_id()
ANA = Pseudonym(b"12345678")
USE = Use(school=SCHOOL, resource=TABLET, learner=ANA)
RECEIVED = Delivery(decision="d", pecosa="000123", receiver=ANA, deliverer=ANA, lines=())


def lines(*facts: Fact, at: datetime | None = NOW, codes: tuple[SyncCode, ...] = ()) -> list[FactLine]:
    rows = [
        PendingRow(Event(Incarnation(bytes(8)), n, 0, fact), at, codes[n - 1] if codes else "queue")
        for n, fact in enumerate(facts, start=1)
    ]
    return fact_lines(rows, NAMES, NOW + timedelta(minutes=5))


def test_uses_of_one_minute_are_one_line() -> None:
    [line] = lines(USE, USE, USE)

    assert (line.title, line.count, line.ago) == ("3 usos de Tabletas", 3, "hace 5 minutos")


def test_uses_that_the_region_has_are_told_apart_from_those_that_wait() -> None:
    assert [(line.count, line.code) for line in lines(USE, USE, USE, codes=("queue", "ok", "ok"))] == [
        (1, "queue"),
        (2, "ok"),
    ]


def test_counts_are_never_joined() -> None:
    counted = Count(resource=GUIDE, units=5)

    assert [line.title for line in lines(counted, counted)] == ["Conteo: Guías de Comunicación 3°, 5"] * 2


def test_a_clock_that_made_no_sense_is_said_and_not_shown() -> None:
    [line] = lines(USE, at=None)

    assert (line.when, line.ago) == ("reloj sin hora", "")


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (Use(school=SCHOOL, resource=GUIDE, units=4), "4 usos de Guías de Comunicación 3°"),
        (Unserved(school=SCHOOL, resource=TABLET, units=1), "1 pedido sin atender de Tabletas"),
        (WeeklyTotal(school=SCHOOL, resource=TABLET, units=1200), "Semana del cuaderno: Tabletas, 1,200"),
        (Loan(resource=TABLET, units=1), "Préstamo: Tabletas, 1"),
        (Feedback(school=SCHOOL, resource=TABLET, score=3), "1 opinión sobre Tabletas"),
        (
            Delivery(decision="d", pecosa="000123", receiver=ANA, deliverer=ANA, lines=()),
            "Recepción de la PECOSA 000123",
        ),
        (ClockMark(wall=0), "Estado del equipo"),
        (Loss(resource=TABLET, units=2, cause="robo"), "Robo: Tabletas, 2"),
        (Loss(resource=TABLET, units=1, cause="de_otra_version"), "Baja: Tabletas, 1"),
        (Repair(resource=TABLET, action="sale"), "Salió a reparación: Tabletas"),
        (Device(resource=TABLET, serial="HGA1", maker="Ñandú"), "Ficha de equipo: Tabletas"),
        (Duty(person=ANA, role="coordinator", action="end"), "Cambio de cargo"),
        (Day(school=SCHOOL, first=20_640, last=20_640, open=False), "Calendario propio: 06/07/2026"),
        (Day(school=SCHOOL, first=20_641, last=20_640, open=False), "Calendario propio: 06/07/2026 al 07/07/2026"),
    ],
)
def test_each_kind_has_its_words(fact: Fact, words: str) -> None:
    assert fact_words(fact, 1, NAMES) == words
