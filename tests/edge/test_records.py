"""The log as rows: each question about it is answered as by reading it from its beginning."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge import records
from edge.records import Row, as_pairs
from edge.sealing import seal_all
from edge.store import Store
from shared.events import Claim
from shared.facts import Count, Use, WeeklyTotal
from shared.ids import Head, Pseudonym
from sync.ack import Cursor
from sync.chain import ROOT, heads_after
from tests.edge.building import ANA, TABLET, new_store, use

EVA = Pseudonym(b"eva-----")
USE, COUNT = Use.NUMBER, Count.NUMBER
KINDS = st.sampled_from([USE, COUNT, WeeklyTotal.NUMBER, 13])


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A log of ninety uses and some counts, of which most lie in blocks."""
    with new_store(tmp_path_factory.mktemp("log")) as store:
        for at in range(90):
            store.record([Claim(use(learner=(ANA, EVA, None)[at % 3], units=1 + at % 5))])
            if at % 10 == 0:
                store.record([Claim(Count(resource=TABLET, units=at))])
        store.db.put("cursor", Cursor(acked=store.entries.position(70)))
        assert seal_all(store, 1, 16) > 30
        assert 0 < store.records.sealed_until() < store.records.count()
        yield store


@pytest.fixture(scope="module")
def rows(log: Store) -> list[Row]:
    return list(log.records.bodies())


def test_rows_are_numbered_without_a_hole(log: Store, rows: list[Row]) -> None:
    assert [row.pos for row in rows] == list(range(1, log.records.count() + 1))


def test_the_head_of_every_row_is_the_hash_of_all_before(log: Store, rows: list[Row]) -> None:
    expected = [ROOT, *heads_after(ROOT, [row.body for row in rows])[-len(rows) :]]

    assert [log.records.head_at(pos) for pos in range(len(rows) + 1)] == expected
    assert log.records.head_at(len(rows) + 1) is None


@settings(max_examples=40, deadline=None)
@given(
    after=st.integers(-1, 110),
    kinds=st.sets(st.sampled_from([USE, COUNT, WeeklyTotal.NUMBER, 13])),
    until=st.none() | st.integers(0, 100),
    page=st.integers(1, 9),
)
def test_of_some_kinds_between_two_rows_exactly_those_are_given(
    log: Store, rows: list[Row], after: int, kinds: set[int], until: int | None, page: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "PAGE", page)
        found = list(log.records.bodies(after, kinds, until))

    last = rows[-1].pos if until is None else until
    assert found == [row for row in rows if after < row.pos <= last and (not kinds or row.kind in kinds)]


@settings(max_examples=40, deadline=None)
@given(after=st.integers(0, 110), limit=st.integers(1, 110), but=KINDS)
def test_the_newest_come_first_and_no_more_than_asked_for(
    log: Store, rows: list[Row], after: int, limit: int, but: int
) -> None:
    expected = [row for row in rows[::-1] if row.pos > after and row.kind != but]

    assert log.records.newest(after, limit, {but}) == expected[:limit]


@settings(max_examples=40, deadline=None)
@given(wanted=st.lists(st.integers(1, 99)), page=st.integers(1, 9))
def test_rows_asked_for_by_number_come_in_order_and_once(
    log: Store, rows: list[Row], wanted: list[int], page: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "PAGE", page)
        found = log.records.rows_at(set(wanted))

    assert found == [rows[pos - 1] for pos in sorted(set(wanted))]


def test_blocks_lie_end_to_end_up_to_where_the_log_is_sealed(log: Store) -> None:
    block = log.records.block_at(1)
    ends = [0]
    while block is not None:
        assert block.first == ends[-1] + 1
        ends.append(block.last)
        block = log.records.block_at(block.last + 1)

    assert ends[-1] == log.records.sealed_until()


def test_pairs_are_the_rows_without_their_kinds() -> None:
    assert as_pairs([Row(7, USE, b"body")]) == [(7, b"body")]


def test_an_empty_log_has_the_roots_head_and_nothing_else(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.db.write("DELETE FROM events")

        assert (
            store.records.count(),
            store.records.sealed_until(),
            store.records.head_at(0),
            store.records.head_at(1),
        ) == (0, 0, Head(ROOT), None)
        assert (list(store.records.bodies()), store.records.newest(0, 5, {13}), store.records.rows_at([1])) == (
            [],
            [],
            [],
        )
