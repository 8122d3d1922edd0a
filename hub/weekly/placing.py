"""Which sites lie together in which bucket, and what their rows rest on besides events. Pure."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

import msgspec

from hub.left_out import Unreadable
from hub.region_rows import Placed
from hub.weekly.ledger import Stretch

SITES, EVENTS = 64, 250_000
"""About how many of them lie in a bucket when a table is made anew."""


LEAVES = 4
"""Files in which the weeks of a block of a bucket lie: where few of its schools are touched, few are written anew."""


def leaf_of(site: str) -> int:
    """
    Return in which of them those of a site lie: by other bits than its bucket, of which all would lie in one else.

    >>> len({leaf_of(f"{site:06d}") for site in range(20_000) if Placing(256).bucket_of(f"{site:06d}") == 7})
    4
    """
    return (crc32(site.encode()) >> 16) % LEAVES


@dataclass(frozen=True, slots=True)
class Placing:
    """Where each site lies."""

    buckets: int
    joined: Sequence[Sequence[str]] = ()
    """Sites that lie together, as one tree of events has stretches of both: a computer went from one to the other."""
    _first: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._first.update((site, sites[0]) for sites in self.joined for site in sites)

    def bucket_of(self, site: str) -> int:
        """Return the number of a site's bucket."""
        return crc32(self._first.get(site, site).encode()) % self.buckets


@dataclass(slots=True)
class Surroundings:
    """What a bucket's rows rest on besides events."""

    schools: list[tuple[str, str, str]] = field(default_factory=list)
    """Id, site and UGEL."""
    unread: list[Unreadable] = field(default_factory=list)

    def hash(self, new: Iterable[Stretch] = ()) -> str:
        """Return what differs where the rows of all but the *new* stretches may."""
        own = {(one.incarnation, seq) for one in new for seq in self._of(one)}
        unread = sorted(one for one in self.unread if (one.incarnation, one.seq) not in own)
        return hashlib.sha256(msgspec.json.encode([sorted(self.schools), unread])).hexdigest()[:32]

    def _of(self, stretch: Stretch) -> Iterator[int]:
        return (
            one.seq for one in self.unread
            if one.incarnation == stretch.incarnation and stretch.first_seq <= one.seq <= stretch.last_seq
        )  # fmt: skip


def buckets_for(sites: int, events: int) -> int:
    """
    Return how many buckets a table of so many sites and events is made with.

    >>> buckets_for(0, 0), buckets_for(4_000, 1_000_000), buckets_for(10, 1_000_000)
    (1, 63, 4)
    """
    return max(1, -(-sites // SITES), -(-events // EVENTS))


def outgrown(placing: Placing, sites: int, events: int) -> bool:
    """Tell whether the buckets have become so large that the table had better be made with more of them."""
    return buckets_for(sites, events) > 4 * placing.buckets


def moving(before: Placing, now: Placing) -> set[int]:
    """
    Return the buckets from which or to which a site goes.

    >>> apart, joined = Placing(256), Placing(256, [["070001", "070002"]])
    >>> moving(apart, joined) == {apart.bucket_of("070002"), joined.bucket_of("070002")}
    True
    """
    sites = [site for placing in (before, now) for some in placing.joined for site in some]
    apart = [one for one in sites if before.bucket_of(one) != now.bucket_of(one)]
    return {placing.bucket_of(site) for placing in (before, now) for site in apart}


def surroundings(
    placing: Placing, schools: Iterable[Placed], unread: Mapping[str, Sequence[Unreadable]]
) -> dict[int, Surroundings]:
    """Return what the rows of each bucket rest on; *unread* by site."""
    found = {at: Surroundings() for at in range(placing.buckets)}
    for one in schools:
        found[placing.bucket_of(one.site)].schools.append((one.id, one.site, one.ugel))
    for site, some in unread.items():
        found[placing.bucket_of(site)].unread += some
    return found


def joined(trees: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """
    Return the sites that lie together, from the trees that have stretches of more than one, with the site of each.

    >>> joined([("x", "1"), ("x", "2"), ("y", "2"), ("y", "3"), ("z", "7"), ("z", "8")])
    (('1', '2', '3'), ('7', '8'))
    """
    sites_of: dict[str, set[str]] = defaultdict(set)
    for tree, site in trees:
        sites_of[tree].add(site)
    groups: list[set[str]] = []
    for sites in sites_of.values():
        touching = [one for one in groups if one & sites]
        groups = [one for one in groups if not one & sites] + [set().union(sites, *touching)]
    return tuple(sorted(tuple(sorted(one)) for one in groups if len(one) > 1))
