"""The hub's stock is the node's: the same fold over the same events, wherever the branch begins."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.lending import lost
from hub import folds, schema, tree
from hub.branch_fold import Branch, advance, day_of, packed, unpacked
from shared.dating import Mark, Quality, Spell
from shared.devices import DeviceState, Place
from shared.errors import BadInput
from shared.events import Claim, Event
from shared.facts import ClockMark, Count, Health, Loan, Loss, Request, Use
from shared.ids import Pseudonym
from shared.occurred import Occurred, Precision
from shared.resources import ResourceKind
from shared.stock import StockState
from tests.hub.builders import GUIDE, NOW, SCHOOL, TABLET, Node, Office, count, incarnation, use

pytestmark = pytest.mark.databases

RECEIVED_S = int(NOW.timestamp())
KINDS = {GUIDE: ResourceKind.CONSUMABLE}


def event(seq: int, units: int = 1, occurred: Occurred | None = None) -> Event:
    return Event(incarnation("a"), seq, 60, Use(school=SCHOOL, resource=GUIDE, units=units), occurred)


@settings(max_examples=50, deadline=None)
@given(
    on_hand=st.integers(0, 10**6),
    lent=st.integers(0, 10**6),
    day=st.none() | st.dates(),
    dated=st.none() | st.sampled_from(Quality),
)
def test_a_stock_comes_back_as_it_was_kept(on_hand: int, lent: int, day: object, dated: Quality | None) -> None:
    stock = {GUIDE: StockState(GUIDE, ResourceKind.CONSUMABLE, on_hand, lent, day, dated)}  # type: ignore[arg-type]
    spells = (Spell((Mark(1, 0, on_hand), Mark(9, 5, lent, 7)), lent, on_hand), Spell())
    branch = Branch(stock, incarnation("a"), spells, on_hand)

    assert unpacked(packed(branch)) == branch


def test_taking_events_one_by_one_or_all_at_once_is_the_same() -> None:
    events = [(event(seq), RECEIVED_S) for seq in range(1, 6)]
    branch = Branch({GUIDE: StockState(GUIDE, ResourceKind.CONSUMABLE, 10)})

    step: Branch | None = branch
    for one in events:
        step = step and advance(step, lambda one=one: [one], KINDS)  # type: ignore[misc]

    assert step is not None
    assert step == advance(branch, lambda: events, KINDS)
    assert step.stock[GUIDE].on_hand == 5


def test_a_day_that_no_calendar_has_moves_no_stock() -> None:
    impossible = event(1, occurred=Occurred(Precision.DATE, 10**12))

    assert day_of(impossible) is None
    after = advance(Branch({}), lambda: [(impossible, RECEIVED_S)], KINDS)
    assert after == Branch({}, incarnation("a"), (Spell((), 60, RECEIVED_S - 60),))


def test_an_opening_is_not_dated_by_the_clock_of_the_one_before() -> None:
    opened, later = datetime(2026, 6, 1, 15, tzinfo=UTC), datetime(2026, 6, 11, 15, tzinfo=UTC)
    heard = ClockMark(wall=int(opened.timestamp()), hub_time=int(opened.timestamp()))
    events = [
        Event(incarnation("a"), 1, 0, heard),
        Event(incarnation("b"), 1, 0, ClockMark(wall=int(later.timestamp()))),
        Event(incarnation("b"), 2, 60, Count(resource=GUIDE, units=7)),
    ]

    branch = advance(Branch({}), lambda: [(event, RECEIVED_S) for event in events], KINDS)

    assert branch is not None
    assert branch.stock[GUIDE].as_of == later.date()


def test_a_fork_in_the_middle_of_a_segment_begins_with_the_stock_of_that_place(office: Office, node: Node) -> None:
    node.record(count(30), use(units=4), count(3, TABLET), use(units=5))
    twin = node.branch(3)
    twin.record(use(units=1), name="c")
    office.take(node.bundle())
    office.take(twin.bundle(3))

    with office.store.read() as connection:
        from hub import tree

        kept = tree.folded_at_tip(connection, twin.end)

    assert kept is not None
    assert {name: state.on_hand for name, state in unpacked(kept).stock.items()} == {GUIDE: 25, TABLET: 3}


def test_a_lent_device_that_is_lost_leaves_the_hubs_stock_once(office: Office, node: Node) -> None:
    borrower = Pseudonym(b"12345678")
    lent = DeviceState(resource=TABLET, serial="A1", place=Place.LENT, holder=borrower)
    told = lost(lent, Loss(resource=TABLET, serial="A1", cause="robo", report_number="77-2026"))
    node.record(count(10, TABLET), Claim(Loan(resource=TABLET, serial="A1", borrower=borrower)), *told)
    office.take(node.bundle())

    assert [(row.on_hand, row.lent) for row in office.store.stock()] == [(9, 0)]


def test_of_two_branches_the_one_that_counted_last_is_believed(office: Office, node: Node) -> None:
    node.record(count(30))
    twin = node.branch(1)
    node.record(count(20, day="2026-10-02"), use("2026-10-03"), use("2026-10-03"))
    twin.record(count(7, day="2026-10-08"), name="c")
    office.take(node.bundle())
    office.take(twin.bundle(1))

    assert [row.on_hand for row in office.store.stock()] == [7]


def test_a_hub_of_before_folds_the_dates_of_its_counts_when_it_is_opened(office: Office, node: Node) -> None:
    node.record(count(9), Claim(ClockMark(wall=60)), name="a")
    node.record(Claim(ClockMark(wall=60)), Claim(Count(resource=TABLET, units=4)), name="b")
    office.take(node.bundle())
    now = {row.resource: row.dated for row in office.store.stock()}
    _as_of_0003(office)

    opened = office.reopened()

    assert now == {GUIDE: Quality.CLAIMED, TABLET: Quality.BOUNDED}
    assert {row.resource: row.dated for row in opened.store.stock()} == now
    assert opened.store.setting("refold") is None


def _as_of_0003(office: Office) -> None:
    """Leave the database as the version before left it: neither table nor folded branch says what dates a count."""
    with office.store.begin() as connection:
        for position in tree.tips(connection):
            folded = msgspec.msgpack.decode(tree.folded_at_tip(connection, position) or b"")
            folded[0] = [kept[:5] for kept in folded[0]]
            tree.keep_folded(connection, position, msgspec.msgpack.encode(folded))
        for table in ("losses", "duties", "own_days", "locks", "partitions", "dispatches", "adjustments", "runs",
                      "solutions", "doubts", "looks", "ugel_calendars"):  # fmt: skip
            connection.exec_driver_sql(f"DROP TABLE {table}")
        for table in ("programs", "factors", "recovery", "closed"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        for table in ("heard_days", "alarms_seen", "copies", "incidents", "incident_entries"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("DROP TABLE acts")
        connection.exec_driver_sql("ALTER TABLE deliveries DROP COLUMN acta")
        connection.exec_driver_sql("ALTER TABLE deliveries DROP COLUMN kept_in")
        for column in ("superseded_by", "closed"):
            connection.exec_driver_sql(f"ALTER TABLE schools DROP COLUMN {column}")
        connection.exec_driver_sql("ALTER TABLE stock DROP COLUMN dated")
        connection.exec_driver_sql("ALTER TABLE listings DROP COLUMN came")
        connection.exec_driver_sql("ALTER TABLE departures DROP COLUMN listing")
        for column in ("heard", "number", "out"):
            connection.exec_driver_sql(f"ALTER TABLE plans DROP COLUMN {column}")
        connection.exec_driver_sql("ALTER TABLE waiting DROP COLUMN base")
        connection.exec_driver_sql("ALTER TABLE objections DROP COLUMN school")
        for index in ("forks", "segment", "tree_site_count"):
            connection.exec_driver_sql(f"DROP INDEX ix_stretches_{index}")
        connection.exec_driver_sql("CREATE INDEX ix_stretches_tree ON stretches (tree)")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0003'")


def test_the_last_report_of_health_is_the_one_that_counts() -> None:
    reports = [Event(incarnation("a"), n, 0, Health(app_version=f"0.{n}")) for n in (1, 2)]

    assert folds.last_health([*reports, event(3)])[40] == "0.2"
    assert folds.last_health([event(1)]) == {}


def test_an_event_that_cannot_be_read_says_why(office: Office, node: Node) -> None:
    node.record({0: 1, 1: 0, 7: "0403691-0"})
    opened = node.bundle()

    from sync.opened import open_prefix

    ((found, _),) = folds.readable(open_prefix(office.keys, opened.data).frames, 0)

    assert isinstance(found, BadInput)


def test_of_two_requests_in_one_bundle_the_later_is_the_deeper(office: Office, node: Node) -> None:
    for name, units in (("z", 200), ("a", 20)):
        node.record(Claim(Request(school=SCHOOL, resource=GUIDE, units=units, reason="faltan")), name=name)
    office.take(node.bundle())

    with office.store.read() as connection:
        rows = connection.execute(schema.requests.select().order_by(schema.requests.c.depth)).all()

    assert [(row.depth, row.units) for row in rows] == [(1, 200), (2, 20)]
