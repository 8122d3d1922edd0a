"""A panel is read whatever program wrote it, and what cannot be read is refused in words that say what to do."""

import gzip
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.backtest.columns import Freq, numbers, ordinal, ordinals, read
from shared.errors import BadInput
from shared.tabular.archive import MAX_BYTES

HEAD = ("unique_id", "ds", "y")
PLAIN = 'unique_id,ds,y\n"IE N° 1, Ñaña",2020-01-06,2.5\ns2,2020-01-13,4\n'


def written(folder: Path, data: str | bytes) -> Path:
    file = folder / "panel.csv"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return file


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.encode("cp1252"),
        PLAIN.encode("utf-16"),
        gzip.compress(PLAIN.encode(), mtime=0),
        PLAIN.replace("unique_id,ds,y", "Unique_ID, DS, Y"),
        'unique_id;ds;y\n"IE N° 1, Ñaña";2020-01-06;2,5\ns2;2020-01-13;4\n',
        'y\tds\tunique_id\n2,5\t2020-01-06\t"IE N° 1, Ñaña"\n4\t2020-01-13\ts2\n',
        ',unique_id,ds,y\n0,"IE N° 1, Ñaña",2020-01-06,2.5\n1,s2,2020-01-13,4\n',
        PLAIN + ",,\n,,\n",
        PLAIN.replace("2.5\n", "2.5,\n").replace("4\n", "4,\n"),
        'sep=;\r\nunique_id;ds;y\r\n"IE N° 1, Ñaña";2020-01-06;2,5\r\ns2;2020-01-13;4\r\n',
        'unique_id|ds|y\r"IE N° 1, Ñaña"|2020-01-06|2,5\rs2|2020-01-13|4\r',
    ],
)
def test_the_same_panel_by_any_program_is_the_same(data: str | bytes, tmp_path: Path) -> None:
    frame = read(written(tmp_path, data), HEAD)

    assert sorted(frame) == ["ds", "unique_id", "y"]
    assert frame["unique_id"].tolist() == ["IE N° 1, Ñaña", "s2"]
    assert numbers(frame["y"], "y", tmp_path).tolist() == [2.5, 4.0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04rest", "no es un CSV"),
        (b"PAR1rest", "no es un CSV"),
        (gzip.compress(PLAIN.encode() * 50, mtime=0)[:-20], "cortado"),
        (gzip.compress(PLAIN.encode() * 50, mtime=0)[:-4] + b"size", "dañado"),
        (gzip.compress(bytes(40_000_000), mtime=0), "demasiado grande al descomprimirlo"),
        (b"", "faltan columnas: unique_id, ds, y"),
        (b"unique_id,ds,y\n", "ninguna fila"),
        (b"id,ds,y\ns1,2020-01-06,1\n", "faltan columnas: unique_id"),
        (b"unique_id,ds,y\ns1,2020-01-06,1\ns1,2020-01-13,1,5,6\n", "line 3"),
        (b"unique_id,ds,y\ns1,2020-01-06,1,5\ns1,2020-01-13,1,5\n", "más celdas que nombres"),
    ],
)
def test_what_is_no_panel_is_refused_in_words(data: bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=words):
        read(written(tmp_path, data), HEAD)


def test_a_file_without_end_is_refused_before_it_takes_the_memory(tmp_path: Path) -> None:
    file = tmp_path / "panel.csv"
    with file.open("wb") as opened:
        opened.truncate(MAX_BYTES + 1)

    with pytest.raises(BadInput, match="demasiado grande"):
        read(file, HEAD)


def test_an_identifier_with_a_comma_is_no_decimal(tmp_path: Path) -> None:
    assert read(written(tmp_path, "unique_id;ds;y\n1,5;7;2,5\n"), HEAD).iloc[0].tolist() == ["1,5", "7", "2.5"]


def test_yes_and_no_are_numbers_and_nothing_is_unknown(tmp_path: Path) -> None:
    frame = read(written(tmp_path, "unique_id,ds,y\na,1,True\na,2,FALSE\na,3,\na,4,n/a\n"), HEAD)

    np.testing.assert_array_equal(numbers(frame["y"], "y", tmp_path), [1.0, 0.0, np.nan, np.nan])


@pytest.mark.parametrize("head", ["unique_id,ds,y,Y", "unique_id,ds,Y, y ", "unique_id,ds,y,y"])
def test_of_a_column_named_twice_the_first_is_meant(head: str, tmp_path: Path) -> None:
    frame = read(written(tmp_path, f"{head}\na,1,7,8\n"), HEAD)

    assert numbers(frame["y"], "y", tmp_path).tolist() == [7.0]


def test_a_comma_in_the_name_of_a_column_does_not_part_columns(tmp_path: Path) -> None:
    frame = read(written(tmp_path, 'unique_id;ds;y;"precio, en soles"\na;1;2,5;3\n'), HEAD)

    assert list(frame) == ["unique_id", "ds", "y", "precio, en soles"]


@pytest.mark.parametrize(
    ("texts", "freq"),
    [
        (["2020/12/28", "2021/1/4", "2021/01/11 00:00:00"], Freq.WEEK),
        (["2020.12.28", "2021.01.04", "2021.01.11"], Freq.WEEK),
        (["2020/11", "2020/12", "2021/01"], Freq.MONTH),
        (["9.0", "10.0", "11.0"], Freq.WEEK),
        (["201911.0", "201912.0", "202001.0"], Freq.MONTH),
        (["2020-W53", "2021-W01", "2021-W02"], Freq.WEEK),
        (["2020-W53-1", "2021-W01-1", "2021-W02-1"], Freq.WEEK),
        (["2020-01-06T00:00:00-05:00", "2020-01-13T00:00:00-05:00", "2020-01-20"], Freq.WEEK),
        (["20200106", "20200113", "20200120"], Freq.WEEK),
        (["201912", "202001", "202002"], Freq.MONTH),
        (["2019-12", "2020-1", "2020-02"], Freq.MONTH),
        (["2019-12-31", "2020-01-31", "2020-02-29"], Freq.MONTH),
        (["99", "100", "101"], Freq.MONTH),
    ],
)
def test_periods_follow_each_other_however_they_are_written(texts: list[str], freq: Freq, tmp_path: Path) -> None:
    rows = "".join(f"a,{text},1\n" for text in texts)
    frame = read(written(tmp_path, "unique_id,ds,y\n" + rows), HEAD)

    assert np.diff(ordinals(frame["ds"], freq, tmp_path)).tolist() == [1, 1]


@pytest.mark.parametrize("wrong", ["2020", "06/01/2020", "ene-2020", "2015Q1", "-3", ""])
def test_a_period_written_otherwise_is_refused_with_its_line(wrong: str, tmp_path: Path) -> None:
    frame = read(written(tmp_path, f"unique_id,ds,y\na,2020-01-06,1\na,{wrong},1\n"), HEAD)

    with pytest.raises(BadInput, match="línea 3"):
        ordinals(frame["ds"], Freq.WEEK, tmp_path)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(Freq))
def test_a_day_is_the_same_period_however_it_is_written(day: date, freq: Freq) -> None:
    iso = ordinal(day.isoformat(), freq)

    ways = ("%d/%m/%Y", "%d-%m-%Y", "%d/%m/%Y 00:00:00", "%Y/%m/%d", "%Y.%m.%d")
    assert {ordinal(f"{day:{way}}", freq) for way in ways} == {iso}
    assert ordinal(f"{day.day}/{day.month}/{day.year}", freq) == iso
    assert ordinal(f"{day:%m/%Y}", Freq.MONTH) == ordinal(f"{day:%Y-%m}", Freq.MONTH)


def test_weeks_with_the_month_first_are_refused_and_not_taken_for_others() -> None:
    column = pd.Series([f"{date(2024, 1, 1) + timedelta(weeks=at):%m/%d/%Y}" for at in range(12)])

    with pytest.raises(BadInput, match="línea 4: «01/15/2024» no es una fecha"):
        ordinals(column, Freq.WEEK, Path("panel.csv"))
