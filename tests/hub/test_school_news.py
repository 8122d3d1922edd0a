"""What schools tell of losses, duties and days of their own is kept whatever the order, and folded again alike."""

from datetime import date

import pytest
from sqlalchemy import Connection

from hub import folds, schema, school_news
from shared.events import Claim
from shared.facts import Day, Duty, Loss
from shared.ids import Pseudonym, SchoolId
from shared.occurred import Occurred
from shared.own_days import standing
from tests.hub.builders import SCHOOL, SITE, TABLET, Node, Office

pytestmark = pytest.mark.databases

ON = Occurred.on(date(2026, 6, 22))
STOLEN = Loss(resource=TABLET, cause="robo", serial="A1\0", report_number="55-2026")
ANA, EVA = Pseudonym(b"ana-----"), Pseudonym(b"eva-----")
COLD = Day(school=SCHOOL, first=20_640, last=20_644, open=False, cause="friaje")


def told(connection: Connection) -> tuple[list[object], ...]:
    return (
        list(school_news.losses(connection)),
        list(school_news.duties(connection, SITE)),
        list(school_news.own_days(connection)),
    )


def test_what_a_school_tells_is_there_to_be_read(office: Office, node: Node) -> None:
    node.record(Claim(STOLEN, ON), Claim(Duty(person=ANA, role="coordinator", action="end", audit=bytes(16)), ON))
    node.record(Claim(Duty(person=EVA, role="coordinator", action="begin")), Claim(COLD))
    office.take(node.bundle())

    with office.store.read() as connection:
        (lost,), (ends, begins), (cold,) = told(connection)
    assert (lost.serial, lost.report_number, lost.day) == ("A1", "55-2026", date(2026, 6, 22))  # type: ignore[attr-defined]
    assert (ends.person, ends.begins, ends.audit) == (ANA.hex(), False, "00" * 16)  # type: ignore[attr-defined]
    assert (begins.person, begins.begins, begins.audit) == (EVA.hex(), True, "")  # type: ignore[attr-defined]
    assert (cold.school, cold.open, cold.cause) == (SCHOOL, False, "friaje")  # type: ignore[attr-defined]


def test_of_two_accounts_of_a_day_the_later_stands(office: Office, node: Node) -> None:
    node.record(Claim(COLD))
    node.record(Claim(Day(school=SCHOOL, first=20_641, last=20_641, open=True)))
    office.take(node.bundle())

    with office.store.read() as connection:
        stands = standing(school_news.own_days(connection), SCHOOL, date(2026, 7, 7))
    assert stands is not None
    assert stands.open


def test_no_computer_tells_the_days_of_another_sites_school(office: Office, node: Node) -> None:
    node.record(Claim(Day(school=SchoolId("0999999-0"), first=20_641, last=20_641, open=True)))
    office.take(node.bundle())

    with office.store.read() as connection:
        assert school_news.own_days(connection) == []


def test_a_rebuild_finds_again_what_was_told_and_what_an_older_hub_passed_over(office: Office, node: Node) -> None:
    node.record(Claim(STOLEN, ON), Claim(Duty(person=ANA, role="it", action="begin")), Claim(COLD))
    office.take(node.bundle())
    with office.store.begin() as connection:
        before = told(connection)
        for table in (schema.losses, schema.duties, schema.own_days):
            connection.execute(table.delete())
        folds.rebuild(connection, office.store.config.lake_folder, {})

        assert told(connection) == before
        assert all(before)
