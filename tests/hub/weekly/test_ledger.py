"""What dates a stretch is the same whether it is asked night by night or once, and each night asks of few."""

from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from hub.weekly.ledger import Clock, Stretch, dated_anew, forks, unsettled

T0 = 1_790_000_000
"""A moment of 2026, in Unix seconds."""


class Sent(NamedTuple):
    """What a computer sends at one contact."""

    opens: bool
    """Whether it was started anew since the last."""
    marks: tuple[tuple[int, bool], ...]
    """How wrong its clock is at each, in hours, and whether it had heard the hub's time."""
    back: int
    """How many contacts before the last one the copy was made that goes on here; 0: it is no copy."""
    night: bool


marks = st.lists(st.tuples(st.sampled_from([0, 0, 30, -500_000]), st.booleans()), max_size=3).map(tuple)
sent = st.builds(Sent, st.booleans(), marks, st.sampled_from([0] * 9 + [1, 2]), st.booleans())


def stretches(contacts: list[Sent]) -> list[Stretch]:
    """Return what the hub holds after each contact, a day apart."""
    found: list[Stretch] = []
    for at, one in enumerate(contacts):
        parent = found[max(0, len(found) - 1 - one.back)] if found else None
        begins = one.opens or parent is None or bool(one.back)
        first = 1 if begins or parent is None else parent.last_seq + 1
        opened = at if begins or parent is None or parent.clock is None else at - parent.clock.last_s // 86_400 - 1
        seconds = (at - opened) * 86_400
        marks = [
            (first + number, seconds + number, T0 + at * 86_400 + wrong * 3600, T0 + at * 86_400 if told else None)
            for number, (wrong, told) in enumerate(one.marks)
        ]
        clock = Clock(seconds + 10, T0 + at * 86_400 + 60, marks)
        name = at if begins or parent is None else parent.incarnation
        incarnation = name.to_bytes(8, "big") if isinstance(name, int) else name
        end = parent.last_seq if parent else 0
        found.append(
            Stretch(
                at + 1, "t", parent.id if parent else 0, end, incarnation, first, first + 4, 5 * at + 1, "s", "n", "1",
                clock,
            )
        )  # fmt: skip
    return found


def told_at_once(contacts: list[Sent]) -> list[list[tuple[int, str, int, int]]]:
    held = {one.id: one for one in stretches(contacts)}
    dated_anew(held, ["t"])
    return [one.told for one in held.values()]


@settings(max_examples=300, deadline=None)
@given(st.lists(sent, min_size=1, max_size=12))
def test_what_dates_each_stretch_is_the_same_however_many_nights_asked(contacts: list[Sent]) -> None:
    held: dict[int, Stretch] = {}
    for one, told in zip(stretches(contacts), contacts, strict=True):
        held[one.id] = one
        if told.night:
            dated_anew(held, ["t"])
    dated_anew(held, ["t"])

    assert [one.told for one in held.values()] == told_at_once(contacts)


def test_of_a_computer_that_heard_the_hub_every_day_a_night_looks_at_the_last_days_alone() -> None:
    held = {one.id: one for one in stretches([Sent(True, ((0, True),), 0, True)] * 400)}
    new = held.pop(400)
    dated_anew(held, ["t"])
    held[new.id] = new

    assert [one.id for one in unsettled(list(held.values()))] == [399, 400]
    assert dated_anew(held, ["t"]) == [new]


def test_a_branch_begins_where_something_follows_already_or_in_the_middle_of_a_stretch() -> None:
    day = Sent(True, ((0, True),), 0, True)
    plain, copied = stretches([day] * 3), stretches([day, day, Sent(True, ((0, True),), 1, True)])
    early = [*plain[:2], structs.replace(plain[2], after_seq=plain[1].last_seq - 1)]

    told = [forks({one.id: one for one in some}, some[2:]) for some in (plain, copied, early)]

    assert told == [False, True, True]


def test_of_one_that_never_heard_it_or_of_two_histories_it_looks_at_all() -> None:
    silent = stretches([Sent(True, ((0, False),), 0, True)] * 5)
    copied = stretches([*[Sent(True, ((0, True),), 0, True)] * 5, Sent(True, ((0, True),), 3, True)])
    for some in (silent, copied):
        dated_anew({one.id: one for one in some[:-1]}, ["t"])

    assert (len(unsettled(silent)), len(unsettled(copied))) == (5, 6)
