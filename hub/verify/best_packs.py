"""Whether the packs of a school are the most that fits: searched anew, by leaving out what cannot come to more."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace

STEPS = 20_000
"""Of one school, after which the search says that it does not know."""


@dataclass(frozen=True, slots=True)
class Searched:
    """The most that a choice is worth, None where the steps were not enough to tell; and how many it took."""

    worth: float | None
    steps: int


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that a school may be sent, by its name."""

    name: str
    worth: float
    disk: float
    line: float
    after: Set[str]
    """All that it builds on and the school has not, to the last."""


@dataclass(slots=True)
class _Search:
    packs: Mapping[str, Pack]
    by_disk: list[Pack]
    by_line: list[Pack]
    best: float
    steps: int = 0
    wanted: list[Pack] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _State:
    taken: frozenset[str]
    barred: frozenset[str]
    worth: float
    disk: float
    line: float


def most_worth(packs: Mapping[str, Pack], disk: float, line: float, *, at_least: float, steps: int = STEPS) -> Searched:
    """
    Return the most that a choice within *disk* and *line* is worth, or *at_least* where none is worth more.

    >>> packs = {n: Pack(n, w, s, 1, set()) for n, w, s in (("a", 6, 6), ("b", 5, 5), ("c", 4, 5))}
    >>> most_worth(packs, 10, 99, at_least=6).worth
    9
    """
    wanted = sorted((one for one in packs.values() if one.worth > 0), key=lambda one: (-one.worth, one.name))
    search = _Search(packs, _order(wanted, "disk"), _order(wanted, "line"), at_least, wanted=wanted)
    none = frozenset[str]()
    stack = [(0, _State(none, none, 0, disk, line))]
    while stack:
        if search.steps >= steps:
            return Searched(None, steps)
        search.steps += 1
        at, state = stack.pop()
        search.best = max(search.best, state.worth)
        if at < len(wanted) and state.worth + _room_for(search, state) > search.best * (1 + 1e-12):
            stack += _branches(search, at, state)
    return Searched(search.best, search.steps)


def _order(packs: list[Pack], size: str) -> list[Pack]:
    return sorted(packs, key=lambda one: -one.worth / (getattr(one, size) or 1e-12))


def _branches(search: _Search, at: int, state: _State) -> list[tuple[int, _State]]:
    """Return the choice without the next pack, and the one with it and all that it builds on, to be looked at first."""
    pack = search.wanted[at]
    if pack.name in state.taken or pack.name in state.barred:
        return [(at + 1, state)]
    found = [(at + 1, replace(state, barred=state.barred | {pack.name}))]
    more = ({pack.name} | pack.after) - state.taken
    disk = state.disk - sum(search.packs[one].disk for one in more)
    line = state.line - sum(search.packs[one].line for one in more)
    if disk >= 0 and line >= 0 and not more & state.barred:
        worth = state.worth + sum(search.packs[one].worth for one in more)
        found.append((at + 1, _State(state.taken | more, state.barred, worth, disk, line)))
    return found


def _room_for(search: _Search, state: _State) -> float:
    """Return what more could come of it if packs could be divided, and stood alone."""
    return min(_divided(search.by_disk, state, state.disk, "disk"), _divided(search.by_line, state, state.line, "line"))


def _divided(packs: list[Pack], state: _State, room: float, size: str) -> float:
    total = 0.0
    for one in packs:
        barred = one.name in state.taken or one.name in state.barred or not state.barred.isdisjoint(one.after)
        if barred or one.disk > state.disk or one.line > state.line:
            continue
        takes: float = getattr(one, size)
        if takes > room:
            return total + one.worth * room / takes
        total, room = total + one.worth, room - takes
    return total
