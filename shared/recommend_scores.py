"""How good recommendations are: recall and reciprocal rank on weeks that came after, learner by learner."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from shared.demand import Bools, Floats, Ints
from shared.recommend import FINISHED, MOST_BEGUN, OFFERED, Learner, Material, Shelf, Step, class_use
from shared.school_year import Week
from shared.similarity import ItemId, Similarity, similarity

HORIZON_WEEKS = 4
WEIGHTS = (0, 25, 50, 65, 80)
"""Per cent that likeness may have beside use in class, which has always a say: who did nothing yet is offered that."""
RANKED = 20
"""So many are ranked for the reciprocal rank; further down nobody looks."""
_DRAWS = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Uses:
    """Columns of equal length, one entry for each use, in order of weeks; ``room`` is the class of each learner."""

    materials: tuple[Material, ...]
    learners: tuple[Learner, ...]
    room: Ints
    learner: Ints
    item: Ints
    week: Ints
    progress: Ints
    """In per cent; -1 where nobody measured it."""

    def until(self, week: int) -> "Uses":
        """Return the uses before *week*."""
        return self._where(self.week < week)

    def during(self, first: int, weeks: int) -> "Uses":
        """Return the uses of so many weeks."""
        return self._where((self.week >= first) & (self.week < first + weeks))

    def _where(self, kept: Bools) -> "Uses":
        columns = (self.learner, self.item, self.week, self.progress)
        return Uses(self.materials, self.learners, self.room, *(column[kept] for column in columns))


class Held(NamedTuple):
    """What is known of a learner at an origin, and what they did after it."""

    learner: Learner
    past: Mapping[ItemId, Step]
    in_class: Mapping[ItemId, float]
    """How much the class uses each material, by ``shared.recommend.class_use``."""
    ever: Mapping[ItemId, int]
    """Its learners that ever used each."""
    next: frozenset[ItemId]
    """Used afterwards, and not finished before."""
    who: int = 0
    """Place in ``Uses.learners``."""


class Score(NamedTuple):
    """Of each learner: recall of five and reciprocal rank, of all that came next and of what was new among it."""

    recall: Floats
    mrr: Floats
    recall_new: Floats
    mrr_new: Floats


Ranker = Callable[[Held, bool], Sequence[ItemId]]
"""Ranks materials for a learner; True: only what is new to them."""


def counts(uses: Uses) -> tuple[dict[ItemId, int], dict[tuple[ItemId, ItemId], int]]:
    """Return the learners of each material, and of each ordered pair, as ``similarity`` takes them."""
    items = len(uses.materials)
    first = np.full((len(uses.learners), items), np.iinfo(np.int64).max)
    np.minimum.at(first, (uses.learner, uses.item), uses.week)
    used = first < np.iinfo(np.int64).max
    after = np.zeros((items, items), dtype=np.int64)
    for weeks, known in zip(first, used, strict=True):
        mine = np.flatnonzero(known)
        after[np.ix_(mine, mine)] += weeks[mine][:, None] <= weeks[mine][None, :]
    names = [one.id for one in uses.materials]
    pairs = {(names[a], names[b]): int(after[a, b]) for a, b in np.argwhere(after).tolist() if a != b}
    return dict(zip(names, used.sum(axis=0).tolist(), strict=True)), pairs


def trained(uses: Uses, origin: int, weight_pct: int) -> Similarity:
    """Return the similarity of what was used before *origin*."""
    return similarity(*counts(uses.until(origin)), until=Week(origin - 1), weight_pct=weight_pct)


def held_out(uses: Uses, origin: int, horizon: int = HORIZON_WEEKS) -> list[Held]:
    """Return who used something in the weeks after *origin*: what was known of them before, and what it was."""
    pasts, before = _pasts(uses, origin), uses.until(origin)
    rooms = _in_rooms(before)
    in_class = {room: class_use(rows) for room, rows in rooms.items()}
    ever = {room: Counter(item for item, _ in rows) for room, rows in rooms.items()}
    nexts: dict[int, set[ItemId]] = defaultdict(set)
    after = uses.during(origin, horizon)
    for who, item in zip(after.learner.tolist(), after.item.tolist(), strict=True):
        step = pasts[who].get(uses.materials[item].id, Step())
        if (step.progress or 0) < FINISHED:
            nexts[who].add(uses.materials[item].id)
    return [
        Held(uses.learners[who], pasts[who], in_class.get(room, {}), ever.get(room, {}), frozenset(nexts[who]), who)
        for who in sorted(nexts)
        if (room := int(uses.room[who])) >= 0
    ]


def _in_rooms(uses: Uses) -> dict[int, list[tuple[ItemId, Week]]]:
    """Return for each class the last week in which each of its learners used each material."""
    columns = (uses.learner, uses.item, uses.week)
    last: dict[tuple[int, int], int] = {}
    for who, item, week in zip(*(column.tolist() for column in columns), strict=True):
        last[who, item] = max(week, last.get((who, item), week))
    found: dict[int, list[tuple[ItemId, Week]]] = defaultdict(list)
    for (who, item), week in last.items():
        found[int(uses.room[who])].append((uses.materials[item].id, Week(week)))
    return found


def _pasts(uses: Uses, origin: int) -> dict[int, dict[ItemId, Step]]:
    found: dict[int, dict[ItemId, Step]] = defaultdict(dict)
    before = uses.until(origin)
    columns = (before.learner, before.item, before.week, before.progress)
    for who, item, week, progress in zip(*(column.tolist() for column in columns), strict=True):
        name = uses.materials[item].id
        known = found[who].get(name, Step(age_weeks=origin - week))
        furthest = max(known.progress if known.progress is not None else -1, progress)
        age = min(known.age_weeks, origin - week)
        found[who][name] = Step(None if furthest < 0 else furthest, age)
    return found


def recommender(shelf: Shelf) -> Ranker:
    """Return how a shelf ranks; of weight 0, that is what the class uses most of what fits."""

    def rank(held: Held, new: bool) -> Sequence[ItemId]:
        begun = 0 if new else MOST_BEGUN
        found = shelf.offers(held.learner, held.past, held.in_class, RANKED, most_begun=begun)
        return [one.item for one in found]

    return rank


def most_used(held: Held, new: bool) -> Sequence[ItemId]:
    """Rank by what the class used most in all its time, whoever asks: the peer that any list of favourites is."""
    ranked = sorted(held.ever, key=lambda item: (-held.ever[item], item))
    return [item for item in ranked if not (new and item in held.past)][:RANKED]


def score(held: Sequence[Held], rank: Ranker) -> Score:
    """
    Return the scores of a ranker; of who did nothing new, those of what is new are NaN.

    >>> one = Held(Learner(), {}, {}, {ItemId("a"): 3, ItemId("b"): 2}, frozenset({ItemId("b"), ItemId("c")}))
    >>> [float(part[0]) for part in score([one], most_used)]
    [0.5, 0.5, 0.5, 0.5]
    """
    rows = [(*_one(one.next, rank(one, False)), *_one(one.next - set(one.past), rank(one, True))) for one in held]
    return Score(*np.array(rows, dtype=np.float64).reshape(-1, 4).T)


def _one(wanted: frozenset[ItemId], ranked: Sequence[ItemId]) -> tuple[float, float]:
    if not wanted:
        return float("nan"), float("nan")
    places = [at for at, item in enumerate(ranked, start=1) if item in wanted]
    return len([at for at in places if at <= OFFERED]) / len(wanted), 1 / places[0] if places else 0.0


class Interval(NamedTuple):
    """A mean of differences between two rankers, learner by learner, and where it lies in 95 of 100 draws."""

    mean: float
    low: float
    high: float


def gain(mine: Floats, peer: Floats, seed: int = 0) -> Interval:
    """
    Return by how much *mine* is above *peer*, in the mean of the learners that both have a score for.

    >>> gain(np.array([0.5, 0.7, np.nan]), np.array([0.4, 0.6, 0.3])).mean.__round__(2)
    0.1
    """
    known = (mine - peer)[~(np.isnan(mine) | np.isnan(peer))]
    if not known.size:
        return Interval(0.0, 0.0, 0.0)
    rng = np.random.default_rng(seed)
    draws = [known[rng.integers(known.size, size=known.size)].mean() for _ in range(_DRAWS)]
    return Interval(float(known.mean()), float(np.quantile(draws, 0.025)), float(np.quantile(draws, 0.975)))


def last_origins(weeks: Iterable[int], count: int) -> tuple[int, ...]:
    """
    Return the last *count* origins of the weeks with a use, a horizon apart; none where not as much comes before.

    >>> last_origins(range(30), 2), last_origins(range(15), 2)
    ((22, 26), ())
    """
    known = sorted(set(weeks))
    needed = count * HORIZON_WEEKS
    return tuple(known[-needed::HORIZON_WEEKS]) if len(known) >= 2 * needed else ()


def best_weight(
    uses: Uses,
    origins: Sequence[int],
    horizon: int = HORIZON_WEEKS,
    *,
    known: Sequence[Similarity] | None = None,
) -> int:
    """
    Return the weight that finds most of what was new after *origins*, each with what was known before it.

    0, so that the most used of the class is offered, unless the best one is above it in 95 of 100 draws. *known* is
    the likeness at each origin, where it is of more learners than *uses* has.
    """
    held = [[one for one in held_out(uses, origin, horizon) if one.next - set(one.past)] for origin in origins]
    known = known or [trained(uses, origin, 100) for origin in origins]
    found = {
        weight: np.concatenate([_recall_new(ones, uses, one, weight) for ones, one in zip(held, known, strict=True)])
        for weight in WEIGHTS
    }
    best = max(WEIGHTS, key=lambda weight: (mean(found[weight]), -weight))
    return best if gain(found[best], found[0]).low > 0 else 0


def _recall_new(held: Sequence[Held], uses: Uses, known: Similarity, weight_pct: int) -> Floats:
    rank = recommender(Shelf(uses.materials, replace(known, weight_pct=weight_pct)))
    return np.array([_one(one.next - set(one.past), rank(one, True))[0] for one in held])


def mean(values: Floats) -> float:
    """Return the mean of the learners that have a score."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else 0.0
