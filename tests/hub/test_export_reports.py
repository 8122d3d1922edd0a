"""The reports of *Análisis* as tables: text stays text, figures are numbers, and nothing is where few are."""

from datetime import date

import pyarrow as pa

from hub.export_reports import batch_of
from hub.quality import BY_SCHOOL, BY_UGEL
from hub.report import FEW, Report
from hub.used import BY_SORT, BY_WEEK
from hub.who_got import HEADER

TEXT, COUNT, SHARE = pa.string(), pa.int64(), pa.float64()


def test_what_names_is_text_and_what_counts_is_a_number() -> None:
    kinds = {one.name: one.type for header in (BY_SCHOOL, BY_UGEL, ("tipo", *BY_SORT), BY_WEEK, HEADER)
             for one in batch_of(Report(header, [])).schema}  # fmt: skip

    assert {name for name, kind in kinds.items() if kind == TEXT} == {
        "cod_mod_anexo", "escuela", "ugel", "recurso", "tipo", "grupo", "ciclo",
    }  # fmt: skip
    assert {name for name, kind in kinds.items() if kind == COUNT} == {
        "escuelas", "semanas_clases", "semanas_registradas", "registros", "tarde", "en_revision", "uso",
    }  # fmt: skip
    assert kinds["semana"] == pa.date32()
    assert kinds["dias_demora"] == kinds["por_100_estudiantes"] == kinds["rechazado_pct"] == SHARE


def test_what_few_would_be_known_by_is_nothing_and_so_is_what_nobody_knows() -> None:
    rows = [("tablet", "2026-10-05", 9, 40), ("tablet", "2026-10-12", FEW, FEW), ("guia", "2026-10-05", 9, None)]

    assert [tuple(one.values()) for one in batch_of(Report(BY_WEEK, rows)).to_pylist()] == [
        ("tablet", date(2026, 10, 5), 9, 40), ("tablet", date(2026, 10, 12), None, None),
        ("guia", date(2026, 10, 5), 9, None),
    ]  # fmt: skip
