"""Pairs of a school that kits tie together, in groups: mains, which need something, and parts, which are needed."""

from typing import NamedTuple

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.instance import Instance, Ints, Kits, each_of
from shared.errors import BadInput


class Groups(NamedTuple):
    """
    Groups G in order of their school, with their mains, their parts, and each part's rules one after the other.

    A main's lot *loads* a part; a part's lot carries ``carries`` of that load, and what the school has to spare,
    ``spare``. Loads are whole because each part counts them in its own fraction of a unit.
    """

    of_school: Ints
    """``of_school[s]:of_school[s + 1]`` are the groups of school ``s``; N + 1 numbers. The others likewise."""
    mains: Ints
    main: Ints
    """The pair."""
    parts: Ints
    part: Ints
    rules: Ints
    """Of each part."""
    loader: Ints
    """The place in ``main`` of the one that loads..."""
    load: Ints
    """...and how much a lot of it loads."""
    carries: Ints
    spare: Ints
    of_pair: Ints
    """The group of each pair, -1 where none."""

    def bounded(self, most: Ints) -> Ints:
        """Return *most* with each main held to what its parts, all of them given to it, could carry."""
        most = most.copy()
        of_part = np.repeat(np.arange(len(self.part)), np.diff(self.rules))
        carried = (self.carries * most[self.part] + self.spare)[of_part] // np.maximum(self.load, 1)
        np.minimum.at(most, self.main[self.loader], np.where(self.load > 0, carried, most[self.main[self.loader]]))
        return most


def group_kits(instance: Instance) -> Groups:
    """
    Tie the pairs of *instance* together by its kits.

    Raises:
        BadInput: A part that needs a part itself, or that is at another school.
    """
    kits, pairs = _in_order(instance.kits), instance.pairs
    _check(kits, pairs.school)
    label = _connected(kits, len(pairs))
    first = np.unique(label[kits.main])
    main, of_main = _by_group(label, kits.main, first)
    part, of_part = _by_group(label, kits.part, first)
    place, of_pair = np.zeros(len(pairs), dtype=np.int64), np.full(len(pairs), -1, dtype=np.int64)
    place[main] = np.arange(len(main))
    of_pair[main], of_pair[part] = of_main, of_part
    # The rules lie by part already.
    start = np.searchsorted(kits.part, part)
    count = np.searchsorted(kits.part, part, side="right") - start
    row, further = each_of(count)
    rules = start[row] + further
    fraction = np.lcm.reduceat(kits.per[rules], _ends(count)[:-1]) if len(part) else part
    lot = instance.resources.lot[pairs.resource]
    return Groups(
        of_school=np.searchsorted(pairs.school[first], np.arange(len(instance.schools) + 1)),
        mains=_ends(np.bincount(of_main, minlength=len(first))),
        main=main,
        parts=_ends(np.bincount(of_part, minlength=len(first))),
        part=part,
        rules=_ends(count),
        loader=place[kits.main[rules]],
        load=kits.units[rules] * lot[kits.main[rules]] * (np.repeat(fraction, count) // kits.per[rules]),
        carries=lot[part] * fraction,
        spare=pairs.spare[part] * fraction,
        of_pair=of_pair,
    )


def _in_order(kits: Kits) -> Kits:
    """Return the rules in one order, so that whatever order they came in sums are added alike."""
    return kits.take(np.lexsort((kits.per, kits.units, kits.main, kits.part)))


def _check(kits: Kits, school: Ints) -> None:
    if np.isin(kits.part, kits.main).any():
        raise BadInput("La parte de un equipo no puede llevar otra parte. Corrija los equipos del reparto.")
    if (school[kits.main] != school[kits.part]).any():
        raise BadInput("Un equipo y su parte son de escuelas distintas. Corrija los equipos del reparto.")


def _connected(kits: Kits, pairs: int) -> Ints:
    """Return the first main of each pair's group: pairs lie by school, so in its order the groups do too."""
    of, first = np.arange(pairs), np.full(pairs, pairs)
    _unite(kits.main, kits.part, of)
    np.minimum.at(first, of[kits.main], kits.main)
    return np.asarray(first[of])


@compiled
def _unite(main: Ints, part: Ints, of: Ints) -> None:
    """Write one pair of each group for every pair of it, the pair itself where nothing ties it."""
    for rule in range(len(main)):
        one, other = _root(of, main[rule]), _root(of, part[rule])
        of[max(one, other)] = min(one, other)
    for pair in range(len(of)):
        of[pair] = _root(of, pair)


@compiled
def _root(of: Ints, pair: int) -> int:
    while of[pair] != pair:
        of[pair] = of[of[pair]]
        pair = of[pair]
    return pair


def _by_group(label: Ints, tied: Ints, first: Ints) -> tuple[Ints, Ints]:
    """Return the pairs *tied*, each once, by group and then in their order, and the group of each."""
    pairs = np.unique(tied)
    group = np.searchsorted(first, label[pairs])
    order = np.argsort(group, kind="stable")
    return pairs[order], group[order]


def _ends(sizes: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
