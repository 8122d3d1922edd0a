"""A table of several files is swapped in by one transaction; who reads the last one still finds all of it."""

import pyarrow as pa
import pytest

from hub import table_parts, tables
from hub.table_parts import Written
from tests.hub.builders import Office

pytestmark = pytest.mark.databases


def parts(office: Office, *numbers: int) -> list[Written]:
    place = office.config.lake_place
    return [Written(tables.write(place, "forecast", pa.table({"n": [one]})), 1) for one in numbers]


def rows(office: Office) -> list[int]:
    known = office.store.dataset("forecast")
    assert known is not None
    found: list[int] = tables.read(office.config.lake_place, known)["n"].to_pylist()
    return sorted(found)


def test_the_last_table_and_the_one_before_are_there_and_no_other(office: Office) -> None:
    place, made = office.config.lake_place, []

    for number, some in enumerate(((1, 2), (3, 4), (5,))):
        made.append(parts(office, *some))
        table_parts.swap(office.store, "forecast", made[-1], version=str(number), notes={"n": number})

    known = office.store.dataset("forecast")
    assert known is not None
    assert (rows(office), known.rows, known.version, known.notes) == ([5], 1, "2", {"n": 2})
    assert [all(place.has(one.name) for one in some) for some in made] == [False, True, True]


def test_a_file_that_a_cut_run_left_goes_with_the_next_result(office: Office) -> None:
    (left,) = parts(office, 9)

    table_parts.swap(office.store, "forecast", parts(office, 1), version="1", notes={})

    assert not office.config.lake_place.has(left.name)
    assert rows(office) == [1]


def test_the_folder_of_an_earlier_version_stays_for_whoever_reads_it_and_then_goes(office: Office) -> None:
    place, folder = office.config.lake_place, "tables/forecast/of-before"
    place.write(f"{folder}/part-0.parquet", lambda file: file.write(b"x"))
    office.store.swap_dataset("forecast", path=folder, version="0", rows=1, notes={})

    there = []
    for number in (1, 2):
        table_parts.swap(office.store, "forecast", parts(office, number), version=str(number), notes={})
        there.append(place.has(folder))

    assert there == [True, False]
