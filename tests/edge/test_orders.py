"""An order travels to another process and back, and may be carried out twice."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from edge import orders, orders_care, orders_people
from edge.agent import Agent
from edge.config import Config
from edge.orders import RESULTS, Order, carry_out, events_of, placed, read_order
from edge.people import Newcomer
from edge.store import Store
from shared.errors import BadInput
from shared.events import Claim
from shared.ids import Pseudonym, SchoolId
from shared.occurred import Occurred
from shared.school_year import week_of
from sync.wire import pack
from tests.edge.building import SCHOOL, FakeHub, HubRoad, new_agent, new_store, use

TWICE: list[Order] = [
    orders.record([Claim(use()), Claim(use(units=3), None, b"12345678")], once="form"),
    orders_people.Pseudonyms(["a1", "a2"]),
    orders_people.AddClass(SCHOOL, "3° A"),
    orders_people.AddPeople([Newcomer("learner", "Rosa Quispe", "a1", SCHOOL, "3° A")], replace=False),
    orders_people.EraseAll([Pseudonym(b"nobody--")]),
    orders_people.SetAccount("ana", "coordinator", "hash", "Ana"),
    orders_care.Rebuild(),
    orders_care.Forecast(),
]


def carried(store: Store, order: Order) -> Any:
    """Carry an order out as the running node does: read from its bytes."""
    config = Config(dir=store.path.parent)

    def agent() -> Agent:
        return new_agent(store, HubRoad(FakeHub()))

    return carry_out(read_order(pack(order)), store, config, agent)


@pytest.mark.parametrize("order", TWICE, ids=lambda order: type(order).__name__)
def test_an_order_that_comes_twice_leaves_what_it_left_the_first_time(tmp_path: Path, order: Order) -> None:
    def seen(store: Store) -> tuple[Any, ...]:
        return store.records.count(), store.db.rows("SELECT person, role, class_id FROM people"), store.people.classes()

    with new_store(tmp_path) as store:
        carried(store, order)
        once = seen(store)
        carried(store, order)

        assert seen(store) == once


def test_events_come_back_as_they_went(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        events = store.record([Claim(use(), Occurred.in_week(week_of(date(2026, 6, 1)))), Claim(use(units=2))])

    assert events_of(placed(events)) == events


def test_each_order_says_what_its_result_is() -> None:
    assert set(RESULTS) == set(Order.__args__)  # type: ignore[attr-defined]


@pytest.mark.parametrize("data", [b"", b"\xc1", pack({"type": "shutdown"}), pack(["rebuild"]), b"\x81" * 5_000])
def test_what_is_no_order_of_this_version_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(BadInput, match="de otra versión"):
        read_order(data)


def test_a_school_that_is_not_served_gets_no_class(tmp_path: Path) -> None:
    with new_store(tmp_path) as store, pytest.raises(BadInput, match="no atiende"):
        carried(store, orders_people.AddClass(SchoolId("9999999-0"), "1° A"))


def test_a_duty_handed_over_twice_is_handed_over_once(tmp_path: Path) -> None:
    order = orders_people.HandOver("ana", "luz", "coordinator", "hash", "Luz", stays=False)
    with new_store(tmp_path) as store:
        carried(store, orders_people.SetAccount("ana", "coordinator", "hash", "Ana"))
        carried(store, order)
        once = store.records.count(), store.audit.count()
        carried(store, order)

        assert (store.records.count(), store.audit.count()) == once
        assert [(row.login, row.role) for row in store.staff.accounts()] == [("luz", "coordinator")]
        with pytest.raises(BadInput, match="No hay una cuenta"):
            carried(store, orders_people.HandOver("zoe", "eva", "coordinator", "hash", "Eva", stays=False))
