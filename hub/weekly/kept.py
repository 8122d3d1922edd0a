"""What a bucket keeps beside its events: its stretches, what stands for rows, where each series begins. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
import numpy as np

from hub.weekly.ledger import Stretch, unsettled
from hub.weekly.words import Ints
from shared.dating import Quality

Row = tuple[bytes, int]
"""A row of a source that was imported, and why it does not count."""
Key = tuple[str, bytes, int]
"""The same, and the site before it."""
Identity = tuple[bytes, int, bytes]
Sender = tuple[str, str, str]
"""Site, computer, and why what it sent does not count."""
_COUNTED = ("facts", "units", "undated", "undated_units")
_NUMBER, _NAME = np.dtype("<i8"), np.dtype("<u8")
_NEVER = -1


class Settled(msgspec.Struct, array_like=True):
    """
    Stretches that nothing dates otherwise any more: some bytes of each, and what they add up to.

    A night copies them and looks through none: of a laptop that is heard every day they are all but the last.
    """

    ids: bytes = b""
    received_s: bytes = b""
    """When the hub received each; -1 where nothing says so."""
    incarnations: bytes = b""
    """Each that has a stretch among them, once."""
    counts: dict[str, list[int]] = {}
    left_out: list[tuple[str, str, str, int]] = []

    def with_more(self, more: Sequence[Stretch]) -> "Settled":
        """Return these with some *more*."""
        received = [_NEVER if one.clock is None else one.clock.received_s for one in more]
        names = sorted({one.incarnation for one in more})
        return Settled(
            ids=self.ids + np.array([one.id for one in more], _NUMBER).tobytes(),
            received_s=self.received_s + np.array(received, _NUMBER).tobytes(),
            incarnations=self.incarnations + b"".join(names),
            counts=_added(self.counts, more),
            left_out=[(*sender, facts) for sender, facts in sorted(_left_out(self.left_out, more).items())],
        )

    def is_reached_by(self, new: Iterable[Stretch]) -> bool:
        """Tell whether one of *new* follows one of these, or is of an incarnation of theirs."""
        some = list(new)
        parents, names = [one.parent for one in some], b"".join({one.incarnation for one in some})
        return bool(
            np.isin(parents, np.frombuffer(self.ids, _NUMBER)).any()
            or np.isin(np.frombuffer(names, _NAME), np.frombuffer(self.incarnations, _NAME)).any()
        )


class Ledger(msgspec.Struct, array_like=True):
    """All that a bucket's table rests on but its events."""

    stretches: dict[int, Stretch] = {}
    """Those that what comes may follow, or date otherwise."""
    firsts: dict[str, dict[str, int]] = {}
    """The first week of each series, by school and resource."""
    blocks: dict[str, list[int]] = {}
    """In which blocks each site has events."""
    sources: dict[str, msgspec.Raw] = {}
    """Which event stands for each row of a source that was imported, by site: only what is touched is read."""
    settled: Settled = msgspec.field(default_factory=Settled)

    def standing(self, sites: Iterable[str]) -> dict[Key, Identity]:
        """Return which event stands for each row of the sources of some *sites*."""
        return {
            (site, *row): identity
            for site in sites
            if site in self.sources
            for row, identity in msgspec.msgpack.decode(self.sources[site], type=list[tuple[Row, Identity]])
        }

    def stand(self, standing: Mapping[Key, Identity]) -> None:
        """Keep what stands: all of each site that occurs."""
        by_site: dict[str, list[tuple[Row, Identity]]] = defaultdict(list)
        for (site, source, why), identity in standing.items():
            by_site[site].append(((source, why), identity))
        self.sources |= {site: msgspec.Raw(msgspec.msgpack.encode(some)) for site, some in by_site.items()}

    def settle(self, trees: Iterable[str]) -> None:
        """Put the stretches of *trees* that nothing dates otherwise any more among the settled."""
        wanted = set(trees)
        by_tree: dict[str, list[Stretch]] = defaultdict(list)
        for one in self.stretches.values():
            if one.tree in wanted:
                by_tree[one.tree].append(one)
        more = [one for of_tree in by_tree.values() for one in _settled(of_tree)]
        if more:
            self.settled = self.settled.with_more(more)
        for one in more:
            del self.stretches[one.id]

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many facts and units are dated by what, and how many of them are of no week."""
        sums = _added(self.settled.counts, self.stretches.values())
        return {
            quality: dict(zip(_COUNTED, sums[quality], strict=True)) for quality in Quality if sums.get(quality, [0])[0]
        }

    def left_out(self) -> list[tuple[str, str, str, int]]:
        """Return how much does not count: site, computer, why, and how many facts."""
        return [
            (*sender, facts)
            for sender, facts in sorted(_left_out(self.settled.left_out, self.stretches.values()).items())
        ]

    def received(self) -> tuple[Ints, Ints]:
        """Return the ids of all stretches, in order, and when the hub received each."""
        told = [(one.id, one.clock.received_s) for one in self.stretches.values() if one.clock is not None]
        last = np.array(told, _NUMBER).reshape(-1, 2)
        ids = np.concatenate([np.frombuffer(self.settled.ids, _NUMBER), last[:, 0]])
        received_s = np.concatenate([np.frombuffer(self.settled.received_s, _NUMBER), last[:, 1]])
        order = np.argsort(ids)
        known = order[received_s[order] != _NEVER]
        return ids[known], received_s[known]


def _settled(of_tree: Sequence[Stretch]) -> Iterator[Stretch]:
    asked = {one.id for one in unsettled(of_tree)}
    return (one for one in of_tree if one.id not in asked)


def _added(counts: Mapping[str, Sequence[int]], more: Iterable[Stretch]) -> dict[str, list[int]]:
    """Return *counts* with those of some *more*."""
    sums = {quality: list(counted) for quality, counted in counts.items()}
    for one in more:
        for quality, counted in one.counts.items():
            before = sums.get(quality, [0] * len(_COUNTED))
            sums[quality] = [a + b for a, b in zip(before, counted, strict=True)]
    return sums


def _left_out(known: Iterable[tuple[str, str, str, int]], more: Iterable[Stretch]) -> dict[Sender, int]:
    """Return what is *known* not to count with what of some *more* does not."""
    out: dict[Sender, int] = defaultdict(int)
    for site, node, why, facts in known:
        out[site, node, why] += facts
    for one in more:
        for why, facts in one.left_out.items():
            out[one.site, one.node, why] += facts
    return out
