"""Days in the forms that offices write; month first is never guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import BadInput
from shared.tabular import check_day_first, day

EPOCH = date(1899, 12, 30)


@settings(deadline=None)
@given(st.dates(date(1960, 1, 1), date(2100, 1, 1)), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]))
def test_a_day_reads_back_in_every_form(when: date, form: str) -> None:
    assert day(when.strftime(form)) == when
    assert day(str((when - EPOCH).days)) == when


def test_time_of_day_and_the_month_s_name_are_understood() -> None:
    said = [
        "2026-03-16 08:15:00",
        "2026-03-16T08:15:00-05:00",
        "16/03/2026 08:15",
        "16-mar-26",
        "16/3/26",
        "16 de marzo de 2026",
    ]

    assert {day(text) for text in said} == {date(2026, 3, 16)}
    assert day("  ") is None


@pytest.mark.parametrize(
    "text", ["03/16/2026", "31/02/2026", "03/16/26", "26-03-16", "ayer", "2026", "2026-13-01", "99999999"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="no es una fecha"):
        day(text)


def test_a_serial_counts_from_the_day_that_excel_counts_from() -> None:
    assert day("25569") == EPOCH + timedelta(days=25_569) == date(1970, 1, 1)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["2026-03-04", "4 de marzo de 2026", "46097"], False),
        (["04/04/2026"], False),
        (["03/04/2026"], True),
        (["03/04/2026", "17/04/2026"], False),
        (["del 06/04/2026 al 10/04/2026"], True),
        (["06/04/2026", "13/04/2026"], False),
        (["06/04/2026", "04/05/2026"], False),
    ],
)
def test_days_that_nothing_settles_are_told_of(cells: list[str], told: bool) -> None:
    notes = check_day_first(cells, "semana")

    assert [note.params["column"] for note in notes] == (["semana"] if told else [])


@settings(deadline=None)
@given(st.lists(st.dates(date(2020, 1, 1), date(2030, 12, 31)), min_size=1, max_size=6))
def test_a_column_written_day_first_is_never_refused_for_its_month_unless_only_that_makes_mondays(
    days: list[date],
) -> None:
    cells = [f"{one:%d/%m/%Y}" for one in days]
    swapped = {(one.year, one.day, one.month) for one in days if one.day <= 12}
    try:
        check_day_first(cells, "semana")
    except BadInput:
        weekdays = {date(*one).weekday() for one in swapped}
        assert len(weekdays) == 1
        assert len(swapped) == len(set(days))
