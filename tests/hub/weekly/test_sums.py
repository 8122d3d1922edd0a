"""The rules of a week, over columns in memory; that they are Spark's: tests/hub/weekly/test_run.py."""

from datetime import date
from typing import Any

import pyarrow as pa

from hub.weekly.dated import SCHEMA
from hub.weekly.sums import Places, weekly_rows
from shared.facts import Health, Use, WeeklyTotal

MONDAY = 20_731
"""5 October 2026, in days since 1970."""
WEEK = (MONDAY - 4) // 7
PLACES = Places({("s", "guide"): WEEK - 1}, {"s": "site"}, {"s": "HUANTA"})


def event(day: int = MONDAY, **more: Any) -> dict[str, Any]:
    return {"site": "site", "school": "s", "resource": "guide", "kind": Use.NUMBER, "day": day, "claimed": True} | more


def rows(*events: dict[str, Any], places: Places = PLACES) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = weekly_rows(pa.Table.from_pylist(list(events), schema=SCHEMA), places).to_pylist()
    return found


def test_a_learner_counts_once_a_day_towards_the_most_at_once_and_units_where_nobody_is_named() -> None:
    (row,) = rows(
        event(learner=b"a"), event(learner=b"a"), event(learner=b"b"), event(units=3), event(MONDAY + 1, learner=b"c")
    )

    assert (row["units"], row["learners"], row["peak_concurrent"]) == (7, 3, 5)
    assert (row["ugel"], row["week"], row["recorded_days"]) == ("HUANTA", date(2026, 10, 5), 2)


def test_a_sign_of_life_of_the_site_is_one_of_each_of_its_schools() -> None:
    places = Places(
        {("s", "guide"): WEEK, ("t", "guide"): WEEK, ("u", "guide"): WEEK}, {"s": "site", "t": "site", "u": "else"}, {}
    )

    found = rows(event(kind=Health.NUMBER, school=None, resource=None), places=places)

    assert [(row["school"], row["units"], row["recorded_days"]) for row in found] == [("s", 0, 1), ("t", 0, 1)]


def test_the_last_total_of_a_whole_week_in_the_order_of_the_chain_stands_for_all_of_it() -> None:
    whole = {"kind": WeeklyTotal.NUMBER, "whole_week": True, "whole_claim": True}
    heads = [bytes([number]) * 16 for number in (1, 200)]

    (row,) = rows(
        event(units=9, learner=b"a"),
        event(units=30, depth=2, head=heads[1], **whole),
        event(units=21, depth=3, head=heads[0], learners=7, **whole),
        event(units=22, depth=3, head=heads[1], learners=8, peak=4, **whole),
    )

    assert (row["units"], row["learners"], row["peak_concurrent"], row["recorded_days"]) == (22, 8, 4, 5)


def test_before_a_series_begins_there_is_no_row_of_it() -> None:
    found = rows(event(), places=Places({("s", "guide"): WEEK, ("s", "tablet"): WEEK + 1}, {"s": "site"}, {}))

    assert [row["resource"] for row in found] == ["guide"]


def test_of_nothing_there_are_no_rows() -> None:
    assert rows() == rows(places=Places({}, {}, {})) == []
