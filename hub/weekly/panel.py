"""The imported panel beside what nodes recorded: a school's own weeks go before the imported rows of those weeks."""

from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from hub.lake_place import Root, place_of
from hub.panel import TELLERS
from hub.weekly.sums import COUNTS, SCHEMA
from shared.demand import TOLD

_WEEK = ["school", "week"]


def rest_of(root: Root, panels: Sequence[str], demand: Iterable[str]) -> pa.Table:
    """Return the imported rows, as ``hub.weekly.sums.SCHEMA``, of the weeks of which the parts *demand* have none."""
    place = place_of(root)
    imported = pa.concat_tables([_whole(place.parquet(name).read()) for name in panels])
    own = [place.parquet(name).read(columns=_WEEK).group_by(_WEEK).aggregate([]) for name in demand]
    if own:
        imported = imported.join(pa.concat_tables(own), _WEEK, join_type="left anti")
    return imported.select(SCHEMA.names).cast(SCHEMA)


def _whole(rows: pa.Table) -> pa.Table:
    """Return *rows* with every column of what is told besides use: 0, nobody told, where they have none."""
    zeros = pa.array([0] * rows.num_rows, pa.int64())
    for name in TOLD:
        if name not in rows.column_names:
            rows = rows.append_column(name, zeros)
    # Whoever imports sums does not say of how many: no more than learners, nor than sums count.
    for name, sums in TELLERS.items():
        rows = rows.append_column(name, pc.min_element_wise(rows["learners"], rows[sums[-1]]))
    untold = pc.and_(pc.greater(rows["units"], 0), pc.equal(rows["peak_concurrent"], 0))
    peak = pc.if_else(pc.fill_null(untold, False), None, rows["peak_concurrent"])
    rows = rows.set_column(rows.schema.get_field_index("peak_concurrent"), "peak_concurrent", peak)
    return rows.cast(pa.schema([pa.field(one.name, pa.int64()) if one.name in COUNTS else one for one in rows.schema]))
