"""What was asked for since judges a forecast: weeks missing, without stock or without classes say nothing."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hub.kept_forecasts import About, Kept
from hub.scoring import asked_in, scored, sums_by, verdicts
from hub.watching import State
from shared.accuracy import pinball
from shared.features import Pattern
from shared.ids import SchoolId
from shared.resources import ResourceKind
from shared.school_year import PERU_2026, SchoolCalendar, Week, monday, week_of
from tests.hub.builders import GUIDE, PACK, SCHOOL, TABLET

WEEKS = tuple(Week(week_of(date(2026, 8, 17)) + at) for at in range(4))
KINDS = {GUIDE: ResourceKind.CONSUMABLE, TABLET: ResourceKind.REUSABLE, PACK: ResourceKind.PACK}
MODEL, BASELINE = (8.0, 10.0, 12.0), (2.0, 4.0, 6.0)


def row(at: int, resource: str = GUIDE, school: str = SCHOOL, **more: Any) -> dict[str, Any]:
    counts = {"units": 10, "peak_concurrent": 10, "learners": 10, "unserved": 0, "stockout_days": 0, "recorded_days": 5}
    return {"school": school, "resource": resource, "week": monday(WEEKS[at]), **counts} | more


def asked(folder: Path, *rows: dict[str, Any]) -> Any:
    table = pa.Table.from_pylist(list(rows))
    pq.write_table(table.set_column(2, "week", table["week"].cast(pa.date32())), folder / "demand.parquet")
    return asked_in(pq.read_table(folder / "demand.parquet"), WEEKS, KINDS)


def kept(*schools: str, resource: str = GUIDE, made_by: str = "model", heard: bool = True, origin: int = 0) -> Kept:
    count = len(schools)
    weeks = tuple(Week(week + origin) for week in WEEKS)
    columns = {"school": schools, "resource": [resource] * count, "kind": ["consumable"] * count,
               "pattern": ["dense"] * count, "made_by": [made_by] * count, "heard": [heard] * count}  # fmt: skip
    model, baseline = (np.tile(np.array(one), (count, 4, 1)) for one in (MODEL, BASELINE))
    return Kept(About(Week(weeks[0] - 1), "a", weeks), pa.table(columns), model, baseline)


def test_what_was_asked_for_is_what_training_learns_from_by_kind(tmp_path: Path) -> None:
    found = asked(
        tmp_path,
        row(0, GUIDE, units=7, unserved=2),
        row(0, TABLET, peak_concurrent=5, unserved=3),
        row(0, PACK, learners=4),
        row(1, TABLET, peak_concurrent=None, units=41),
        row(2, GUIDE, stockout_days=1),
        row(0, "desconocido"),
    )

    told = {(resource, monday(WEEKS[0])): value for (_, resource, day), value in found["asked"].items()}
    weeks = {(resource, day): value for (_, resource, day), value in found["asked"].items()}
    assert len(told) == 3 == sum(day == monday(WEEKS[0]) for _, day in weeks)
    assert [weeks[name, monday(WEEKS[0])] for name in (GUIDE, TABLET, PACK)] == [9, 8, 4]
    assert np.isnan([weeks[TABLET, monday(WEEKS[1])], weeks[GUIDE, monday(WEEKS[2])]]).all()


def test_losses_are_those_of_the_scores_over_the_weeks_that_are_known(tmp_path: Path) -> None:
    came = asked(tmp_path, row(0, units=11), row(1, units=3), row(2, units=9, stockout_days=2))
    [found] = scored(kept(SCHOOL), came, PERU_2026).to_pylist()

    y = np.array([11.0, 3.0])
    assert (found["known"], found["asked"], found["inside"], found["learners"]) == (2, 14, 1, 10)
    assert found["model_loss"] == pytest.approx(pinball(y, np.array([MODEL] * 2)).sum())
    assert found["baseline_loss"] == pytest.approx(pinball(y, np.array([BASELINE] * 2)).sum())


def test_the_interval_is_that_of_the_forecast_that_was_used(tmp_path: Path) -> None:
    came = asked(tmp_path, row(0, units=5), row(1, units=10))
    rows = [scored(kept(SCHOOL, made_by=by), came, PERU_2026)["inside"].to_pylist() for by in ("model", "baseline")]
    both = scored(kept(SCHOOL, made_by="blend"), asked(tmp_path, row(0, units=10), row(1, units=11)), PERU_2026)

    assert (rows, both["inside"].to_pylist()) == ([[1], [1]], [2])


def test_a_series_of_which_no_week_is_known_has_no_score(tmp_path: Path) -> None:
    came = asked(tmp_path, row(0, units=5, stockout_days=1))

    assert scored(kept(SCHOOL, "0403699-0"), came, PERU_2026).num_rows == 0


def test_a_week_that_a_later_calendar_takes_out_says_nothing(tmp_path: Path) -> None:
    came = asked(tmp_path, *(row(at) for at in range(4)))
    days = tuple(date.fromordinal(monday(WEEKS[3]).toordinal() + at) for at in range(5))
    later = SchoolCalendar(version=9, source="x", terms=PERU_2026.terms, days_off=(*PERU_2026.days_off, *days))

    known = [scored(kept(SCHOOL), came, calendar)["known"].to_pylist() for calendar in (PERU_2026, later)]
    assert known == [[4], [3]]


def test_a_week_that_the_calendar_of_a_ugel_takes_out_says_nothing_of_its_schools_alone(tmp_path: Path) -> None:
    other = SchoolId("0403700-0")
    came = asked(tmp_path, *(row(at, school=name) for at in range(4) for name in (SCHOOL, other)))
    days = tuple(date.fromordinal(monday(WEEKS[3]).toordinal() + at) for at in range(5))
    shut = SchoolCalendar(version=9, source="x", terms=PERU_2026.terms, days_off=(*PERU_2026.days_off, *days))

    found = scored(kept(SCHOOL, other), came, PERU_2026, {other: shut}).to_pylist()

    assert {row["school"]: row["known"] for row in found} == {SCHOOL: 4, other: 3}


def test_a_week_that_was_not_foretold_judges_nobody_though_something_was_asked_for(tmp_path: Path) -> None:
    whole = kept(SCHOOL)
    model, baseline = whole.model.copy(), whole.baseline.copy()
    model[0, 0], baseline[0, 0] = np.nan, np.nan

    (found,) = scored(
        replace(whole, model=model, baseline=baseline), asked(tmp_path, *(row(at) for at in range(4))), PERU_2026
    ).to_pylist()

    assert (found["known"], found["asked"]) == (3, 30)
    assert found["model_loss"] == pytest.approx(3 * pinball(np.array([10.0]), np.array([MODEL])).sum())


def test_each_origin_is_judged_by_pattern_and_only_where_the_network_has_a_say(tmp_path: Path) -> None:
    schools = [f"04037{n:02d}-0" for n in range(6)]
    came = asked(tmp_path, *(row(at, school=name, units=4 + at % 2) for at in range(4) for name in schools))
    scores = scored(kept(*schools), came, PERU_2026)
    silent = scored(kept(*schools, heard=False), came, PERU_2026)
    origin = Week(WEEKS[0] - 1)

    [one] = verdicts(scores, {monday(origin): origin})
    assert (one.pattern, one.origin, one.schools, one.state) == (Pattern.DENSE, origin, 6, State.BAD)
    assert verdicts(silent, {monday(origin): origin}) == []


def test_sums_leave_out_where_both_are_one_and_keep_the_coverage_of_all(tmp_path: Path) -> None:
    came = asked(tmp_path, row(0, units=5), row(0, TABLET, peak_concurrent=10))
    heard, silent = kept(SCHOOL), kept(SCHOOL, resource=TABLET, heard=False)
    scores = pa.concat_tables([scored(heard, came, PERU_2026), scored(silent, came, PERU_2026)])

    [total] = sums_by(scores, "school").to_pylist()
    parts = {one["resource"]: one["ratio"] for one in sums_by(scores, "resource").to_pylist()}
    assert (total["known"], total["coverage"], total["schools"]) == (2, 0.5, 1)
    assert parts[TABLET] is None
    model, baseline = (pinball(np.array([5.0]), np.array([one])).sum() for one in (MODEL, BASELINE))
    assert total["ratio"] == parts[GUIDE] == pytest.approx(model / baseline)
