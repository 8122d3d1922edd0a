"""DHIS2 is told weeks and months of what it knows by name, and nothing that tells of few; what has no name is said."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import access, dhis2, dhis2_names
from hub.acts import BY_COMMAND
from hub.app import create_app
from hub.cli import main
from hub.dhis2 import Asked, By, DataValue, DataValues, Tally, data_values, period_of
from hub.dhis2_names import Names
from hub.panel import SCHEMA
from hub.parts import open_parts
from shared.errors import BadInput, NotReady
from shared.school_year import week_of
from tests.hub.builders import GUIDE, OTHER_SCHOOL, SCHOOL, TABLET, Office, open_office
from tests.hub.databases import Databases
from tests.hub.test_exports import put_demand, told

NAMES = Names(1, {GUIDE: {"units": "fbfJHSPpUQD", "peak_concurrent": "cYeuwXTCPkU"}}, {SCHOOL: "DiszpKrYNg8"})
SEPTEMBER, OCTOBER = date(2026, 9, 7), date(2026, 10, 5)
LAST = week_of(date(2026, 11, 2))


def row(week: date, units: int | None, peak: int | None = 3, **more: object) -> dict[str, object]:
    return {"school": SCHOOL, "resource": GUIDE, "week": week, "units": units, "peak_concurrent": peak, **more}


def given_of(rows: Sequence[dict[str, object]], by: By, since: date | None = None) -> tuple[list[DataValue], Tally]:
    tally = Tally()
    batches = [pa.RecordBatch.from_pylist([one], schema=SCHEMA) for one in rows]
    return list(data_values(batches, NAMES, Asked(by, since), LAST, tally)), tally


def units_of(rows: Sequence[dict[str, object]], by: By, since: date | None = None) -> dict[str, str]:
    return {one.period: one.value for one in given_of(rows, by, since)[0] if one.data_element == "fbfJHSPpUQD"}


def test_a_week_that_is_not_told_is_left_out_and_so_is_the_whole_month_of_it() -> None:
    weeks = [SEPTEMBER, OCTOBER, OCTOBER + timedelta(weeks=1), OCTOBER + timedelta(weeks=2)]
    rows = [row(week, units) for week, units in zip(weeks, (7, 10, None, 20), strict=True)]

    assert units_of(rows, By.WEEK) == {"2026W37": "7", "2026W41": "10", "2026W43": "20"}
    assert units_of(rows, By.MONTH) == {"202609": "7"}
    assert given_of(rows, By.WEEK)[1].hidden == given_of(rows, By.MONTH)[1].hidden == 1


@pytest.mark.parametrize("by", By)
def test_where_nothing_was_recorded_nothing_is_told(by: By) -> None:
    assert given_of([], by)[0] == given_of([row(OCTOBER, 1, school=OTHER_SCHOOL)], by)[0] == []


def test_a_month_is_the_sum_of_units_and_the_most_that_were_in_use_at_once() -> None:
    # Of the week that begins on 28 September most is in October.
    rows = [row(date(2026, 9, 28), 10, 4), row(OCTOBER, 5, 9)]

    assert [(one.data_element, one.period, one.org_unit, one.value) for one in given_of(rows, By.MONTH)[0]] == [
        ("fbfJHSPpUQD", "202610", "DiszpKrYNg8", "15"),
        ("cYeuwXTCPkU", "202610", "DiszpKrYNg8", "9"),
    ]


def test_a_week_or_a_month_that_is_not_over_is_not_told_nor_what_is_before_the_day_asked_for() -> None:
    rows = [row(SEPTEMBER, 1), row(OCTOBER, 2), row(date(2026, 11, 2), 3), row(date(2026, 11, 9), 4)]

    assert units_of(rows, By.WEEK) == {"2026W37": "1", "2026W41": "2", "2026W45": "3"}
    assert units_of(rows, By.MONTH) == {"202609": "1", "202610": "2"}
    assert units_of(rows, By.WEEK, date(2026, 10, 11)) == {"2026W41": "2", "2026W45": "3"}
    assert units_of(rows, By.MONTH, date(2026, 10, 31)) == {"202610": "2"}


@pytest.mark.parametrize("by", By)
def test_a_value_of_which_some_was_made_up_says_so(by: By) -> None:
    real, made_up = row(SEPTEMBER, 1, None, source="events"), row(OCTOBER, 2, None, source="simulated:seed=1")
    late = row(OCTOBER + timedelta(weeks=1), 3, None, source="events")
    found, tally = given_of([real, made_up, late], by)
    comments = {one.period: one.comment for one in found}
    weeks = {"2026W37": "", "2026W41": "simulado", "2026W42": ""}

    assert comments == (weeks if by is By.WEEK else {"202609": "", "202610": "simulado"})
    assert (tally.simulated, b'"comment":"simulado"' in b"".join(dhis2.as_json(found))) == (1, True)
    warning = tally.warning()
    assert warning
    assert "Valores simulados: 1." in warning.text()
    assert given_of([real], by)[1].warning() is None
    assert b"comment" not in b"".join(dhis2.as_json(given_of([real], by)[0]))


def test_what_has_no_name_in_dhis2_is_not_given_and_is_said() -> None:
    rows = [row(OCTOBER, 1), row(OCTOBER, 2, resource=TABLET), row(OCTOBER, 3, school=OTHER_SCHOOL)]
    found, tally = given_of(rows, By.WEEK)

    assert [one.value for one in found] == ["1", "3"]  # units and the most at once, of the first row alone
    assert (dict(tally.resources), tally.schools) == ({TABLET: 1}, {OTHER_SCHOOL})
    words = " ".join(one.text() for one in tally.sentences())
    assert f"Recursos sin elemento de datos en DHIS2, que no van: {TABLET}." in words
    assert f"Escuelas sin unidad en DHIS2, que no van: {OTHER_SCHOOL}." in words


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 99)), min_size=1, max_size=30))
def test_a_month_is_told_where_all_of_its_weeks_are_and_is_their_sum(units: list[int | None]) -> None:
    rows = [row(date(2026, 3, 2) + timedelta(weeks=at), one) for at, one in enumerate(units)]
    months: dict[str, list[int | None]] = {}
    for one in rows:
        week = one["week"]
        assert isinstance(week, date)
        months.setdefault(period_of(week, By.MONTH), []).append(one["units"])  # type: ignore[arg-type]

    assert units_of(rows, By.MONTH) == {
        month: str(sum(one for one in some if one is not None)) for month, some in months.items() if None not in some
    }


@pytest.mark.parametrize("at_once", [1, 3, 1_000])
def test_a_month_is_the_same_however_many_weeks_are_read_before_they_are_summed_up(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dhis2, "_AT_ONCE", at_once)
    weeks = [date(2026, 3, 2) + timedelta(weeks=at) for at in range(30)]
    units = [None if at in (7, 20) else at for at in range(30)]
    rows = [row(week, one, at) for at, (week, one) in enumerate(zip(weeks, units, strict=True))]
    found, tally = given_of(rows, By.MONTH)

    assert units_of(rows, By.MONTH) == {
        "202603": "6", "202605": str(9 + 10 + 11 + 12), "202606": str(13 + 14 + 15 + 16),
        "202608": str(22 + 23 + 24 + 25), "202609": str(26 + 27 + 28 + 29),
    }  # fmt: skip
    assert [one.value for one in found if one.data_element == "cYeuwXTCPkU"] == ["3", "8", "12", "16", "21", "25", "29"]
    assert tally.hidden == 2


@given(st.dates(date(2000, 1, 3), date(2060, 12, 31)))
def test_no_week_has_two_names_and_none_is_padded(day: date) -> None:
    week = day - timedelta(days=day.weekday())
    year, number = period_of(week, By.WEEK).split("W")

    assert date.fromisocalendar(int(year), int(number), 1) == week
    assert not number.startswith("0")


def known(office: Office) -> Office:
    put_demand(office, told(SCHOOL, OCTOBER, learners=9), told(SCHOOL, SEPTEMBER, learners=9) | {"learners": 4})
    dhis2_names.keep(office.store, NAMES)
    return office


def test_a_program_is_given_what_dhis2_takes_in_with_few_learners_left_out(office: Office) -> None:
    hub = known(office)
    client = create_app(hub.config, open_parts(hub.config, hub.store)).test_client()
    said = {"Authorization": f"Bearer {access.grant(hub.store, 'DHIS2', ['export'], days=9, by=BY_COMMAND)[1]}"}

    with closing(client.get("/v1/exports/dhis2.json?by=week", headers=said)) as answer:
        found = msgspec.json.decode(answer.data, type=DataValues).data_values
    assert [(one.period, one.value) for one in found if one.data_element == "fbfJHSPpUQD"] == [("2026W41", "9")]
    for path in ("?by=day", "?since=ayer"):
        assert client.get(f"/v1/exports/dhis2.json{path}", headers=said).status_code == 400
    assert client.get("/v1/exports/dhis2.json").status_code == 401


def test_the_command_writes_the_file_and_a_dry_run_writes_none(tmp_path: Path) -> None:
    file = tmp_path / "values.json"
    with closing(open_office(tmp_path / "hub", Databases(None))) as hub:
        where = ["--dir", str(known(hub).config.folder)]
    tried = CliRunner().invoke(main, ["dhis2", "--dry-run", *where])
    both = CliRunner().invoke(main, ["dhis2", *where])
    done = CliRunner().invoke(main, ["dhis2", "--to", str(file), "--by", "week", *where])

    assert (tried.exit_code, both.exit_code, done.exit_code) == (0, 2, 0), tried.output + done.output
    assert tried.output == done.output.replace(str(file), "")
    assert "Valores: " in tried.output
    assert msgspec.json.decode(file.read_bytes(), type=DataValues).data_values
    with pytest.raises(BadInput):
        dhis2.write([], tmp_path / "none" / "values.json")


def test_the_command_warns_of_what_is_simulated_beside_what_it_says(tmp_path: Path) -> None:
    with closing(open_office(tmp_path / "hub", Databases(None))) as hub:
        put_demand(hub, told(SCHOOL, OCTOBER, learners=9) | {"source": "simulated:seed=1"})
        dhis2_names.keep(hub.store, NAMES)
        done = CliRunner().invoke(
            main, ["dhis2", "--to", str(tmp_path / "v.json"), "--json", "--dir", str(hub.config.folder)]
        )

    assert "Valores simulados: 2." in done.stderr
    assert msgspec.json.decode(done.stdout)["simulated"] == 2


def test_a_program_that_asks_before_the_names_came_is_not_told_to_come_again(office: Office) -> None:
    client = create_app(office.config, open_parts(office.config, office.store)).test_client()
    said = {"Authorization": f"Bearer {access.grant(office.store, 'DHIS2', ['export'], days=9, by=BY_COMMAND)[1]}"}
    answer = client.get("/v1/exports/dhis2.json", headers=said)

    assert (answer.status_code, answer.headers.get("Retry-After")) == (409, None)
    assert answer.get_json()["error"].startswith("Todavía no se sabe cómo se llama nada en DHIS2.")


def test_nothing_is_told_before_anybody_said_what_it_is_called(office: Office) -> None:
    put_demand(office, told(SCHOOL, OCTOBER, learners=9))
    with pytest.raises(NotReady):
        dhis2.values(office.store, Asked(), Tally())
