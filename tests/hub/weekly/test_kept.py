"""What is settled takes a few bytes, still counts, and is known again when something reaches back to it."""

from collections.abc import Sequence

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from hub.aggregate import NAME
from hub.weekly import listed
from hub.weekly.files import LEDGER
from hub.weekly.kept import Ledger, Settled
from hub.weekly.ledger import Stretch, dated_anew, forks
from shared.events import Claim
from shared.facts import ClockMark
from tests.hub.builders import NOW, Node, Office, use
from tests.hub.demanding import BARE, send
from tests.hub.weekly.test_ledger import Sent, marks, sent, stretches, told_at_once
from tests.hub.weekly.test_run import from_nothing, night

HEARD = Sent(True, ((0, True),), 0, True)
"""A day on which a laptop was started, and heard the hub's time."""


def counted(some: Sequence[Stretch]) -> list[Stretch]:
    """Return *some* with facts that count, and others that do not."""
    return [
        structs.replace(one, counts={"anchored": [at, 2 * at, 0, 0]}, left_out={"foreign": 1} if at % 3 == 0 else {})
        for at, one in enumerate(some, 1)
    ]


def night_by_night(some: Sequence[Stretch], each: int = 1) -> Ledger:
    kept = Ledger()
    for at, one in enumerate(some, 1):
        kept.stretches[one.id] = structs.replace(one)
        if at % each == 0 or at == len(some):
            dated_anew(kept.stretches, ["t"])
            kept.settle(["t"])
    return kept


def test_of_a_laptop_that_is_heard_every_day_all_but_the_last_day_is_settled_and_takes_few_bytes() -> None:
    year, more = (night_by_night(counted(stretches([HEARD] * days))) for days in (200, 400))

    assert [*more.stretches] == [400]
    assert len(msgspec.msgpack.encode(more)) - len(msgspec.msgpack.encode(year)) < 200 * 30


@settings(deadline=None)
@given(st.lists(sent, min_size=1, max_size=12), st.integers(1, 4))
def test_what_is_settled_still_counts(contacts: list[Sent], each: int) -> None:
    every = counted(stretches(contacts))
    kept, at_once = night_by_night(every, each), Ledger({one.id: one for one in every})

    assert (kept.counts(), kept.left_out()) == (at_once.counts(), at_once.left_out())
    assert [column.tolist() for column in kept.received()] == [column.tolist() for column in at_once.received()]
    assert kept.received()[0].tolist() == [one.id for one in every]


@settings(deadline=None)
@given(st.lists(sent, min_size=1, max_size=12))
def test_what_follows_something_settled_or_is_of_its_opening_reaches_back(contacts: list[Sent]) -> None:
    every = stretches(contacts)
    kept = night_by_night(every)
    new = structs.replace(every[-1], id=99, parent=every[-1].id, incarnation=b"of today")

    for one in every:
        follows, again = structs.replace(new, parent=one.id), structs.replace(new, incarnation=one.incarnation)
        opening = {other.incarnation for other in every if other.id not in kept.stretches}
        assert kept.settled.is_reached_by([new, follows]) == (one.id not in kept.stretches)
        assert kept.settled.is_reached_by([again, new]) == (one.incarnation in opening)


copying = st.builds(Sent, st.booleans(), marks, st.sampled_from([0, 0, 1]), st.just(True))


@settings(max_examples=300, deadline=None)
@given(st.lists(copying, min_size=1, max_size=8))
def test_what_dates_what_is_kept_is_the_same_as_if_nothing_had_been_settled(contacts: list[Sent]) -> None:
    kept = Ledger()
    for at, one in enumerate(stretches(contacts), 1):
        kept.stretches[one.id] = one
        if kept.settled.is_reached_by([one]) or (kept.settled.ids and forks(kept.stretches, [one])):
            kept = Ledger({each.id: each for each in stretches(contacts)[:at]})
        dated_anew(kept.stretches, ["t"])
        kept.settle(["t"])

    at_once = told_at_once(contacts)
    assert [one.told for one in kept.stretches.values()] == [at_once[id_ - 1] for id_ in kept.stretches]


def test_of_a_ledger_of_before_nothing_is_settled() -> None:
    before = msgspec.msgpack.encode([{}, {"0403691-0": {"guia": 2900}}, {}, {}])

    assert msgspec.msgpack.decode(before, type=Ledger).settled == Settled()


def test_when_a_stretch_was_received_is_not_told_where_nothing_says_so() -> None:
    some = [structs.replace(one, clock=None) if one.id == 1 else one for one in stretches([HEARD] * 3)]
    kept = Ledger(settled=Settled().with_more(some[:2]), stretches={3: some[2]})

    assert kept.received()[0].tolist() == [2, 3]


def test_what_a_copy_of_a_laptop_records_counts_although_it_goes_on_from_a_settled_day(
    office: Office, node: Node
) -> None:
    for day in range(4):
        opened = Claim(ClockMark(wall=0, hub_time=int(NOW.timestamp()) + 86_400 * day))
        send(office, node, opened, use("2026-10-05"), BARE, name="abcd"[day])
        night(office)
    copied = node.branch(5)
    send(office, copied, Claim(ClockMark(wall=0)), BARE, use("2026-10-06", units=3), name="e")
    at = kept_by(office)

    assert len(at.settled.ids) == 3 * 8
    assert night(office) == from_nothing(office)
    assert sum(row["units"] for row in night(office)[0]) == 4 + 4 + 1 + 3
    assert len(kept_by(office).stretches) == 5


def test_what_a_copy_records_is_dated_by_the_settled_day_although_what_it_goes_on_from_is_kept(
    office: Office, node: Node
) -> None:
    heard = Claim(ClockMark(wall=0, hub_time=int(NOW.timestamp())))
    send(office, node, heard, BARE, name="a")
    night(office)
    send(office, node, use("2026-10-06"), name="b")
    # The hub's time is noted after a contact: it goes out with the next.
    send(office, node, Claim(ClockMark(wall=0, hub_time=int(NOW.timestamp()) + 86_400)), BARE, name="b")
    night(office)
    at = kept_by(office)
    assert (len(at.settled.ids) // 8, len(at.stretches)) == (1, 2)

    copied = node.branch(3)
    send(office, copied, Claim(ClockMark(wall=0)), BARE, name="c")

    assert night(office) == from_nothing(office)


def kept_by(office: Office) -> Ledger:
    with office.store.read() as connection:
        (name,) = [one.name for one in listed.in_force(connection, NAME) if one.layer == LEDGER]
    return msgspec.msgpack.decode((office.config.lake_folder / name).read_bytes(), type=Ledger)
