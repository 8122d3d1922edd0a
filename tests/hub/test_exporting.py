"""Tables for other programs tell what the region knows, and nothing of fewer than five pupils."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub import exporting, planning, proposing, schema, school_changes
from hub.acts import BY_COMMAND
from hub.closing import close
from hub.database import add
from hub.settling import Said
from hub.store import Store
from shared.delivery_answers import How
from shared.errors import BadInput, NotReady
from shared.facts import STOLEN
from tests.hub.builders import OTHER_SCHOOL, OTHER_SITE, SCHOOL, SITE, Office, school
from tests.hub.busy_office import busy_office
from tests.hub.databases import Databases
from tests.hub.office import PERIOD, delivered, line, needs, office
from tests.hub.regions import TABLET
from tests.hub.sent import sent
from tests.hub.test_exports import put_demand, told

WEEK = date(2026, 10, 5)


def counted(store: Store) -> None:
    """Let two sites have counted what they hold: of one few are lent."""
    with store.begin() as connection:
        for site, lent in ((SITE, 9), (OTHER_SITE, 4)):
            held = {"site": site, "resource": "tablet", "on_hand": 12, "lent": lent, "as_of": WEEK, "dated": None}
            add(connection, schema.stock, held)


def lost(store: Store, cause: str) -> None:
    """Let a site have lost a device, whose serial number and report of the police it told."""
    identity = {"incarnation": "0" * 16, "seq": 1, "head": "0" * 32}
    row = {"site": SITE, "resource": "tablet", "serial": "A1", "units": 1, "cause": cause, "report_number": "55-2026"}
    with store.begin() as connection:
        add(connection, schema.losses, identity | row | {"day": WEEK})


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A region that the tests of this module only read."""
    opened = busy_office(tmp_path_factory.mktemp("office"))
    yield opened
    opened.close()


def rows(store: Store, name: str, **more: str) -> list[dict[str, Any]]:
    return [row for batch in exporting.report(store, name, **more).rows for row in batch.to_pylist()]


@pytest.mark.databases
def test_every_table_of_a_busy_region_has_rows_under_its_header(tmp_path: Path, databases: Databases) -> None:
    with closing(busy_office(tmp_path, databases)) as store:
        counted(store)
        lost(store, STOLEN)
        reports = {name: exporting.report(store, name) for name in exporting.TABLES}
        found = {name: list(report.rows) for name, report in reports.items()}

    assert all(batch.schema.equals(reports[name].header) for name, batches in found.items() for batch in batches)
    assert {name for name, batches in found.items() if not sum(map(len, batches))} == set()


def test_plan_lines_are_those_that_were_published_last_or_of_the_plan_that_is_named(busy: Store) -> None:
    published = next(one for one in busy.plans() if one.published)
    proposed = next(one for one in busy.plans() if not one.published)

    assert {row["plan"] for row in rows(busy, "plan_lines")} == {published.id}
    assert {row["plan"] for row in rows(busy, "plan_lines", plan=proposed.id)} == {proposed.id}
    assert sum(row["units"] for row in rows(busy, "plan_lines")) == published.units
    with pytest.raises(BadInput):
        exporting.report(busy, "plan_lines", plan="\x00")


def test_a_plan_that_is_only_proposed_is_given_to_who_names_it_and_to_nobody_else(tmp_path: Path) -> None:
    with closing(office(tmp_path)) as store:
        proposed = proposing.make_plan(store, needs(), **PERIOD)

        assert {row["status"] for row in rows(store, "plan_lines", plan=proposed.id)} == {"proposed"}
        with pytest.raises(NotReady):
            exporting.report(store, "plan_lines")


def test_of_why_units_were_not_accepted_only_a_code_is_told(tmp_path: Path) -> None:
    with closing(office(tmp_path)) as store:
        plan = proposing.make_plan(store, needs(), **PERIOD)
        planning.approve(store, plan.id, login="ana")
        planning.publish(store, plan.id)
        for at, reason in enumerate(("golpeado", "se lo llevó Juan")):
            shipment = store.shipments()[at]
            lines = [line(*row, 1, reason) for row in shipment.lines]
            delivered(store, shipment.decision, shipment.site, shipment.pecosa, lines)

        assert {row["reason"] for row in rows(store, "deliveries")} == {"golpeado", None}


def test_of_the_number_of_a_delivery_only_one_that_the_region_gave_is_told(tmp_path: Path) -> None:
    with closing(office(tmp_path)) as store:
        plan = proposing.make_plan(store, needs(), **PERIOD)
        planning.approve(store, plan.id, login="ana")
        planning.publish(store, plan.id)
        one, other = store.shipments()[:2]
        for shipment, pecosa in ((one, one.pecosa), (other, "la que trajo Juan")):
            lines = [line(*row, 0, "") for row in shipment.lines]
            delivered(store, shipment.decision, shipment.site, pecosa, lines)

        assert {(row["site"], row["pecosa"]) for row in rows(store, "deliveries")} == {
            (one.site, one.pecosa), (other.site, None)
        }  # fmt: skip


@pytest.mark.parametrize(("cause", "told_"), [(STOLEN, STOLEN), ("se lo llevó Juan", None)])
def test_of_a_loss_the_cause_is_told_and_no_word_that_a_person_wrote(
    office: Office, cause: str, told_: str | None
) -> None:
    lost(office.store, cause)

    assert rows(office.store, "losses") == [
        {"site": SITE, "resource": "tablet", "units": 1, "cause": told_, "reported": True, "day": WEEK}
    ]


def test_what_the_office_closed_without_a_proof_is_told_as_far_as_no_proof_says_otherwise(tmp_path: Path) -> None:
    with closing(office(tmp_path)) as store:
        sent(store)
        one = min(store.shipments(), key=lambda one: one.pecosa)
        gone = Said(how=How.LOST, units=0, why="Cayó al río, dijo Juan.")
        close(store, one.pecosa, {TABLET: 10}, gone, by=BY_COMMAND, units={TABLET: 6})
        delivered(store, one.decision, one.site, one.pecosa, [line(TABLET, 7)])
        (row,) = rows(store, "closings")

    told = {"site": one.site, "pecosa": one.pecosa, "resource": TABLET, "how": "lost", "units": 3}
    assert row == told | {"depot": None, "day": None}


def test_a_school_of_few_pupils_that_was_closed_is_still_of_few(office: Office) -> None:
    office.store.put_schools([school(students=4), school(OTHER_SCHOOL, OTHER_SITE, students=5)])
    put_demand(office, told(SCHOOL, WEEK, learners=9))
    school_changes.close(office.store, SCHOOL, why="Ya no abre.", by=BY_COMMAND)

    assert [row["units"] for row in rows(office.store, "weekly_demand")] == [None]


def test_another_version_is_told_where_a_page_would_go_on_in_another_table(busy: Store, office: Office) -> None:
    assert all(exporting.report(busy, name).version for name in exporting.TABLES)
    office.store.put_schools([school(students=9)])
    put_demand(office, told(SCHOOL, WEEK, learners=9))
    before = {name: exporting.report(office.store, name).version for name in ("weekly_demand", "schools", "stock")}
    office.store.put_schools([school(students=4)])
    counted(office.store)

    assert all(exporting.report(office.store, name).version != version for name, version in before.items())


def test_deliveries_are_what_schools_confirmed_line_by_line(busy: Store) -> None:
    confirmed = [(one.pecosa, line.resource, line.accepted) for one in busy.deliveries() for line in one.lines]

    assert [(row["pecosa"], row["resource"], row["accepted"]) for row in rows(busy, "deliveries")] == confirmed


def test_a_week_of_few_learners_tells_neither_how_many_nor_what_they_used(office: Office) -> None:
    put_demand(office, *(told(SCHOOL, WEEK, learners=9) | {"learners": count} for count in (0, 4, 5)))

    found = rows(office.store, "weekly_demand")

    assert [(row["learners"], row["units"], row["unserved"]) for row in found] == [(0, 9, 9), (None,) * 3, (5, 9, 9)]
    assert not {"score_learners", "progress_learners"} & set(found[0])


def test_of_few_loans_of_a_site_nothing_is_told(office: Office) -> None:
    counted(office.store)

    assert {row["site"]: (row["on_hand"], row["lent"]) for row in rows(office.store, "stock")} == {
        SITE: (12, 9),
        OTHER_SITE: (12, None),
    }


def test_faces_and_progress_of_few_learners_are_not_told(office: Office) -> None:
    put_demand(office, told(SCHOOL, WEEK, learners=5), told(OTHER_SCHOOL, WEEK, learners=6))
    found = rows(office.store, "weekly_demand")

    assert [(row["score_sum"], row["scores"]) for row in found] == [(27, 9)] * 2
    assert [(row["progress_sum"], row["progresses"]) for row in found] == [(None, None), (600, 9)]


def test_of_a_school_of_few_pupils_neither_their_number_nor_their_use_is_told(office: Office) -> None:
    office.store.put_schools([school(students=4), school(OTHER_SCHOOL, OTHER_SITE, students=5)])
    put_demand(office, told(SCHOOL, WEEK, learners=9), told(OTHER_SCHOOL, WEEK, learners=9))

    assert {row["school"]: row["students"] for row in rows(office.store, "schools")} == {SCHOOL: None, OTHER_SCHOOL: 5}
    assert {row["school"]: row["units"] for row in rows(office.store, "weekly_demand")} == {
        SCHOOL: None,
        OTHER_SCHOOL: 9,
    }


def test_a_small_school_has_no_forecast_that_is_told(tmp_path: Path) -> None:
    busy = busy_office(tmp_path)
    one = rows(busy, "plan_lines")[0]["school"]
    busy.put_schools([replace(each, students=3) for each in busy.schools() if each.id == one])

    forecasts = {row["p50"] is None for row in rows(busy, "forecast") if row["school"] == one}
    lines = [row for row in rows(busy, "plan_lines") if row["school"] == one]

    assert forecasts <= {True}
    assert lines
    assert {(row["need_p50"], row["value"], row["units"] is None) for row in lines} == {(None, None, False)}
    assert any(row["need_p50"] is not None for row in rows(busy, "plan_lines"))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.integers(0, 9), st.integers(0, 9))
def test_nothing_that_is_told_is_of_one_to_four(office: Office, learners: list[int], faces: int, pupils: int) -> None:
    shutil.rmtree(office.config.lake_folder / "tables" / "weekly_demand", ignore_errors=True)
    office.store.put_schools([school(students=pupils)])
    put_demand(office, *(told(SCHOOL, WEEK, learners=faces) | {"learners": count} for count in learners))

    for row in rows(office.store, "weekly_demand"):
        assert row["learners"] not in range(1, 5)
        assert (row["units"] is None) == (row["learners"] is None)
        assert row["score_sum"] is None or faces >= 5
        assert row["units"] is None or pupils not in range(1, 5)


def test_an_unknown_table_is_refused_and_one_that_was_not_computed_is_not_ready(office: Office) -> None:
    with pytest.raises(BadInput, match="schools"):
        exporting.report(office.store, "pupils")
    with pytest.raises(NotReady):
        exporting.report(office.store, "forecast")


def test_no_table_has_a_column_for_what_persons_wrote(busy: Store) -> None:
    names = {name for table in exporting.TABLES for name in exporting.report(busy, table).header.names}

    assert not names & {"note", "serial", "serials", "person", "learner", "login", "acta", "report_number"}
