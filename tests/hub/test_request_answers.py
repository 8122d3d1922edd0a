"""What a school asked for is answered in words: told to its site, kept in the history, heeded by the next plan."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from hub import planning, proposing
from hub.acts import Kind
from hub.answers import MAX_LETTERS
from hub.request_answers import answer_request, open_for, request_answers, still_asked, turned_down
from hub.store import Store
from shared.acts import Actor
from shared.errors import BadInput
from shared.request_answers import RequestAnswer
from tests.hub.asked import asked
from tests.hub.builders import StillClock
from tests.hub.databases import Databases
from tests.hub.office import NOW, PERIOD, SITES, needs, office
from tests.hub.regions import TABLET

pytestmark = pytest.mark.databases
ANA = Actor("ana", "Operación regional")


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    """A region of which the first school asked for tablets, twice."""
    opened = office(tmp_path, databases=databases)
    asked(opened, SITES[0], TABLET, 12, seq=1)
    asked(opened, SITES[0], TABLET, 20, seq=2)
    yield opened
    opened.close()


def event(store: Store, units: int) -> tuple[str, int]:
    return next(row.event for row in store.requests() if row.units == units)


def test_an_answer_is_an_item_of_the_sites_stream_and_an_act(store: Store) -> None:
    said = answer_request(store, event(store, 20), " Van en mayo. ", counts=True, by=ANA)
    (item,) = [entry.item for entry in store.entries(SITES[0])]
    (act,) = store.acts()

    assert (item.kind, item.subject) == ("request_answer", f"request_answer/{said.incarnation}/2")
    assert msgspec.json.decode(item.body, type=RequestAnswer) == said
    assert (said.text, said.role) == ("Van en mayo.", "Operación regional")
    assert (act.kind, act.login, act.told()["why"]) == (Kind.ANSWERED, "ana", "Van en mayo.")


def test_saying_the_same_twice_is_told_once_and_a_later_answer_holds(store: Store) -> None:
    for text in ("Van en mayo.", "Van en mayo.", "Ya salieron."):
        answer_request(store, event(store, 20), text, counts=True, by=ANA)

    assert [one.text for one in request_answers(store).values()] == ["Ya salieron."]
    assert len(store.entries(SITES[0])) == len(store.acts()) == 2


def test_what_was_turned_down_is_in_no_plan_and_does_not_give_way_to_an_earlier_request(store: Store) -> None:
    from hub.inputs import open_requests

    before = still_asked(open_requests(store.requests()), turned_down(store))
    answer_request(store, event(store, 20), "No hay más este año.", counts=False, by=ANA)
    after = still_asked(open_requests(store.requests()), turned_down(store))

    assert ([row.units for row in before], after) == ([20], [])


def test_an_answer_without_words_or_to_nothing_is_refused(store: Store) -> None:
    for text, words in ((" ", "Escriba la respuesta"), ("x" * (MAX_LETTERS + 1), "Acórtela")):
        with pytest.raises(BadInput, match=words):
            answer_request(store, event(store, 20), text, counts=True, by=ANA)
    with pytest.raises(BadInput, match="ya no está"):
        answer_request(store, ("0" * 16, 9), "Van.", counts=True, by=ANA)
    assert store.acts() == []


@pytest.mark.parametrize("ahead", [0, 20])
def test_a_request_that_came_after_a_plan_is_heard_by_the_next_whatever_the_clock_said(
    tmp_path: Path, databases: Databases, ahead: int
) -> None:
    clock = StillClock(NOW)
    store = office(tmp_path / "clock", clock, databases)
    asked(store, SITES[0], TABLET, 12, seq=1)
    clock.at = NOW + timedelta(days=ahead)
    asked(store, SITES[1], TABLET, 7, seq=1)
    one = proposing.make_plan(store, needs(), **PERIOD)
    asked(store, SITES[2], TABLET, 5, seq=1)
    planning.approve(store, one.id, login="ana")
    planning.publish(store, one.id)
    clock.at = NOW + timedelta(days=5)
    asked(store, SITES[0], TABLET, 30, seq=2)
    next_period = date(2026, 11, 16), 9

    assert [row.units for row in open_for(store, **PERIOD, heard=one.heard)] == []
    assert sorted(row.units for row in open_for(store, *next_period)) == [5, 30]
    clock.at = NOW + timedelta(days=25)
    assert sorted(row.units for row in open_for(store, *next_period)) == [5, 30]
    store.close()
