"""Panels come in as people have them, and what cannot be meant is refused with its line."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from models.backtest.columns import Freq
from models.backtest.table import read_table
from shared.errors import BadInput
from tests.models.backtest.panels import table, write_panel, write_text


@pytest.mark.parametrize("freq", Freq)
def test_a_panel_written_is_read_as_it_was(tmp_path: Path, freq: Freq) -> None:
    written = table(periods=30, freq=freq)

    found = read_table(write_panel(tmp_path, written), freq)

    np.testing.assert_array_equal(found.y, written.y)
    assert found.ids == written.ids


def test_weeks_may_start_on_any_day_and_a_week_without_a_row_is_not_zero(tmp_path: Path) -> None:
    found = read_table(write_text(tmp_path, "unique_id,ds,y\na,2020-01-08,1\na,2020-01-22,3\n"), Freq.WEEK)

    np.testing.assert_array_equal(found.y, [[1, np.nan, 3]])


@pytest.mark.parametrize("ds", ["2020-01-31 2020-02-29", "2020-01 2020-02", "0 1", "2020-1 2020-02-01"])
def test_months_may_be_told_in_any_of_the_usual_ways(tmp_path: Path, ds: str) -> None:
    first, second = ds.split()

    found = read_table(write_text(tmp_path, f"unique_id,ds,y\na,{first},1\na,{second},2\n"), Freq.MONTH)

    np.testing.assert_array_equal(found.y, [[1, 2]])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unique_id,y\na,1\n", "faltan columnas: ds"),
        ("unique_id,ds,y\n", "ninguna fila"),
        ("unique_id,ds,y\na,2020-01-06,\na,2020-01-13,nan\n", "no tiene ningún valor"),
        ("unique_id,ds,y\na,2020-01-06,1\na,ayer,2\n", "línea 3: «ayer» no es una fecha"),
        ("unique_id,ds,y\na,2020-01-06,muchos\n", "línea 2: «muchos» no es un número"),
        ("unique_id,ds,y\na,2020-01-06,inf\n", "línea 2: «inf» no es un número"),
        ("unique_id,ds,y\na,2020-01-06,1\na,2020-01-07,2\n", "línea 3: la serie a ya tiene un valor"),
        ("unique_id,ds,y\na,2020-01-06,3\na,2020-01-13,1e300\n", "línea 3: «1e300» no es un número, o pasa de 1e\\+12"),
        ("unique_id,ds,y\na,1970-01-05,1\na,2170-01-05,2\n", "Divida el panel, o revise la columna ds"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_table(write_text(tmp_path, text), Freq.WEEK)


def test_below_zero_is_taken_as_zero_and_told(tmp_path: Path) -> None:
    found = read_table(write_text(tmp_path, "unique_id,ds,y\na,0,-4\na,1,2\n"), Freq.WEEK)

    np.testing.assert_array_equal(found.y, [[0, 2]])
    assert "valores negativos tomados como 0: 1" in found.notes


def test_files_beside_it_give_kinds_entities_exposure_and_known_needs(tmp_path: Path) -> None:
    panel = write_text(tmp_path, "unique_id,ds,y\na,2020-01-06,1\na,2020-01-13,2\na,2020-01-20,5\n")
    beside = {
        "static": "unique_id,school,kind,power\na,0403691-0,pack,red\n",
        "calendar": "ds,school_days\n2020-01-06,5\n2020-01-13,0\n",
        "period": "unique_id,origin,y\na,2020-01-13,40\n",
    }
    for name, text in beside.items():
        (tmp_path / f"{name}.csv").write_text(text)

    found = read_table(panel, Freq.WEEK, **{name: tmp_path / f"{name}.csv" for name in beside})  # type: ignore[arg-type]

    np.testing.assert_allclose(found.exposure, [1.0, 0.1, 1.0])
    assert found.entities == ("0403691-0",)
    assert found.kinds[0].value == "pack"
    assert found.need(2, 1).tolist() == [40.0]
    assert found.notes == (
        "periodos que no están en --calendar, tomados como completos: 1",
        "el bootstrap sortea por school",
    )


def test_an_entity_that_the_static_file_lacks_is_refused_with_what_it_has(tmp_path: Path) -> None:
    panel = write_text(tmp_path, "unique_id,ds,y\na,0,1\n")
    (tmp_path / "static.csv").write_text("unique_id,escuela\na,x\n")

    with pytest.raises(BadInput, match=r"no tiene la columna «school» que pide --entity\. Tiene: escuela"):
        read_table(panel, Freq.WEEK, static=tmp_path / "static.csv", entity="school")


def test_what_came_under_a_stock_out_is_not_what_was_needed(tmp_path: Path) -> None:
    found = read_table(write_text(tmp_path, "unique_id,ds,y,censored\na,0,4,0\na,1,1,1\na,2,5,0\n"), Freq.WEEK)

    np.testing.assert_array_equal(found.came(1, 2), [[np.nan, 5]])
    assert found.history(2, 1).censored.tolist() == [[False, True]]


def test_one_date_far_off_in_a_large_panel_is_refused_before_it_takes_the_memory(tmp_path: Path) -> None:
    rows = "".join(f"s{n},2020-01-06,1\n" for n in range(20_000))

    with pytest.raises(BadInput, match=r"20000 series y 4958 periodos.*50000000 celdas"):
        read_table(write_text(tmp_path, f"unique_id,ds,y\n{rows}s0,1925-01-05,1\n"), Freq.WEEK)


def test_a_column_may_have_any_name(tmp_path: Path) -> None:
    found = read_table(write_text(tmp_path, "unique_id,ds,y,_at,_y\na,0,4,7,8\na,1,1,9,10\n"), Freq.WEEK)

    assert {name: values.tolist() for name, values in found.lagged.items()} == {"_at": [[7, 9]], "_y": [[8, 10]]}


def test_a_series_told_twice_in_the_static_file_is_told_in_the_notes(tmp_path: Path) -> None:
    (tmp_path / "static.csv").write_text("unique_id,power\na,red\na,solar\n")

    found = read_table(write_text(tmp_path, "unique_id,ds,y\na,0,1\n"), Freq.WEEK, static=tmp_path / "static.csv")

    assert found.static == {"power": ("red",)}
    assert "filas de --static que repiten una serie, no usadas: 1" in found.notes


def test_months_read_as_weeks_are_refused(tmp_path: Path) -> None:
    panel = write_text(tmp_path, "unique_id,ds,y\n" + "".join(f"a,2020-{at:02d}-01,1\n" for at in range(1, 13)))

    with pytest.raises(BadInput, match="Use --freq M"):
        read_table(panel, Freq.WEEK)


@pytest.mark.parametrize(("weeks", "step"), [((0, 2, 4, 8), 2), ((0, 3, 9), 3), ((0, 2, 3, 5), 0), ((0, 2), 0)])
def test_fortnights_read_as_weeks_go_on_and_are_said(tmp_path: Path, weeks: tuple[int, ...], step: int) -> None:
    rows = "".join(f"a,{date(2020, 1, 6) + timedelta(weeks=at)},1\n" for at in weeks)

    found = read_table(write_text(tmp_path, "unique_id,ds,y\n" + rows), Freq.WEEK)

    said = [note for note in found.notes if "numere los periodos en ds" in note]
    assert [note.startswith(f"solo uno de cada {step} periodos") for note in said] == [True] * bool(step)


def test_a_series_without_a_name_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="línea 3: falta unique_id"):
        read_table(write_text(tmp_path, "unique_id,ds,y\na,1,1\n,2,1\n"), Freq.WEEK)


def test_a_column_of_words_is_left_out_and_said(tmp_path: Path) -> None:
    told = read_table(write_text(tmp_path, "unique_id,ds,y,event,mood\na,1,1,fair,2\na,2,1,,3\n"), Freq.WEEK)

    assert list(told.lagged) == ["mood"]
    assert "columna event: no se usa, pues tiene valores que no son números" in told.notes


def test_a_row_of_the_static_file_that_is_of_no_series_is_said(tmp_path: Path) -> None:
    panel = write_text(tmp_path, "unique_id,ds,y\na,1,1\na,2,1\n")
    (tmp_path / "static.csv").write_text("unique_id,zone\na,1\nzz,2\n")

    assert (
        "filas de --static sin serie en el panel: 1"
        in read_table(panel, Freq.WEEK, static=tmp_path / "static.csv").notes
    )


def test_a_space_around_a_name_makes_no_other_series(tmp_path: Path) -> None:
    assert read_table(write_text(tmp_path, "unique_id,ds,y\na,1,1\n a ,2,1\n"), Freq.WEEK).ids == ("a",)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("static", "unique_id,zone\nb,1\n", "Ninguna serie del panel está en"),
        ("calendar", "ds,school_days\n1,20\n2,5\n", "20 días de clase en una semana"),
        ("static", "unique_id,zone\na,1\n", ""),
        ("calendar", "ds,school_days\n1,7\n2,-1\n", ""),
    ],
)
def test_a_file_beside_a_panel_that_is_of_another_one_is_refused(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    panel, file = write_text(tmp_path, "unique_id,ds,y\na,1,1\na,2,1\n"), tmp_path / f"{name}.csv"
    file.write_text(text)

    try:
        read_table(panel, Freq.WEEK, **{name: file})  # type: ignore[arg-type]
        found = ""
    except BadInput as error:
        found = str(error)

    assert said in found
    assert bool(said) == bool(found)


@pytest.mark.parametrize(
    ("kinds", "read"),
    [
        (("Pack", " REUSABLE "), ["pack", "reusable"]),
        (("app", "web"), ["consumable", "consumable"]),
        (("", ""), ["consumable", "consumable"]),
    ],
)
def test_kinds_of_something_else_are_no_kinds_of_resource(
    tmp_path: Path, kinds: tuple[str, str], read: list[str]
) -> None:
    panel, file = write_text(tmp_path, "unique_id,ds,y\na,1,1\nb,2,1\n"), tmp_path / "static.csv"
    file.write_text(f"unique_id,kind\na,{kinds[0]}\nb,{kinds[1]}\n")

    found = read_table(panel, Freq.WEEK, static=file)

    assert [one.value for one in found.kinds] == read
    assert any("columna kind" in note for note in found.notes) == (kinds[0] == "app")


def test_columns_with_a_meaning_may_be_written_in_capitals(tmp_path: Path) -> None:
    panel, file = write_text(tmp_path, "unique_id,ds,y,Censored\na,1,1,0\na,2,1,1\n"), tmp_path / "static.csv"
    file.write_text("unique_id,Kind,District_ID\na,pack,1142\n")

    found = read_table(panel, Freq.WEEK, static=file)

    assert found.censored.tolist() == [[False, True]]
    assert (found.kinds[0].value, found.entities, dict(found.lagged)) == ("pack", ("1142",), {})


def test_a_kind_beside_true_ones_is_a_slip_and_refused(tmp_path: Path) -> None:
    panel, file = write_text(tmp_path, "unique_id,ds,y\na,1,1\nb,2,1\n"), tmp_path / "static.csv"
    file.write_text("unique_id,kind\na,pack\nb,pak\n")

    with pytest.raises(BadInput, match="'pak'"):
        read_table(panel, Freq.WEEK, static=file)


def test_needs_of_other_series_are_said(tmp_path: Path) -> None:
    panel, file = write_text(tmp_path, "unique_id,ds,y\na,1,1\na,2,1\n"), tmp_path / "period.csv"
    file.write_text("unique_id,origin,y\na,1,3\nb,1,4\n")

    found = read_table(panel, Freq.WEEK, period=file)

    assert found.need(1, 1).tolist() == [3.0]
    assert "series de --period que no están en el panel: 1" in found.notes
