"""What a school did not accept is solved by units: told to it, kept in the history, in the depot again if it is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hub import depots, schema
from hub.acts import Kind
from hub.discrepancies import Discrepancy, discrepancies
from hub.settling import Said, came_back, solve, undo
from hub.stock_ledger import Moved, movements, totals
from hub.store import Store
from shared.acts import Actor
from shared.allocation import Shipment
from shared.delivery_answers import KIND, REJECTED, DeliveryAnswer, How
from shared.errors import BadInput
from shared.notices import What
from tests.hub.databases import Databases
from tests.hub.notified import notices_of
from tests.hub.office import delivered, line, office, supply
from tests.hub.regions import GUIDE, TABLET
from tests.hub.sent import ORDERED, sent

pytestmark = pytest.mark.databases
ANA = Actor("ana", "Operación regional")


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    """A region of which the first school rejected four guides of twenty, and no tablet."""
    opened = office(tmp_path, databases=databases)
    reject(opened, sent(opened)[0], 4)
    yield opened
    opened.close()


def reject(store: Store, shipment: Shipment, guides: int) -> None:
    lines = [line(GUIDE, 20, guides, "no_llego"), line(TABLET, 10)]
    delivered(store, shipment.decision, shipment.site, shipment.pecosa, lines)


def said(how: How = How.LOST, units: int = 4, **more: object) -> Said:
    there = {"depot": "Huamanga", "day": ORDERED} if how is How.RETURNED else {}
    return Said(**{"how": how, "units": units, "why": "Cayó al río.", **there, **more})  # type: ignore[arg-type]


def settle(store: Store, told: Said) -> Discrepancy:
    (one,) = discrepancies(store)
    return solve(store, one.pecosa, one.resource, told, by=ANA)


def there(store: Store) -> int:
    return next(row.units for row in store.supply() if row.resource == GUIDE)


def ledger(store: Store) -> int:
    with store.read() as connection:
        return totals(movements(connection, "Huamanga"))[GUIDE]


def answer(store: Store) -> DeliveryAnswer:
    (one,) = discrepancies(store)
    found = [entry.item for entry in store.entries(one.site) if entry.item.kind == KIND]
    return msgspec.json.decode(found[-1].body, type=DeliveryAnswer)


def test_what_became_of_units_is_told_to_the_school_and_kept_as_an_act(store: Store) -> None:
    one = settle(store, said(How.LOST, 3, why=" Cayó al río. "))
    (told,) = answer(store).solutions
    (act,) = store.acts()

    assert (one.open, [entry.units for entry in one.holding]) == (1, [3])
    assert (told.how, told.units, told.why, told.role) == (How.LOST, 3, "Cayó al río.", "Operación regional")
    assert (act.kind, act.subject, act.login) == (Kind.SOLVED, one.pecosa, "ana")
    assert act.told()["why"] == "Cayó al río."


def test_what_returned_is_the_depots_to_give_and_has_its_row_in_the_ledger(store: Store) -> None:
    before = there(store)
    one = settle(store, said(How.RETURNED, 3))
    with store.read() as connection:
        (row,) = [row for row in movements(connection, "Huamanga") if row.kind is Moved.RETURNED]

    assert there(store) == ledger(store) == before + 3
    assert (row.units, row.pecosa, row.why, row.by) == (3, one.pecosa, "Cayó al río.", ANA)
    assert store.acts()[0].kind == Kind.RETURNED


def test_other_ways_bring_nothing_to_a_depot(store: Store) -> None:
    before = there(store)
    for how in (How.LOST, How.AGAIN, How.MISCOUNTED):
        settle(store, said(how, 1))

    assert there(store) == ledger(store) == before


def test_a_count_of_a_later_day_has_counted_what_returned_before(store: Store) -> None:
    settle(store, said(How.RETURNED, 4))
    _count(store, ORDERED + timedelta(days=9))

    assert there(store) == ledger(store) == 80


def test_what_a_clock_ahead_ordered_may_have_returned_and_is_there_until_the_next_count(store: Store) -> None:
    ahead, late = ORDERED.replace(year=2099), ORDERED + timedelta(days=7)
    _order_on(store, ahead)
    _count(store, ahead)
    settle(store, said(How.RETURNED, 4))
    after = there(store)
    _count(store, late)

    assert (after, there(store), ledger(store)) == (84, 80, 80)


def _order_on(store: Store, day: date) -> None:
    """Let the shipment of which something was rejected be one that was ordered on a day."""
    (one,), table = discrepancies(store), schema.shipments
    mine = table.c.pecosa == one.pecosa
    with store.begin() as connection:
        body = connection.execute(select(table.c.body).where(mine)).scalar_one()
        told = msgspec.structs.replace(msgspec.json.decode(body, type=Shipment), left=day)
        connection.execute(table.update().where(mine).values(body=msgspec.json.encode(told)))


def _count(store: Store, day: date) -> None:
    with store.begin() as connection:
        depots.put_listings(connection, [replace(row, as_of=day) for row in supply()], day)


def test_a_listing_without_its_day_is_refused_once_something_came_back(store: Store) -> None:
    settle(store, said(How.RETURNED, 4))
    fewer = [replace(row, units=row.units - 1) for row in supply()]

    with pytest.raises(BadInput, match="Ponga el día del conteo"):
        store.put_supply(fewer)


def test_what_is_undone_is_open_again_and_leaves_the_depot(store: Store) -> None:
    before, one = there(store), settle(store, said(How.RETURNED, 4))
    after = undo(store, one.pecosa, GUIDE, 1, why="Era otra caja.", by=ANA)

    assert (after.open, there(store), ledger(store)) == (4, before, before)
    assert answer(store).solutions == ()
    assert [act.kind for act in store.acts()] == [Kind.RETURNED, Kind.REOPENED]
    assert [entry.undone for entry in after.solved] == ["Era otra caja."]


def test_the_school_reads_why_each_thing_that_was_said_holds_no_more(store: Store) -> None:
    one = settle(store, said(How.RETURNED, 3))
    undo(store, one.pecosa, GUIDE, 1, why="Era otra caja.", by=ANA)
    settle(store, said(How.LOST, 2))
    undo(store, one.pecosa, GUIDE, 2, why="Apareció.", by=ANA)

    assert [(two.what, two.pecosa, two.resource, two.units, two.text) for two in notices_of(store, one.site)] == [
        (What.UNSETTLED, one.pecosa, GUIDE, 3, "Era otra caja."), (What.UNSETTLED, one.pecosa, GUIDE, 2, "Apareció."),
    ]  # fmt: skip
    told = [entry.item.subject for entry in store.entries(one.site) if entry.item.kind == "notice"]
    assert len(set(told)) == 2


def test_what_a_depot_has_given_away_again_is_not_taken_back(store: Store) -> None:
    one = settle(store, said(How.RETURNED, 4))
    with store.begin() as connection:
        row = {"plan": "later", "depot": "Huamanga", "resource": GUIDE, "units": 83, "day": ORDERED}
        connection.execute(schema.departures.insert().values(**row))

    with pytest.raises(BadInput, match="ya se repartió"):
        undo(store, one.pecosa, GUIDE, 1, why="x", by=ANA)
    assert discrepancies(store)[0].open == 0


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (said(units=5), "de 1 a 4"),
        (said(units=0), "de 1 a 4"),
        (said(why=" "), "Escriba el motivo"),
        (said("melted"), "Elija qué fue"),  # type: ignore[arg-type]
        (said(How.RETURNED, depot="Nowhere"), "Elija un almacén"),
        (said(How.RETURNED, day=None), "Escriba el día"),
        (said(How.RETURNED, day=ORDERED - timedelta(days=1)), "Escriba el día"),
        (said(How.RETURNED, day=date(2027, 1, 1)), "Escriba el día"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_told(store: Store, told: Said, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        settle(store, told)

    assert (store.acts(), discrepancies(store)[0].open) == ([], 4)


def test_a_line_that_was_accepted_or_solved_whole_has_nothing_to_solve(store: Store) -> None:
    one = settle(store, said())
    for resource, words in ((TABLET, "aceptó todo"), (GUIDE, "todo resuelto")):
        with pytest.raises(BadInput, match=words):
            solve(store, one.pecosa, resource, said(), by=ANA)
    with pytest.raises(BadInput, match="Eso ya no vale"):
        undo(store, one.pecosa, GUIDE, 7, why="x", by=ANA)


def test_what_a_restored_hub_gets_back_of_its_own_answer_holds_alone_and_twice_is_once(store: Store) -> None:
    settle(store, said(How.RETURNED, 3))
    told, before = answer(store), there(store)
    _forget(store)
    settle(store, said(How.LOST, 4))
    for _ in range(2):
        with store.begin() as connection:
            came_back(connection, told, store.now_s())
    (one,) = discrepancies(store)

    assert [(entry.number, entry.how, entry.units, entry.depot) for entry in one.holding] == [
        (1, How.RETURNED, 3, "Huamanga")
    ]
    assert there(store) == before


STEP = st.one_of(
    st.tuples(st.just("solve"), st.sampled_from(REJECTED), st.integers(1, 4), st.integers(0, 3)),
    st.tuples(st.just("undo"), st.none(), st.integers(1, 4), st.none()),
    st.tuples(st.just("count"), st.none(), st.integers(10, 60), st.integers(0, 3)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=8))
def test_the_ledger_comes_to_what_the_plan_counts_on_and_no_unit_is_solved_twice(
    store: Store, steps: list[tuple[str, How | None, int, int | None]]
) -> None:
    _forget(store)
    (one,) = discrepancies(store)
    for kind, how, units, back in steps:
        try:
            if kind == "solve" and how is not None:
                solve(store, one.pecosa, GUIDE, said(how, units), by=ANA)
            elif kind == "undo":
                undo(store, one.pecosa, GUIDE, units, why="x", by=ANA)
            else:
                day = ORDERED - timedelta(days=back or 0)
                store.put_supply([replace(row, units=units, as_of=day) for row in supply() if row.resource == GUIDE])
        except BadInput:
            continue
        (now,) = discrepancies(store)
        assert there(store) == ledger(store)
        assert now.open + sum(entry.units for entry in now.holding) == 4


def _forget(store: Store) -> None:
    with store.begin() as connection:
        for table in (schema.discrepancies.solutions, schema.supply, schema.listings, schema.departures):
            connection.execute(table.delete())
    store.put_supply(supply())
