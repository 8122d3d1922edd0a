"""Items are issued once per change, follow each other, and reach a node whatever it has already."""

import random

import pytest

from hub import streams
from sync.feed import ALL, Marks, Slice
from sync.lives import FeedPosition, HubIncarnation
from sync.parts import FIELD, Begun, Part, told, whole, with_part
from sync.reply import encode_reply
from tests.hub.builders import SITE, Node, Office, feeds_after

pytestmark = pytest.mark.databases


def issue(office: Office, subject: str, body: bytes, stream: str = SITE) -> bool:
    with office.store.begin() as connection:
        life = office.store.life(connection)
        return office.store.issue(
            connection, life, office.keys, stream=stream, kind="decision", subject=subject, body=body
        )


def test_the_same_item_again_is_not_issued_again(office: Office) -> None:
    told = [issue(office, "a", b"1"), issue(office, "a", b"1"), issue(office, "a", b"2"), issue(office, "b", b"1")]

    assert told == [True, False, True, True]
    assert [entry.number for entry in office.store.entries(SITE)] == [1, 2, 3]


def test_a_site_gets_its_own_stream_sealed_and_no_other(office: Office, node: Node) -> None:
    issue(office, "mine", b"1")
    issue(office, "theirs", b"1", stream="074295")

    pages = node.pages(office.take(node.bundle()))

    assert [page.stream for page in pages] == [ALL, SITE]
    assert [entry.item.subject for page in pages if isinstance(page, Slice) for entry in page.entries][1:] == ["mine"]


def test_only_what_follows_is_told_and_nothing_at_the_end_of_both_streams(office: Office, node: Node) -> None:
    issue(office, "mine", b"1")
    known = feeds_after(node.pages(office.take(node.bundle())))
    at_the_end = node.pages(office.take(node.bundle(feeds=known)))
    issue(office, "mine", b"2")

    (page,) = node.pages(office.take(node.bundle(feeds=known)))

    assert at_the_end == []
    assert isinstance(page, Slice)
    assert [(entry.number, entry.item.body) for entry in page.entries] == [(2, b"2")]


def test_a_position_that_the_hub_does_not_know_is_answered_with_marks(office: Office, node: Node) -> None:
    issue(office, "mine", b"1")
    known = feeds_after(node.pages(office.take(node.bundle())))
    strange = {SITE: known[SITE].__class__(HubIncarnation(5, bytes(8)), 9, known[SITE].head), ALL: known[ALL]}

    (page,) = node.pages(office.take(node.bundle(feeds=strange)))

    assert isinstance(page, Marks)
    assert page.marks == (known[SITE],)


@pytest.mark.parametrize("most", [3_000, 20_000])
def test_pages_are_as_large_as_the_road_can_take_and_both_streams_move(office: Office, node: Node, most: int) -> None:
    for number in range(80):
        issue(office, f"mine/{number}", bytes(500))
        issue(office, f"everybody's/{number}", bytes(500), ALL)
    taken = office.take(node.bundle(), most=most)
    pages = node.pages(taken)

    assert most - 1_800 < len(encode_reply(taken.reply)) <= most
    assert [page.stream for page in pages] == [ALL, SITE]
    assert all(page.entries for page in pages if isinstance(page, Slice))


def test_what_one_stream_does_not_need_the_other_has(office: Office, node: Node) -> None:
    for number in range(80):
        issue(office, f"mine/{number}", bytes(500))
    taken = office.take(node.bundle(), most=20_000)

    assert 18_000 < len(encode_reply(taken.reply)) <= 20_000


def test_in_small_pages_everything_comes_in_order(office: Office, node: Node) -> None:
    for number in range(30):
        issue(office, f"mine/{number}", bytes([number]) * 300)
        issue(office, f"everybody's/{number}", bytes([number]) * 200, ALL)
    place, came = {}, []
    for _ in range(60):
        pages = node.pages(office.take(node.bundle(feeds=place), most=2_048))
        place |= feeds_after(pages)
        came += [entry.item.subject for page in pages if isinstance(page, Slice) for entry in page.entries]

    assert [one for one in came if one.startswith("mine")] == [f"mine/{number}" for number in range(30)]
    assert len(came) == len(set(came)) == len(office.store.entries(ALL)) + 30


def test_an_entry_of_this_life_that_the_hub_lacks_shows_that_it_was_restored(office: Office) -> None:
    issue(office, "mine", b"1")
    (entry,) = office.store.entries(SITE)
    with office.store.begin() as connection:
        life = office.store.life(connection)
        beyond = entry.position.__class__(life, 2, entry.head)

        assert not streams.lacks(connection, {SITE: entry.position}, life)
        assert streams.lacks(connection, {SITE: beyond}, life)


def test_a_node_that_says_nothing_of_parts_is_told_as_ever(office: Office, node: Node) -> None:
    issue(office, "news/1", bytes(30_000), ALL)
    issue(office, "news/2", random.Random(1).randbytes(30_000))
    taken = office.take(node.bundle(), most=4_000)

    assert [data[:1] for data in taken.reply.slices] == [b"B", b"S"]
    assert [len(page.entries) for page in node.pages(taken) if isinstance(page, Slice)] == [1, 1]


def test_to_one_that_reads_them_pages_travel_packed_and_long_entries_in_parts(office: Office, node: Node) -> None:
    long = random.Random(1).randbytes(30_000)
    issue(office, "news/2", long)
    begun: dict[str, Begun] = {}
    for _ in range(20):
        health = {FIELD: told(list(begun.values()))}
        taken = office.take(node.bundle(health=health, feeds=at_the_end(office, ALL)), most=4_000)
        [part] = node.pages(taken)
        assert isinstance(part, Part)
        assert sum(map(len, taken.reply.slices)) < 4_000
        begun[SITE] = with_part(begun.get(SITE), part)  # type: ignore[assignment]
        if (page := whole(begun[SITE], part)) is not None:
            break

    assert page is not None
    assert page.entries[0].item.body == long
    packed = office.take(node.bundle(health={FIELD: []}))
    assert [data[:1] for data in packed.reply.slices] == [b"C", b"S"]


def test_more_entries_fit_a_packed_page(office: Office, node: Node) -> None:
    for number in range(30):
        issue(office, f"news/{number}", b'{"name": "palabras", "units": 1}' * 20)
    feeds = at_the_end(office, ALL)
    counts = [
        [len(page.entries) for page in node.pages(office.take(node.bundle(feeds=feeds, **more), most=4_000))]  # type: ignore[union-attr]
        for more in ({}, {"health": {FIELD: []}})
    ]

    assert counts[0][0] < 6
    assert counts[1][0] > 15


def at_the_end(office: Office, stream: str) -> dict[str, FeedPosition]:
    return {stream: office.store.entries(stream)[-1].position}
