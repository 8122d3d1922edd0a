"""Items are issued once per change, follow each other, and reach a node whatever it has already."""

import pytest

from hub import streams
from sync.feed import ALL, Marks, Slice
from sync.lives import HubIncarnation
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
