"""The imported panel beside what nodes recorded: a school's own weeks go before the imported rows of those weeks."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hub.lake_place import Local, Objects, Root, place_of
from hub.panel import TELLERS
from hub.weekly.dated import BLOCK_WEEKS, blocks_of
from hub.weekly.sums import COUNTS, SCHEMA
from shared.demand import TOLD
from shared.school_year import week_of

_WEEK = ["school", "week"]


def rest_of(
    root: Root, panels: Sequence[str], recorded: Mapping[int, Sequence[str]], blocks: Collection[int] | None
) -> Iterator[tuple[int, pa.Table]]:
    """
    Give the imported rows, as ``hub.weekly.sums.SCHEMA``, of the weeks that no school of theirs recorded, by block.

    *recorded*: the parts of each block that nodes recorded. Of some *blocks* alone, nothing else is read.
    """
    place = place_of(root)
    tables = [_whole(_near(place.parquet(name), blocks)) for name in panels]
    imported = pa.concat_tables([*tables, *([] if tables else [SCHEMA.empty_table()])])
    lies = blocks_of(imported["week"].cast(pa.int32()).to_numpy().astype(np.int64))
    for block in np.unique(lies).tolist():
        if blocks is None or block in blocks:
            rows = imported.filter(pa.array(lies == block))
            if own := [_weeks(place, name) for name in recorded.get(block, ())]:
                rows = rows.join(pa.concat_tables(own), _WEEK, join_type="left anti")
            yield block, rows.select(SCHEMA.names).cast(SCHEMA)


def _weeks(place: Local | Objects, name: str) -> pa.Table:
    """Return each school and week of a part once."""
    return place.parquet(name).read(columns=_WEEK).group_by(_WEEK).aggregate([])


def _near(file: pq.ParquetFile, blocks: Collection[int] | None) -> pa.Table:
    """Return the groups of rows among which those of *blocks* may be."""
    about, at = file.metadata, file.schema_arrow.get_field_index("week")
    bounds = [about.row_group(group).column(at).statistics for group in range(about.num_row_groups)]
    return file.read_row_groups([group for group, one in enumerate(bounds) if _may_hold(one, blocks)])


def _may_hold(bounds: pq.Statistics | None, blocks: Collection[int] | None) -> bool:
    if blocks is None or bounds is None or not bounds.has_min_max:
        return True
    return any(week_of(bounds.min) // BLOCK_WEEKS <= one <= week_of(bounds.max) // BLOCK_WEEKS for one in blocks)


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
