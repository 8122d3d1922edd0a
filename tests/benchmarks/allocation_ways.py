"""The other ways of dividing, as lots placed one by one in an order of their own under the very same limits."""

import numpy as np

from hub.allocation.assembling import Assembled
from hub.allocation.compiled import compiled
from hub.allocation.field import Field, lay_out
from hub.allocation.instance import Ints
from hub.allocation.room import Room, place, whole_room
from tests.benchmarks.allocation_instances import Floats

_OVER = 2
"""Lots beyond its share that a school may be offered, for what others had no room for."""


def first_come(read: Assembled) -> Ints:
    """Give each school, in the order in which they asked, all that it may need until something does not suffice."""
    pairs, turn = read.instance.pairs, read.instance.schools.turn
    wants = _lots_for(read, read.asked.curve.need[:, -3])
    pair, nth = _offers(wants)
    return _place_in(read, pair[np.lexsort((nth, pair, turn[pairs.school[pair]]))])


def by_need(read: Assembled) -> Ints:
    """Divide each stock in proportion to the expected need less what is there, up to it."""
    net = np.maximum(0, read.asked.expected - read.asked.on_hand - read.asked.in_transit)
    return _by_claim(read, net, _lots_for(read, read.asked.expected))


def by_enrolment(read: Assembled) -> Ints:
    """Divide each stock in proportion to enrolment among the schools where it is of use, whatever they need."""
    instance = read.instance
    pupils = np.where(read.asked.expected > 0, instance.schools.enrolment[instance.pairs.school], 0).astype(float)
    return _by_claim(read, pupils, _OVER * np.ceil(_shares(read, pupils)).astype(np.int64))


def _shares(read: Assembled, claim: Floats) -> Floats:
    """Return each pair's lots of its depot's stock, to which the nation's is added by the claims there."""
    instance = read.instance
    limits, pairs = instance.limits, instance.pairs
    depot = instance.schools.depot[pairs.school]
    claims = np.zeros_like(limits.stock, dtype=float)
    np.add.at(claims, (depot, pairs.resource), claim)
    all_of = np.maximum(claims.sum(axis=0), 1e-9)
    there = limits.stock + limits.pool * claims / all_of
    return np.asarray((there / np.maximum(claims, 1e-9))[depot, pairs.resource] * claim)


def _lots_for(read: Assembled, need: Floats) -> Ints:
    """Return the lots of each pair that cover *need*, where it is of use."""
    lot = read.instance.resources.lot[read.instance.pairs.resource]
    short = np.maximum(0, need - read.asked.on_hand - read.asked.in_transit)
    return np.where(read.instance.pairs.missing == "", np.ceil(short / lot), 0).astype(np.int64)


def _offers(lots: Ints) -> tuple[Ints, Ints]:
    """Return one row for each lot: its pair and the how-manieth it is."""
    pair = np.repeat(np.arange(len(lots)), lots)
    return pair, np.arange(len(pair)) - np.repeat(np.cumsum(lots) - lots, lots)


def _by_claim(read: Assembled, claim: Floats, most: Ints) -> Ints:
    """Give lots one by one to the strongest claim: that of each pair is divided by the lots it has and the next."""
    pair, nth = _offers(np.where(claim > 0, most, 0))
    tie = read.instance.schools.tie[read.instance.pairs.school[pair]]
    return _place_in(read, pair[np.lexsort((pair, tie, -claim[pair] / (nth + 1)))])


def _place_in(read: Assembled, order: Ints) -> Ints:
    field = lay_out(read.instance)
    room = whole_room(field)
    _place_each(field, room, order)
    return room.lots


@compiled
def _place_each(field: Field, room: Room, order: Ints) -> None:
    for at in range(len(order)):
        place(field, room, order[at])
