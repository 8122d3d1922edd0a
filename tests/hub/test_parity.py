"""The hub counts a site's stock as the laptop does, whatever its clock said, when it sent, and which catalogue came."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub import branches, folds, schema, tree
from hub.release import broadcast_catalogue
from shared.dating import Mark, Quality, When, when
from shared.events import Claim
from shared.facts import Count, Delivery, DeliveryLine, Loan, Loss, Objection, Receipt, Request, Return, Use
from shared.ids import Pseudonym, ResourceId
from shared.occurred import Occurred
from shared.resources import Catalogue, Resource, ResourceKind
from tests.hub.builders import CATALOGUE, GUIDE, SCHOOL, TABLET, Office, open_office
from tests.hub.laptop import Laptop

SHEET = ResourceId("lamina")
GROWN = Catalogue(2, (*CATALOGUE.resources, Resource(id=SHEET, name="láminas", kind=ResourceKind.CONSUMABLE, lot=10)))
ANCIENT, SOON = datetime(1970, 1, 2, tzinfo=UTC), datetime(2026, 10, 19, 13, tzinfo=UTC)
CONSUMED = Use(school=SCHOOL, resource=GUIDE, units=4)


@pytest.fixture
def laptop(office: Office, tmp_path: Path) -> Iterator[Laptop]:
    made = Laptop(tmp_path / "node.db", office)
    yield made
    made.store.close()


def on(day: int) -> Occurred:
    return Occurred.on(date(2026, 10, day))


def test_a_use_of_before_a_count_that_names_no_day_is_in_that_count(laptop: Laptop) -> None:
    laptop.record(Claim(Count(resource=GUIDE, units=30)))
    laptop.record(Claim(CONSUMED, on(5)), Claim(CONSUMED))
    laptop.send()

    assert laptop.stock_at_hub() == laptop.stock()
    assert laptop.stock()[GUIDE] == (26, 0, date(2026, 10, 17))


def test_the_hub_s_time_dates_again_what_a_wrong_clock_dated(laptop: Laptop) -> None:
    laptop.clock.at = datetime(2031, 5, 1, tzinfo=UTC)
    laptop.record(Claim(Count(resource=GUIDE, units=30)))
    laptop.send()
    before, unsure = laptop.stock_at_hub(), laptop.stock_dated_at_hub()
    laptop.store.log.note_hub_time(int(SOON.timestamp()))
    laptop.record(Claim(CONSUMED, on(18)))
    laptop.record(Claim(CONSUMED, on(20)))
    laptop.send()

    # What was received in 2026 was not counted in 2031: until the hub's time is known, the count has no day.
    assert before[GUIDE] == (30, 0, None)
    assert (unsure[GUIDE], laptop.stock_dated_at_hub()[GUIDE]) == (Quality.BOUNDED, Quality.ANCHORED)
    assert laptop.stock_at_hub() == laptop.stock() == {GUIDE: (26, 0, date(2026, 10, 19))}


def test_a_catalogue_that_makes_a_resource_known_counts_what_was_consumed_before(laptop: Laptop) -> None:
    laptop.record(Claim(Count(resource=SHEET, units=30), on(1)))
    laptop.record(Claim(Use(school=SCHOOL, resource=SHEET, units=4), on(5)))
    laptop.send()
    unknown = laptop.stock_at_hub()[SHEET]
    laptop.catalogue(GROWN)
    broadcast_catalogue(laptop.office.store, GROWN)

    assert unknown[0] == 30
    assert laptop.stock_at_hub() == laptop.stock() == {SHEET: (26, 0, date(2026, 10, 1))}


resources = st.sampled_from([GUIDE, TABLET, SHEET])
few = st.integers(1, 6)
claims = st.builds(
    Claim,
    st.one_of(
        st.builds(Count, resource=resources, units=st.integers(0, 40)),
        st.builds(Receipt, resource=resources, units=few),
        st.builds(Loan, resource=resources, units=few),
        st.builds(Return, resource=resources, units=few, condition=st.just("buena")),
        st.builds(Loss, resource=resources, units=few, cause=st.just("lluvia")),
        st.builds(Use, school=st.just(SCHOOL), resource=resources, units=few),
    ),
    st.none() | st.builds(on, st.integers(1, 25)),
)
walls = st.sampled_from([ANCIENT, datetime(2023, 3, 6, tzinfo=UTC), SOON, datetime(2031, 3, 4, tzinfo=UTC)])
days = st.tuples(
    st.one_of(
        st.tuples(st.just("record"), st.lists(claims, min_size=1, max_size=4)),
        st.tuples(st.just("set"), walls),
        st.tuples(st.sampled_from(["reopen", "hub", "catalogue"]), st.none()),
        st.tuples(st.just("send"), st.integers(1, 5)),
    ),
    st.integers(0, 200_000),
)


@settings(max_examples=40, deadline=None)
@given(history=st.lists(days, max_size=14))
def test_whatever_happened_the_hub_counts_as_the_laptop_does(history: list[tuple[tuple[str, Any], int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        laptop = Laptop(Path(folder) / "node.db", open_office(Path(folder) / "hub"))
        for (what, value), seconds in history:
            laptop.clock.wait(seconds)
            _happens(laptop, what, value)
        laptop.send()
        found = laptop.stock_at_hub(), laptop.stock()
        dated = laptop.stock_dated_at_hub(), laptop.stock_dated()
        kept = _tables(laptop.office)
        _rebuild(laptop.office)
        rebuilt = _tables(laptop.office)
        laptop.store.close()
        laptop.office.store.close()

    assert found[0] == found[1]
    assert dated[0] == dated[1]
    assert rebuilt == kept


def _happens(laptop: Laptop, what: str, value: Any) -> None:
    match what:
        case "record":
            laptop.record(*value)
        case "set":
            laptop.clock.at = value
        case "reopen":
            laptop.reopen()
        case "hub":
            laptop.store.log.note_hub_time(int(SOON.timestamp()))
        case "catalogue":
            laptop.catalogue(GROWN)
            broadcast_catalogue(laptop.office.store, GROWN)
        case _:
            laptop.send(value)


def test_what_is_rebuilt_from_the_lake_is_what_was_there(laptop: Laptop) -> None:
    line = DeliveryLine(resource=GUIDE, shipped=20, accepted=18, rejected=2, reason="mojado")
    people = {"receiver": Pseudonym(b"receiver"), "deliverer": Pseudonym(b"delivers")}
    laptop.record(
        Claim(Count(resource=GUIDE, units=30), on(1)),
        Claim(Delivery(decision="d", pecosa="p", lines=(line,), **people)),
    )
    laptop.send()
    laptop.clock.wait(86_400)
    laptop.reopen()
    laptop.record(Claim(Request(school=SCHOOL, resource=GUIDE, units=20, reason="faltan")))
    laptop.record(Claim(Objection(decision="d", resource=GUIDE, reason="menos", note="")), Claim(CONSUMED))
    laptop.send()
    kept = _tables(laptop.office)
    with laptop.office.store.begin() as connection:
        for table in (schema.stock, schema.deliveries, schema.requests, schema.objections):
            connection.execute(table.delete())

    assert _rebuild(laptop.office) == 7
    assert _tables(laptop.office) == kept
    assert all(kept.values())


def _rebuild(office: Office) -> int:
    with office.store.begin() as connection:
        return folds.rebuild(connection, office.config.lake_folder, office.store.kinds(connection))


def _tables(office: Office) -> dict[str, Any]:
    tables = (schema.stock, schema.deliveries, schema.requests, schema.objections, schema.tips)
    with office.store.read() as connection:
        return {table.name: sorted(map(tuple, connection.execute(table.select())), key=repr) for table in tables}


TIMES = (
    ANCIENT,
    datetime(2023, 3, 6, tzinfo=UTC),
    SOON,
    datetime(2031, 3, 4, tzinfo=UTC),
    datetime(2099, 1, 1, tzinfo=UTC),
)
moments = st.tuples(
    st.one_of(
        st.tuples(st.just("record"), st.lists(claims, min_size=1, max_size=3)),
        st.tuples(st.just("set"), st.sampled_from(TIMES)),
        st.tuples(st.just("hours off"), st.integers(-30, 30)),
        st.tuples(st.sampled_from(["right", "reopen", "contact"]), st.none()),
        st.tuples(st.just("send"), st.integers(1, 6)),
    ),
    st.integers(0, 400_000),
)
"""What happens, and how many seconds later than what came before: suspended or not, both clocks count them."""


@settings(max_examples=60, deadline=None)
@given(history=st.lists(moments, max_size=16))
def test_whatever_the_clocks_did_the_hub_dates_every_event_as_the_laptop_does(
    history: list[tuple[tuple[str, Any], int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        laptop = Laptop(Path(folder) / "node.db", open_office(Path(folder) / "hub"))
        for (what, value), seconds in history:
            laptop.clock.wait(seconds)
            laptop.office.config.clock.at += timedelta(seconds=seconds)  # type: ignore[attr-defined]
            _passes(laptop, what, value)
        laptop.send()
        dates = laptop.store.entries.dates()
        mine = {(event.incarnation, event.seq): dates(event) for _, event in laptop.store.entries.events()}
        rebuilt = weeks_of(laptop), laptop.store.log.rebuild(), weeks_of(laptop)
        reread = laptop.store.entries.read_timeline() == laptop.store.entries.timeline()
        at_hub = dates_at_hub(laptop.office)
        stocks = laptop.stock_at_hub(), laptop.stock()
        dated = laptop.stock_dated_at_hub(), laptop.stock_dated()
        counted = {row.resource for row in laptop.store.folded.stock() if row.counted}
        laptop.store.close()
        laptop.office.store.close()

    assert at_hub == mine
    assert rebuilt[0] == rebuilt[2]
    assert reread
    assert stocks[0] == stocks[1]
    assert dated[0] == dated[1]
    assert {resource for resource, by in dated[0].items() if by is not None} == counted


def _passes(laptop: Laptop, what: str, value: Any) -> None:
    now = laptop.office.config.clock.now()
    match what:
        case "right":
            laptop.clock.at = now
        case "hours off":
            laptop.clock.at = now + timedelta(hours=value)
        case "contact":
            laptop.store.log.note_hub_time(int(now.timestamp()))
        case _:
            _happens(laptop, what, value)


def weeks_of(laptop: Laptop) -> Any:
    return {key: list(rows) for key, rows in laptop.store.folded.weeks().items()}


def dates_at_hub(office: Office) -> dict[tuple[bytes, int], When]:
    """Date every event that lies in the hub's lake, as its Spark job does."""
    with office.store.read() as connection:
        rows = tree.stretches(connection)
    where = {name.rpartition("/")[2]: name for name in office.store.segments("events")}
    found = {}
    parts = [(row, _events_at(office, where[row.segment], row)) for row in rows]
    told = branches.dated([_stretch(row, events) for row, events in parts])
    for row, events in parts:
        for one in events:
            found[row.incarnation, one["seq"]] = when(told[row.id], one["seq"], one["recorded_s"])
    return found


def _events_at(office: Office, segment: str, row: branches.StretchRow) -> list[dict[str, Any]]:
    events = pq.read_table(office.config.lake_folder / segment).to_pylist()
    return [one for one in events if one["incarnation"] == row.incarnation]


def _stretch(row: branches.StretchRow, events: list[dict[str, Any]]) -> branches.Stretch:
    marks = [Mark(one["seq"], one["recorded_s"], one["wall"], one["hub_time"]) for one in events if one["kind"] == 13]
    return branches.Stretch(
        id=row.id, parent=row.parent, after_seq=row.after_seq, incarnation=row.incarnation, first_seq=row.first_seq,
        last_seq=row.last_seq, last_s=max(one["recorded_s"] for one in events), received_s=events[0]["received_s"],
        marks=tuple(marks),
    )  # fmt: skip
