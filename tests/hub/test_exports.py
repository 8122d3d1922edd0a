"""The panel for training: every row, with the kind of its resource."""

from datetime import date, timedelta

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hub import services
from hub.exports import export_panel
from hub.panel import TELLERS
from hub.region_rows import School
from models.panel import read_panel
from models.settings import read_params
from shared.errors import BadInput, NotReady
from shared.ids import SchoolId, SiteId
from shared.resources import Power
from tests.hub.builders import OTHER_SCHOOL, OTHER_SITE, SCHOOL, SITE, Office, school
from tests.hub.test_forecasting import KINDS, ready

__all__ = ["ready"]


@pytest.mark.spark
def test_the_exported_panel_names_the_kind_of_each_resource(ready: Office) -> None:
    file = ready.config.folder / "panel.parquet"
    ready.store.put_schools([school(students=40), school(OTHER_SCHOOL, OTHER_SITE, level="Inicial - Jardín")])

    done = export_panel(ready.store, file)

    table = pq.read_table(file)
    assert done.rows == table.num_rows == 54
    assert "Filas que quedaron fuera: 1, de recursos que el catálogo no tiene (desconocido)" in done.words(file)
    assert set(table["kind"].to_pylist()) == {kind.value for kind in KINDS.values()}
    told = set(zip(*(table[name].to_pylist() for name in ("school", "students", "level")), strict=True))
    assert told == {(SCHOOL, 40, "Primaria"), (OTHER_SCHOOL, None, "Inicial")}


def test_the_panel_tells_what_a_school_has_as_training_reads_it(office: Office) -> None:
    has = School(id=SchoolId(SCHOOL), site=SiteId(SITE), name="Los Andes", level="Primaria", students=40,
                 power=Power.SOLAR, coverage=False, languages=("es", "quy"), rurality="Rural 2")  # fmt: skip
    office.store.put_schools([has, school(OTHER_SCHOOL, OTHER_SITE)])
    week = date(2026, 10, 5)
    put_demand(office, told(SCHOOL, week, learners=9), told(OTHER_SCHOOL, week, learners=9))
    file = office.config.folder / "panel.parquet"
    export_panel(office.store, file)

    panel = read_panel(msgspec.structs.replace(read_params().prepare, panel=file, calendar=file.parent / "none"))

    one, other = (panel.places[panel.ids.index(f"{name}/guia-com-3")] for name in (SCHOOL, OTHER_SCHOOL))
    assert one == services.places_of([has])[has.id]
    assert (one.power, one.coverage, one.internet, one.languages) == (Power.SOLAR, False, None, ("es", "quy"))
    assert (other.power, other.coverage) == (Power.UNKNOWN, None)
    assert pq.read_table(file)["rurality"].to_pylist() == ["Rural 2", None]


def told(school: str, week: date, *, learners: int) -> dict[str, object]:
    """A row of ``weekly_demand`` in which so many learners gave a face and told their progress."""
    counts = dict.fromkeys(("units", "peak_concurrent", "learners", "unserved", "stockout_days"), 9)
    sums = {"score_sum": 3 * 9, "scores": 9, "progress_sum": 600, "progresses": 9}
    tellers = {"score_learners": learners, "progress_learners": learners - 1}
    return {"school": school, "ugel": "", "resource": "guia-com-3", "week": week, **counts, "recorded_days": 5, **sums,
            **tellers, "source": "events"}  # fmt: skip


def put_demand(office: Office, *rows: dict[str, object]) -> None:
    """Write the rows as Spark writes ``weekly_demand``, and let readers use it."""
    folder = office.config.lake_folder / "tables" / "weekly_demand" / "made-up"
    folder.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(list(rows)), folder / "part-0.parquet")
    path = str(folder.relative_to(office.config.lake_folder))
    office.store.swap_dataset("weekly_demand", path=path, version="1", rows=len(rows), notes={})


def exported(office: Office) -> list[dict[str, object]]:
    file = office.config.folder / "panel.parquet"
    export_panel(office.store, file)
    return pq.read_table(file).to_pylist()


def test_faces_and_progress_of_fewer_than_five_learners_leave_no_office(office: Office) -> None:
    weeks = [date(2026, 10, 5) + timedelta(weeks=at) for at in range(3)]
    put_demand(office, *(told(SCHOOL, week, learners=n) for week, n in zip(weeks, (4, 5, 6), strict=True)))

    rows = exported(office)

    assert [(row["score_sum"], row["scores"]) for row in rows] == [(0, 0), (27, 9), (27, 9)]
    assert [(row["progress_sum"], row["progresses"]) for row in rows] == [(0, 0), (0, 0), (600, 9)]
    assert [row["units"] for row in rows] == [9, 9, 9]
    assert not set(TELLERS) & set(rows[0])


def test_of_a_table_that_does_not_say_how_many_told_nothing_is_shown(office: Office) -> None:
    row = told(SCHOOL, date(2026, 10, 5), learners=30)
    put_demand(office, {name: value for name, value in row.items() if name not in TELLERS})

    assert [(row["scores"], row["progresses"]) for row in exported(office)] == [(0, 0)]


def test_exporting_before_aggregating_says_what_to_do(office: Office) -> None:
    with pytest.raises(NotReady, match="aggregate"):
        export_panel(office.store, office.config.folder / "panel.parquet")


def test_exporting_makes_no_folder_that_nobody_asked_for(office: Office) -> None:
    file = office.config.folder / "no" / "hay" / "panel.parquet"

    with pytest.raises(BadInput, match="No existe la carpeta"):
        export_panel(office.store, file)

    assert not (office.config.folder / "no").exists()
