"""Sites lie in buckets: always in the same one, those that share a tree of events in one, and none grows for ever."""

from hub.left_out import Unreadable
from hub.weekly.ledger import Stretch
from hub.weekly.placing import EVENTS, SITES, Placing, buckets_for, moving, outgrown, surroundings
from tests.hub.builders import school


def test_a_site_lies_in_the_same_bucket_whoever_asks() -> None:
    sites = [f"{number:06d}" for number in range(1_000)]

    found = [Placing(16).bucket_of(site) for site in sites]

    assert found == [Placing(16, [("1", "2")]).bucket_of(site) for site in sites]
    assert set(found) == set(range(16))


def test_sites_between_which_a_computer_went_lie_together() -> None:
    placing = Placing(1_000, [("000001", "000002", "000003")])

    assert len({placing.bucket_of(site) for site in ("000001", "000002", "000003")}) == 1
    assert placing.bucket_of("000004") != placing.bucket_of("000001")


def test_a_change_of_a_school_or_of_what_cannot_be_read_is_a_change_of_its_bucket_alone() -> None:
    placing = Placing(2)
    one, other = (next(f"{n:06d}" for n in range(99) if placing.bucket_of(f"{n:06d}") == at) for at in (0, 1))
    listed = [school(site=one), school("2", other)]
    before = surroundings(placing, listed, {})
    moved = surroundings(placing, [school(site=one, ugel="CANGALLO"), school("2", other)], {})
    unread = surroundings(placing, listed, {one: [Unreadable(b"a", 1, b"h")]})

    for changed in (moved, unread):
        assert [before[at].hash() == changed[at].hash() for at in (0, 1)] == [False, True]
    assert before[0].hash() == surroundings(placing, listed[::-1], {})[0].hash()


def test_what_cannot_be_read_of_new_stretches_changes_nothing_of_what_is_there() -> None:
    one = "000001"
    told = {one: [Unreadable(b"a", 1, b"h"), Unreadable(b"a", 9, b"h")]}
    before, after = (surroundings(Placing(1), [school(site=one)], {one: told[one][:count]})[0] for count in (1, 2))
    new = [stretch(5, 10)]

    assert before.hash() != after.hash()
    assert before.hash() == after.hash(new)
    assert before.hash() != after.hash([stretch(10, 12)])
    assert before.hash() != after.hash([stretch(5, 10, b"b")])


def stretch(first: int, last: int, incarnation: bytes = b"a") -> Stretch:
    return Stretch(1, "t", 0, 0, incarnation, first, last, first, "s", "n", "000001")


def test_a_site_that_lies_with_another_now_touches_where_it_was_and_where_it_is() -> None:
    before, now = Placing(1_000), Placing(1_000, [("000001", "000002")])

    assert moving(before, now) == {before.bucket_of("000002"), before.bucket_of("000001")}
    assert moving(now, now) == moving(before, Placing(1_000)) == set()


def test_a_table_is_made_with_more_buckets_once_they_have_become_large() -> None:
    placing = Placing(buckets_for(10 * SITES, 0))

    assert not outgrown(placing, 40 * SITES, 0)
    assert outgrown(placing, 40 * SITES + 1, 0)
    assert outgrown(placing, SITES, 40 * EVENTS + 1)
