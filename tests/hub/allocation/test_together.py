"""What has to give way at once is enough for the next lot beside all that was sent, and less than all of it is not."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.field import lay_out
from hub.allocation.instance import NO_LIMIT, Division, Instance, Ints
from hub.allocation.lacks import Takes, takes_of
from hub.allocation.outcome import outcome
from hub.allocation.room import Room, place, shift, whole_room
from hub.allocation.solve import divide
from hub.allocation.together import how_much_together, within
from hub.allocation.turn import Part
from tests.hub.allocation.divided import Case, Wish, free, ints
from tests.hub.allocation.drawn import draw


def together(case: Case, lots: list[int], **prices: object) -> dict[int, dict[Part, int]]:
    instance = case.instance()
    of = outcome(instance, ints(lots), free(instance, **prices))
    takes = takes_of(of, np.flatnonzero(of.turns.open > 0))
    return told(takes, how_much_together(of, takes, takes.short))


def told(takes: Takes, more: Ints) -> dict[int, dict[Part, int]]:
    return {
        int(pair): {Part(part): int(one) for part, one in zip(takes.part.tolist(), row, strict=True) if one}
        for pair, row in zip(takes.pair, more, strict=True)
    }


def test_both_limits_that_a_lot_has_no_room_in_are_told() -> None:
    case = Case([Wish(0, 0, [90]), Wish(1, 0, [50])], stock={(0, 0): 1}, zone_ml=6_000)

    assert together(case, [1, 0]) == {1: {Part.STOCK: 1, Part.VOLUME: 4_000}}


def test_who_waits_for_less_and_brings_more_comes_first_and_who_waits_for_something_else_does_not_count() -> None:
    wishes = [Wish(0, 0, [90]), Wish(1, 0, [80]), Wish(2, 1, [70])]
    case = Case(wishes, lot=(5, 5), stock={(0, 0): 0, (0, 1): 0}, zone_ml=2_000)

    # The first waits for the same stock and road; the third one for another stock.
    found = together(case, [0, 0, 0])

    assert found[1] == {Part.STOCK: 2, Part.VOLUME: 8_000}
    assert found[2] == {Part.STOCK: 1, Part.VOLUME: 3_000}


def test_what_those_before_it_leave_too_little_of_has_to_give_way_too() -> None:
    case = Case([Wish(0, 0, [90]), Wish(1, 0, [80])], stock={(0, 0): 0}, money=2_000)

    # Money is there for one lot of 1,500: the first in line would take it.
    assert together(case, [0, 0]) == {0: {Part.STOCK: 1}, 1: {Part.STOCK: 2, Part.BUDGET: 1_000}}


def test_the_trip_to_ones_own_school_is_taken_once() -> None:
    wishes = [Wish(0, 0, [90]), Wish(1, 0, [50]), Wish(1, 1, [20])]
    case = Case(wishes, trips=5_000, trip_cost=4_000)

    assert together(case, [1, 0, 0]) == {1: {Part.TRIP: 3_000}, 2: {Part.TRIP: 3_000}}


@given(st.integers(0, 10_000), st.sampled_from([0.0, 2.0]), st.booleans(), st.booleans())
@settings(max_examples=25, deadline=None)
def test_all_that_lacks_together_is_enough_beside_what_was_sent_and_one_less_is_not(
    seed: int, alpha: float, money: bool, kits: bool
) -> None:
    instance = draw(seed, 8, alpha=alpha, money=money, kits=kits)
    answer = divide(instance)
    of = outcome(instance, answer.lots, answer.prices)
    takes = takes_of(of, np.flatnonzero((of.turns.open > 0) & (answer.lots < lay_out(instance).most)))
    more = how_much_together(of, takes, takes.short)

    assert ((more > 0) | ~takes.short).all()
    for at, pair in enumerate(takes.pair.tolist()):
        lacks = np.flatnonzero(takes.short[at]).tolist()
        enough = takes.takes[at] - takes.room[at]
        assert (more[at][lacks] >= enough[lacks]).all()
        assert _goes(instance, answer, takes, at, lacks, pair)
        assert not any(
            _goes(instance, answer, takes, at, [one for one in lacks if one != less], pair) for less in lacks
        )


def _goes(instance: Instance, answer: Division, takes: Takes, at: int, given: Sequence[int], pair: int) -> bool:
    """Tell whether the next lot goes beside all that was sent if just enough of the limits *given* is added."""
    limits, pairs = instance.limits, instance.pairs
    depot, zone = instance.schools.depot[pairs.school[pair]], instance.schools.zone[pairs.school[pair]]
    stock, ml, g, trips = (one.copy() for one in (limits.stock, limits.zone_ml, limits.zone_g, limits.trips))
    money = limits.money
    for column in given:
        lacking, rule = int(takes.takes[at, column] - takes.room[at, column]), takes.rule[at, column]
        match Part(int(takes.part[column])):
            case Part.STOCK:
                stock[depot, pairs.resource[pair]] += lacking
            case Part.KIT:
                stock[depot, pairs.resource[instance.kits.part[rule]]] += lacking
            case Part.VOLUME:
                ml[zone] += lacking
            case Part.WEIGHT:
                g[zone] += lacking
            case Part.TRIP:
                trips[depot] += lacking
            case Part.BUDGET:
                money += lacking
    more = replace(limits, stock=stock, zone_ml=ml, zone_g=g, trips=trips, money=min(money, NO_LIMIT))
    # What nobody would ever be sent alone is cut off by the field: of whole limits, so that nothing is.
    field = lay_out(instance.changed(limits=more))._replace(most=np.full(len(pairs), 1 << 40))
    return bool(place(field, _with(field, answer.lots), pair))


def _with(field: object, lots: Ints) -> Room:
    room = whole_room(field)  # type: ignore[arg-type]
    for pair in np.flatnonzero(lots).tolist():
        shift(field, room, pair, int(lots[pair]))
    return room


@given(st.sets(st.frozensets(st.integers(0, 9), max_size=9), max_size=12), st.frozensets(st.integers(0, 9)))
def test_the_kinds_within_one_are_found_whichever_way_is_shorter(
    named: set[frozenset[int]], one: frozenset[int]
) -> None:
    kinds = [tuple(sorted(some)) for some in named]

    found = within(tuple(sorted(one)), kinds)

    assert sorted(found) == sorted(kind for kind in kinds if kind and set(kind) <= one)
    # A kit of very many parts is no question of all that can be combined of them.
    assert within(tuple(range(60)), [(1, 59), (70,)]) == [(1, 59)]
