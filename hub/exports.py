"""Tables for other programs: the panel that models are trained on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hub import aggregate, tables
from hub.panel import TELLERS
from hub.region_rows import School
from hub.store import Store
from shared import os_errors
from shared.errors import BadInput, NotReady
from shared.resources import Power
from shared.similarity import LEAST_LEARNERS
from shared.suiting import stage_of

_WORDS = ("level", "power", "coverage", "internet", "languages", "rurality")
_PLACE = {"students": pa.int64(), **dict.fromkeys(_WORDS, pa.string())}
"""What the panel tells of a row's school."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What went into the file and what did not."""

    rows: int
    left_out: int
    """Rows of resources that the catalogue does not list."""
    strangers: tuple[str, ...] = ()
    """Those resources."""

    def words(self, file: Path) -> str:
        """Return the report for a terminal."""
        words = f"Filas en «{file}»: {self.rows}."
        if not self.left_out:
            return words
        some = ", ".join(self.strangers[:3]) + ("…" if len(self.strangers) > 3 else "")
        return (
            f"{words}\nFilas que quedaron fuera: {self.left_out}, de recursos que el catálogo no tiene ({some}): nadie "
            "dice si se gastan o se devuelven. Suelen ser contenidos de Kolibri; para entrenar con ellos, agréguelos "
            "al catálogo con «chasqui-hub import catalogue»."
        )


def export_panel(store: Store, file: Path) -> Exported:
    """
    Write ``weekly_demand`` with the kind of each resource and what is known of each school, as Parquet.

    Faces and progress of fewer than five learners of a school's week are left out, as if nobody had told them.
    Resources that the catalogue does not know are left out: nobody says how their need is counted.

    Raises:
        NotReady: It was not computed yet.
        BadInput: The file cannot be written, or its folder is not there.
    """
    if not file.parent.is_dir():
        raise BadInput("No existe la carpeta «%(folder)s». Créela, o elija otra, y repita.", folder=file.parent)
    known = store.dataset(aggregate.NAME)
    if known is None:
        raise NotReady("Todavía no hay demanda semanal. Ejecute primero «chasqui-hub aggregate».")
    table = tables.read(store.config.lake_place, known)
    kinds = {one.id: one.kind.value for one in store.catalogue().resources}
    kind = pa.array([kinds.get(resource) for resource in table["resource"].to_pylist()], pa.string())
    strangers = tuple(sorted(set(table["resource"].to_pylist()) - set(kinds)))
    left_out = kind.null_count
    table = _with_places(_without_few(table).append_column("kind", kind).filter(kind.is_valid()), store)
    table = table.sort_by([("school", "ascending"), ("resource", "ascending"), ("week", "ascending")])
    try:
        pq.write_table(table, file)
    except OSError as error:
        raise BadInput(
            "No se pudo escribir «%(file)s»: %(reason)s. Elija otra carpeta.", file=file, reason=os_errors.reason(error)
        ) from error
    return Exported(table.num_rows, left_out, strangers)


def _without_few(table: pa.Table) -> pa.Table:
    """Leave out sums that are of few learners, and how many they are of; a table of before does not say of how many."""
    for count, sums in TELLERS.items():
        enough = pc.greater_equal(table[count], LEAST_LEARNERS) if count in table.column_names else pa.scalar(False)
        for name in (one for one in sums if one in table.column_names):
            kept = pc.if_else(enough, table[name], 0)
            table = table.set_column(table.schema.get_field_index(name), name, kept)
    return table.drop_columns([name for name in TELLERS if name in table.column_names])


def _with_places(table: pa.Table, store: Store) -> pa.Table:
    """
    Add what is known of each row's school, in the words of ``models/README.md``; null where nobody has said.

    Students and level tell what schools use per student, what it has tells what is of use there.
    """
    known = {school.id: _place(school) for school in store.every_school()}
    rows = [known.get(school, {}) for school in table["school"].to_pylist()]
    for name, kind in _PLACE.items():
        table = table.append_column(name, pa.array([row.get(name) for row in rows], kind))
    return table


def _place(school: School) -> Mapping[str, object]:
    return {
        "students": school.students,
        "level": stage_of(school.level) or None,
        "power": None if school.power is Power.UNKNOWN else school.power.value,
        "coverage": _yes_no(school.coverage),
        "internet": _yes_no(school.internet),
        "languages": " ".join(school.languages) or None,
        "rurality": school.rurality or None,
    }


def _yes_no(said: bool | None) -> str | None:
    return None if said is None else "si" if said else "no"
