"""Of which service a row is, and which days are over where the clock is believed and where not."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.importers.place import Place, served_school
from edge.importers.read import place_of, read_files
from edge.rows import SchoolRow
from edge.store import Store
from shared.errors import BadInput, BadRow, WhichService
from shared.ids import SchoolId
from shared.tabular import Row
from tests.edge.building import CATALOGUE, SCHOOL, SITE, FakeClock, new_store

OTHER = SchoolId("0000012-1")
PLACE = Place([SCHOOL, OTHER], SCHOOL)
TODAY = date(2026, 6, 23)


def row(school: str) -> Row:
    return Row(9, {"school": school})


def test_a_row_that_names_no_service_is_of_the_usual_one() -> None:
    assert served_school(row(""), PLACE) == SCHOOL


@given(st.integers(2, 7), st.booleans(), st.booleans())
def test_zeros_that_a_spreadsheet_dropped_and_points_that_it_added_change_no_service(
    digits: int, point: bool, annex_point: bool
) -> None:
    written = "12".zfill(digits) + ".0" * point + "-1" + ".0" * annex_point

    assert served_school(row(written), PLACE) == OTHER


@pytest.mark.parametrize("school", ["403691", "0403691", "0403691-0", "0403691-"])
def test_an_annex_that_is_not_told_is_the_first_service(school: str) -> None:
    assert served_school(row(school), PLACE) == SCHOOL


def test_the_service_of_another_laptop_is_refused_by_its_line() -> None:
    with pytest.raises(BadRow, match="no atiende el servicio 0000012-0") as caught:
        served_school(row("12"), PLACE)

    assert caught.value.line == 9


@pytest.mark.parametrize("school", ["I.E. 38001", "12345678", "abc-0", "12-10"])
def test_what_is_no_code_of_a_service_is_refused_by_its_line(school: str) -> None:
    with pytest.raises(BadRow) as caught:
        served_school(row(school), PLACE)

    assert caught.value.line == 9


@given(st.integers(-400, 400))
def test_a_day_is_over_once_it_is_before_today(days: int) -> None:
    place = Place([SCHOOL], SCHOOL, today=TODAY)

    assert place.is_past((TODAY + timedelta(days)).isoformat()) is (days < 0)


def test_no_day_is_over_where_nobody_knows_which_one_it_is() -> None:
    assert not PLACE.is_past("1999-01-01")


def test_a_clock_that_was_reset_is_not_believed(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        believed = place_of(store).today
        clock.wall = clock.wall.replace(year=1970)

        assert (believed, place_of(store).today) == (TODAY, None)


def test_the_day_is_that_of_peru_and_not_of_the_clock(tmp_path: Path) -> None:
    clock = FakeClock()
    clock.wall = clock.wall.replace(hour=3)
    with new_store(tmp_path, clock) as store:
        assert place_of(store).today == TODAY - timedelta(days=1)


def two_services(folder: Path) -> Store:
    store = new_store(folder)
    store.site.set(SITE, [SchoolRow(SCHOOL, "39003"), SchoolRow(OTHER, "39003")])
    return store


@pytest.mark.parametrize(
    "data", [b"code,name,class_name\nq1,Lopez Ana,1A\n", b"week,resource,units\n2026-W12,tablet,20\n"]
)
def test_a_file_that_names_no_service_is_refused_where_there_are_several(tmp_path: Path, data: bytes) -> None:
    with two_services(tmp_path) as store:
        store.db.put("catalogue", CATALOGUE)
        with pytest.raises(WhichService, match=f"39003 \\({SCHOOL}\\), 39003 \\({OTHER}\\)"):
            read_files({"a.csv": data}, place_of(store))


def test_a_chosen_service_takes_what_names_none_and_the_report_says_which(tmp_path: Path) -> None:
    with two_services(tmp_path) as store:
        draft = read_files({"a.csv": b"code,name\nq1,Lopez Ana\n"}, place_of(store, OTHER))

    assert [one.school for one in draft.people] == [OTHER]
    assert [note.text() for note in draft.notes] == [f"Servicio 39003 ({OTHER}): filas que se le anotan, 1."]


def test_a_line_without_its_service_is_refused_alone_where_the_others_name_theirs(tmp_path: Path) -> None:
    data = f"code,name,school\nq1,Ana,{OTHER}\nq2,Rosa,\n".encode()
    with two_services(tmp_path) as store:
        draft = read_files({"a.csv": data}, place_of(store))

    assert ([one.school for one in draft.people], [row.line for row in draft.refused]) == ([OTHER], [3])


def test_a_file_goes_to_no_service_that_this_laptop_does_not_serve(tmp_path: Path) -> None:
    with new_store(tmp_path) as store, pytest.raises(BadInput, match=f"Atiende: {SCHOOL}"):
        place_of(store, OTHER)
