"""The queries of the guide for analysts run as they stand there."""

import re
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hub.panel import SCHEMA

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "analisis.md"


def test_the_query_of_the_guide_sums_the_weeks_with_signs_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (query,) = re.findall(r"```sql\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    rows = [("guia", 2950, 3, 5), ("guia", 2950, 4, 1), ("guia", 2951, 9, 0)]
    names = ("resource", "week", "units", "recorded_days")
    assert set(names) <= set(SCHEMA.names)
    pq.write_table(pa.table(dict(zip(names, zip(*rows, strict=True), strict=True))), tmp_path / "panel.parquet")
    monkeypatch.chdir(tmp_path)

    assert duckdb.sql(query).fetchall() == [("guia", 2950, 7)]
