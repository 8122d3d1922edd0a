"""What a learner is offered next, and why: a pure function of their history, their class and what the region knows."""

from collections import Counter
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from shared.demand import Bools, Floats
from shared.school_year import Week
from shared.similarity import ItemId, Similarity

OFFERED = 5
MOST_BEGUN = 3
"""Of five offers, what is begun already, where there is enough that is new: there is always room for it."""
FINISHED = 100
_REMEMBERED = 256
_FRESH_WEEKS = 4
_CLASS_HALF_LIFE = 4
_HALF_LIFE_WEEKS = 12
"""What somebody used so long ago says half as much of what they like now."""


@dataclass(frozen=True, slots=True)
class Material:
    """What may be offered, and to whom; what is empty or 0 is for everybody."""

    id: ItemId
    language: str = ""
    levels: tuple[str, ...] = ()
    grades: tuple[int, ...] = ()
    android: int = 0
    """The least version of Android that opens it."""
    after: tuple[ItemId, ...] = ()
    """What it builds on: offered once these are finished."""


@dataclass(frozen=True, slots=True)
class Learner:
    """What is known of who asks. Unknown (None, or no level) is not "no": it leaves nothing out."""

    grade: int | None = None
    level: str = ""
    languages: frozenset[str] | None = None
    android: int | None = None


class Step(NamedTuple):
    """How far a learner came with a material, and how long ago."""

    progress: int | None = None
    """In per cent; None where nobody measures it."""
    age_weeks: int = 0
    liked: bool = True
    """False where the learner said that it did not help."""


class Why(StrEnum):
    """Why a material is offered."""

    BEGUN = "begun"
    ALIKE = "alike"
    CLASS = "class"


@dataclass(frozen=True, slots=True)
class Offer:
    """One material for one learner."""

    item: ItemId
    why: Why
    because: ItemId | None = None
    """Of ``ALIKE``: what the learner used that speaks most for it."""
    progress: int | None = None
    """Of ``BEGUN``."""


class Shelf:
    """Materials with what the region knows of them, laid out once for many learners."""

    def __init__(self, materials: Sequence[Material], known: Similarity | None = None) -> None:
        # A fixed order, whatever the caller's: equal scores are told apart by it.
        self.materials = sorted(materials, key=lambda one: one.id)
        self.ids = [one.id for one in self.materials]
        self.place = {item: at for at, item in enumerate(self.ids)}
        self._reach: dict[Learner, list[bool]] = {}
        self.weight = known.weight_pct / 100 if known else 0.0
        # Only of what the region counted, which is little: a catalogue may list thousands.
        named = frozenset(known.items) if known else frozenset()
        counted = [item for item in self.ids if item in named]
        self._counted = np.array([self.place[item] for item in counted], dtype=np.int64)
        self._between = known.between(counted) if known else np.zeros((0, 0))

    def offers(
        self,
        learner: Learner,
        past: Mapping[ItemId, Step],
        in_class: Mapping[ItemId, float],
        most: int = OFFERED,
        most_begun: int = MOST_BEGUN,
        here: Container[ItemId] | None = None,
    ) -> list[Offer]:
        """
        Return up to *most* materials: what was begun, latest first, then what is new and fits, best first.

        Of what was begun *most_begun*, and more only where there is not enough that is new; 0: none.

        *in_class* is how much the class uses each material (``class_use``). Nobody is offered what they
        finished, what did not help them, or what does not fit; nor what nobody here and nothing they did speaks for.
        Only what is *here* is offered, where that is known; what they did elsewhere says what they like all the same.

        >>> shelf = Shelf([Material(ItemId("a")), Material(ItemId("b"))])
        >>> [one.item for one in shelf.offers(Learner(), {ItemId("a"): Step(100)}, {ItemId("a"): 9, ItemId("b"): 3})]
        ['b']
        """
        fits = [
            near and is_open(one, past) and (here is None or one.id in here)
            for one, near in zip(self.materials, self._reached(learner), strict=True)
        ]
        begun = [item for item, fit in zip(self.ids, fits, strict=True) if fit and is_begun(past.get(item))]
        begun.sort(key=lambda item: _latest(past[item], item))
        open_ = np.array([fit and item not in past for item, fit in zip(self.ids, fits, strict=True)], dtype=bool)
        new = self._new(open_, past, in_class, most)
        count = max(min(most_begun, most), most - len(new)) if most_begun else 0
        going_on = [Offer(item, Why.BEGUN, progress=past[item].progress) for item in begun[:count]]
        return going_on + new[: most - len(going_on)]

    def _reached(self, learner: Learner) -> list[bool]:
        """Return which materials reach a learner; those of a class are alike, and are asked once."""
        if learner not in self._reach:
            if len(self._reach) >= _REMEMBERED:
                self._reach.clear()
            self._reach[learner] = [reaches(one, learner) for one in self.materials]
        return self._reach[learner]

    def _new(
        self, open_: Bools, past: Mapping[ItemId, Step], in_class: Mapping[ItemId, float], most: int
    ) -> list[Offer]:
        seeds = self.seeds(past)
        of_class = np.array([float(in_class.get(item, 0)) for item in self.ids])
        used = (1 - self.weight) * _by_greatest(of_class, open_)
        likeness = np.zeros(len(self.ids))
        likeness[self._counted] = seeds[self._counted] @ self._between
        alike = self.weight * _by_greatest(likeness, open_)
        score = used + alike
        best = [int(at) for at in np.argsort(-score, kind="stable")[:most] if score[at] > 0]
        return [self._alike(at, seeds) if alike[at] > used[at] else Offer(self.ids[at], Why.CLASS) for at in best]

    def seeds(self, past: Mapping[ItemId, Step]) -> Floats:
        """Return how much each material says of what a learner likes: what they used lately, and did not dislike."""
        found = np.zeros(len(self.ids))
        for item, step in past.items():
            if item in self.place and step.liked:
                found[self.place[item]] = 0.5 ** (max(step.age_weeks, 0) / _HALF_LIFE_WEEKS)
        return found

    def _alike(self, at: int, seeds: Floats) -> Offer:
        column = self._between[:, int(np.flatnonzero(self._counted == at)[0])]
        most = int(np.argmax(seeds[self._counted] * column))
        return Offer(self.ids[at], Why.ALIKE, because=self.ids[self._counted[most]])


def class_use(last: Iterable[tuple[ItemId, Week]]) -> dict[ItemId, float]:
    """
    Return how much a class uses each material, of the last week in which each learner used each.

    A learner counts once, and the less the more weeks of use of the class came after: vacations are no such weeks.

    >>> weeks = [(ItemId("new"), Week(40)), (ItemId("old"), Week(9)), (ItemId("old"), Week(10))]
    >>> {item: round(use, 2) for item, use in class_use(weeks).items()}
    {'new': 1.0, 'old': 1.55}
    """
    told = Counter(last)
    weeks = sorted({week for _, week in told}, reverse=True)
    worth = {week: 0.5 ** (at / _CLASS_HALF_LIFE) for at, week in enumerate(weeks)}
    found: dict[ItemId, float] = {}
    # In one order, whoever tells it: sums of parts do not depend on it then.
    for (item, week), learners in sorted(told.items()):
        found[item] = found.get(item, 0.0) + learners * worth[week]
    return found


def _by_greatest(values: Floats, open_: Bools) -> Floats:
    """Return values in parts of the greatest that is open; of what is not, nothing."""
    kept = np.where(open_, values, 0.0)
    greatest = float(kept.max(initial=0.0))
    return kept / greatest if greatest > 0 else kept


def reaches(material: Material, learner: Learner) -> bool:
    """
    Tell whether a material is for somebody like this learner: by language, level, grade and device.

    >>> book = Material(ItemId("b"), language="quy", grades=(3, 4))
    >>> reaches(book, Learner(grade=3, languages=frozenset({"es"}))), reaches(book, Learner(grade=3))
    (False, True)
    """
    return (
        _allows(material.language, learner.languages)
        and (not material.grades or learner.grade is None or learner.grade in material.grades)
        and (not material.levels or not learner.level or learner.level in material.levels)
        and (learner.android is None or material.android <= learner.android)
    )


def is_open(material: Material, past: Mapping[ItemId, Step]) -> bool:
    """Tell whether a learner may begin or go on with a material: what it builds on is finished, and it is not."""
    step = past.get(material.id)
    ready = all(is_finished(past.get(item)) for item in material.after)
    return ready and (step is None or (step.liked and not is_finished(step)))


def _allows(language: str, spoken: Collection[str] | None) -> bool:
    return not language or spoken is None or language in spoken


def is_finished(step: Step | None) -> bool:
    """Tell whether a learner is done with a material; one whose progress nobody measures is never known to be."""
    return step is not None and step.progress is not None and step.progress >= FINISHED


def is_begun(step: Step | None) -> bool:
    """
    Tell whether a learner is in the middle of a material; of one whose progress nobody measures, for some weeks.

    >>> [is_begun(step) for step in (Step(40, 30), Step(None, 2), Step(None, 30), Step(100), None)]
    [True, True, False, False, False]
    """
    if step is None or step.progress is None:
        return step is not None and step.age_weeks <= _FRESH_WEEKS
    return step.progress < FINISHED


def _latest(step: Step, item: ItemId) -> tuple[int, int, str]:
    """Return what orders materials by how lately they were used, then by how far they are."""
    return (step.age_weeks, -(step.progress or 0), item)
