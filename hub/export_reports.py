"""The reports of *Análisis* as tables for other programs: text, days and numbers, and nothing where few are."""

from datetime import date

import pyarrow as pa

from hub.quality import by_school, by_ugel, quality
from hub.report import FEW, Cell, Report
from hub.store import Store
from hub.used import BY_SORT, SORTS, by_sort, by_week, used
from hub.who_got import who_got

_WORDS = frozenset({"cod_mod_anexo", "escuela", "ugel", "recurso", "tipo", "grupo", "ciclo"})
_DAYS = frozenset({"semana"})
_SHARES = frozenset({"por_semana", "por_100_estudiantes", "dias_demora"})
"""Besides those in percent."""


def quality_schools(store: Store) -> pa.RecordBatch:
    """Return a row for each school: how complete and how late its data are."""
    return batch_of(by_school(quality(store)))


def quality_ugels(store: Store) -> pa.RecordBatch:
    """Return the same for each UGEL."""
    return batch_of(by_ugel(quality(store)))


def use_by_kind(store: Store) -> pa.RecordBatch:
    """Return the use of a week by resource and by each sort of kinds of schools, which ``tipo`` names."""
    frame, schools = used(store), store.schools()
    rows = [(sort, *row) for sort in SORTS for row in by_sort(frame, schools, sort).rows]
    return batch_of(Report(("tipo", *BY_SORT), rows))


def use_by_week(store: Store) -> pa.RecordBatch:
    """Return the use of each resource week by week."""
    return batch_of(by_week(used(store)))


def who_got_what(store: Store) -> pa.RecordBatch:
    """Return how much of its need each kind of schools has met, cycle by cycle."""
    return batch_of(who_got(store))


def batch_of(report: Report) -> pa.RecordBatch:
    """
    Return the rows of a report, null where nobody knows and where they would tell of few.

    >>> batch_of(Report(("ugel", "escuelas", "tarde_pct"), [("Huanta", 9, 1.5), ("La Mar", FEW, FEW)])).to_pylist()
    [{'ugel': 'Huanta', 'escuelas': 9, 'tarde_pct': 1.5}, {'ugel': 'La Mar', 'escuelas': None, 'tarde_pct': None}]
    """
    header = pa.schema([(name, _kind(name)) for name in report.header])
    columns = [[_value(row[at], one.type) for row in report.rows] for at, one in enumerate(header)]
    arrays = [pa.array(values, one.type) for values, one in zip(columns, header, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=header)


def _kind(name: str) -> pa.DataType:
    if name in _WORDS:
        return pa.string()
    if name in _DAYS:
        return pa.date32()
    return pa.float64() if name in _SHARES or name.endswith("_pct") else pa.int64()


def _value(cell: Cell, kind: pa.DataType) -> Cell | date:
    if cell is None or (cell == FEW and kind != pa.string()):
        return None
    return date.fromisoformat(str(cell)) if kind == pa.date32() else cell
