"""A file of many laptops is read once: each taker gets its own events; and what came twice stands once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.lake import SCHEMA
from hub.lake_place import Local, write_table
from hub.left_out import Unreadable
from hub.weekly import raw
from hub.weekly.ledger import Stretch

_INCARNATIONS = [bytes([at]) * 8 for at in range(4)]
_HEADS = [bytes([at]) * 16 for at in range(3)]
Row = tuple[int, int]
"""Which incarnation, and its number."""


def stretch(id_: int, of: int, first: int, last: int) -> Stretch:
    return Stretch(id_, "tree", 0, 0, _INCARNATIONS[of], first, last, first, "segments/one.parquet", "n", f"site{of}")


def written(folder: Path, rows: Sequence[Row], **others: list[Any]) -> Local:
    told = others | {
        "incarnation": [_INCARNATIONS[of] for of, _ in rows],
        "seq": [seq for _, seq in rows],
        "head": [seq.to_bytes(16, "big") for _, seq in rows],
    }
    columns = [pa.array(told.get(one.name, [None] * len(rows)), one.type) for one in SCHEMA]
    place = Local(folder)
    write_table(place, "segments/one.parquet", pa.table(columns, schema=SCHEMA))
    return place


@settings(deadline=None, max_examples=30)
@given(rows=st.permutations([(of, seq) for of in range(4) for seq in range(1, 6)]))
def test_each_taker_gets_its_own_events_however_they_lie(
    rows: list[Row], tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = written(tmp_path_factory.mktemp("lake"), rows)
    takers = [[stretch(1, 0, 1, 3), stretch(3, 1, 1, 5)], [stretch(2, 0, 4, 5)], [stretch(4, 2, 2, 4)]]

    (file,) = raw.lying((one, ()) for one in takers)
    found = raw.read(place, file)

    for at, stretches in enumerate(takers):
        mine = raw.arranged([found[at]], stretches)
        assert mine["stretch"].to_pylist() == sorted(mine["stretch"].to_pylist())
        told = zip(*(mine[name].to_pylist() for name in ("stretch", "incarnation", "seq", "site")), strict=True)
        assert sorted(told) == [
            (one.id, one.incarnation, seq, one.site)
            for one in stretches
            for seq in range(one.first_seq, one.last_seq + 1)
        ]


def test_the_head_of_an_event_comes_where_it_tells_two_apart(tmp_path: Path) -> None:
    rows = [(0, 1), (0, 2), (1, 1), (2, 1), (3, 1), (3, 2)]
    source, whole = [None, b"row", *[None] * 4], [*[None] * 4, True, False]
    place = written(tmp_path, rows, source_key=source, whole_week=whole)
    twice = [stretch(1, 0, 1, 2), stretch(2, 1, 1, 1), stretch(3, 1, 1, 1)]
    unread = [Unreadable(_INCARNATIONS[2], 1, _HEADS[1])]

    (file,) = raw.lying([(twice, ()), ([stretch(4, 2, 1, 1)], unread), ([stretch(5, 3, 1, 2)], ())])
    found = raw.read(place, file)

    heads = {at: [head is not None for head in found[at]["head"].to_pylist()] for at in found}
    # A row of a source, numbers that came twice, one that could not be read, and a total that corrects another.
    assert heads == {0: [False, True, True], 1: [True], 2: [True, False]}


@pytest.mark.parametrize(
    "missing", [set(raw.COLUMNS) - {"seq", "head"}, *({name} for name in raw.COLUMNS if name != "seq")]
)
def test_columns_without_a_value_come_back_empty(tmp_path: Path, missing: set[str]) -> None:
    place, mine = written(tmp_path, [(0, 1), (0, 2)]), [stretch(1, 0, 1, 2)]
    (file,) = raw.lying([(mine, ())])
    whole = raw.read(place, file)[0]

    rows = raw.arranged([whole.drop_columns(sorted(missing))], mine)

    assert rows.column_names == raw.arranged([whole], mine).column_names
    assert rows["stretch"].to_pylist() == [1, 1]
    assert all(rows[name].null_count == 2 for name in missing)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3), st.sampled_from(_HEADS)), max_size=30))
def test_what_came_twice_of_a_suspect_stands_where_it_stood_first(rows: list[tuple[int, int, bytes]]) -> None:
    table = pa.table(
        {
            "incarnation": pa.array([_INCARNATIONS[of] for of, _, _ in rows], pa.binary(8)),
            "seq": pa.array([seq for _, seq, _ in rows], pa.int64()),
            "head": pa.array([head for _, _, head in rows], pa.binary(16)),
        }
    )

    again = raw.repeated(table, set(_INCARNATIONS[:2])).tolist()

    assert again == [of < 2 and one in rows[:at] for at, one in enumerate(rows) for of in one[:1]]
