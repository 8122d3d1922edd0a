"""What a forecast means for a school."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from edge.views.outlook import Outlook, fan, outlook
from shared.demand import Series, WeekRow
from shared.forecast import Forecast, MadeBy, Quantiles, RestsOn
from shared.ids import ResourceId, SchoolId
from shared.resources import ResourceKind
from shared.school_year import PERU_2026, Week, week_of

ORIGIN = week_of(date(2026, 6, 22))
SCHOOL, GUIDE = SchoolId("0403691-0"), ResourceId("guia-com-3")


def forecast(kind: ResourceKind = ResourceKind.CONSUMABLE, weekly: float = 3.0) -> Forecast:
    weeks = PERU_2026.next_school_weeks(ORIGIN, 9)
    one = Quantiles(weekly - 1, weekly, weekly + 2)
    period = Quantiles(9 * weekly - 6, 9 * weekly, 9 * weekly + 9) if kind is ResourceKind.CONSUMABLE else one
    return Forecast(
        school=SCHOOL,
        resource=GUIDE,
        kind=kind,
        origin=ORIGIN,
        weeks=tuple(weeks),
        weekly=(one,) * 9,
        period=period,
        made_by=MadeBy.BASELINE,
        rests_on=RestsOn(weeks=9),
    )


def test_printed_matter_runs_out_week_by_week() -> None:
    seen = outlook(forecast(), 6, PERU_2026)

    assert seen == Outlook(21, "xxoo--oo", 2, PERU_2026.next_school_weeks(ORIGIN, 3)[2])


def test_devices_cover_every_week_or_none() -> None:
    assert outlook(forecast(ResourceKind.REUSABLE, 10), 10, PERU_2026).knots == "xxxx--xx"
    assert outlook(forecast(ResourceKind.REUSABLE, 10), 9, PERU_2026).knots == "oooo--oo"


def test_digital_packs_never_run_out() -> None:
    assert outlook(forecast(ResourceKind.PACK, 24), 0, PERU_2026) == Outlook(0, "xxxx--xx", 9, None)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_more_on_hand_never_leaves_more_missing(have: int, more: int) -> None:
    less, then = outlook(forecast(), have, PERU_2026), outlook(forecast(), have + more, PERU_2026)

    assert then.missing <= less.missing
    assert then.weeks_covered >= less.weeks_covered


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([ResourceKind.CONSUMABLE, ResourceKind.REUSABLE]),
    st.lists(st.floats(0, 40), min_size=9, max_size=9),
    st.floats(0, 200),
    st.integers(0, 200),
)
def test_something_is_missing_just_where_some_week_is_not_covered(
    kind: ResourceKind, weekly: list[float], period: float, have: int
) -> None:
    weeks = tuple(Quantiles(one / 2, one, one * 2) for one in weekly)
    foreseen = structs.replace(forecast(kind), weekly=weeks, period=Quantiles(period / 2, period, period * 2))

    seen = outlook(foreseen, have, PERU_2026)

    assert seen.missing == max(0, foreseen.need().p50 - have)
    assert (seen.missing > 0) == (seen.runs_out is not None)
    assert (seen.weeks_covered == 9) == (seen.missing == 0)


def test_the_fan_breaks_where_nothing_is_known_and_marks_weeks_without_stock() -> None:
    rows = [WeekRow(ORIGIN - 2, units=4, recorded_days=5), WeekRow(ORIGIN, units=2, stockout_days=1, recorded_days=5)]
    series = Series.from_rows(SCHOOL, GUIDE, ResourceKind.CONSUMABLE, rows)
    drawn = fan(forecast(), series, PERU_2026, Week(ORIGIN + 3))

    assert [week["kind"] for week in drawn.weeks[5:8]] == ["seen", "gap", "out"]
    assert drawn.weeks[8]["kind"] == "next"
    assert [week["kind"] for week in drawn.weeks].count("free") >= 2
    assert drawn.ends == 10
