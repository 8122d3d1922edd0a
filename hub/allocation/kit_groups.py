"""Pairs of a school that kits tie together, in groups: mains, which need something, and parts, which are needed."""

from dataclasses import dataclass
from math import lcm
from typing import NamedTuple

import numpy as np

from hub.allocation.instance import Instance, Ints, Kits
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


@dataclass(slots=True)
class _Group:
    mains: list[int]
    parts: list[int]


def group_kits(instance: Instance) -> Groups:
    """
    Tie the pairs of *instance* together by its kits.

    Raises:
        BadInput: A part that needs a part itself, or that is at another school.
    """
    kits, pairs = _in_order(instance.kits), instance.pairs
    _check(kits, pairs.school)
    groups = _connected(kits)
    by_part: dict[int, list[int]] = {}
    for rule, part in enumerate(kits.part.tolist()):
        by_part.setdefault(part, []).append(rule)
    parts = [part for group in groups for part in group.parts]
    main = _ints([pair for group in groups for pair in group.mains])
    place = {pair: at for at, pair in enumerate(main.tolist())}
    per = [lcm(*(int(kits.per[rule]) for rule in by_part[part])) for part in parts]
    rules = _ints([rule for part in parts for rule in by_part[part]])
    count = _ints([len(by_part[part]) for part in parts])
    part, fraction = _ints(parts), _ints(per)
    of_pair = np.full(len(pairs), -1, dtype=np.int64)
    sizes = _ints([len(group.mains) for group in groups]), _ints([len(group.parts) for group in groups])
    of_pair[main] = np.repeat(np.arange(len(groups)), sizes[0])
    of_pair[part] = np.repeat(np.arange(len(groups)), sizes[1])
    lot = instance.resources.lot[pairs.resource]
    school = pairs.school[_ints([group.mains[0] for group in groups])]
    return Groups(
        of_school=np.searchsorted(school, np.arange(len(instance.schools) + 1)),
        mains=_ends(sizes[0]),
        main=main,
        parts=_ends(sizes[1]),
        part=part,
        rules=_ends(count),
        loader=_ints([place[pair] for pair in kits.main[rules].tolist()]),
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


def _connected(kits: Kits) -> list[_Group]:
    """Return what rules connect, in order of the first main: pairs lie by school, so the groups do too."""
    of: dict[int, _Group] = {}
    for main, part in zip(kits.main.tolist(), kits.part.tolist(), strict=True):
        one, other = of.get(main) or _Group([main], []), of.get(part) or _Group([], [part])
        if one is not other:
            one = _Group(one.mains + other.mains, one.parts + other.parts)
            of.update(dict.fromkeys([*one.mains, *one.parts], one))
    groups = {id(group): _Group(sorted(group.mains), sorted(group.parts)) for group in of.values()}
    return sorted(groups.values(), key=lambda group: group.mains[0])


def _ends(sizes: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _ints(numbers: list[int]) -> Ints:
    return np.array(numbers, dtype=np.int64)
