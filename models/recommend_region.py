"""A made-up region of learners, of whom it is known what each likes and can: tastes, levels, languages, lessons."""

from collections.abc import Sequence

import numpy as np

from models.settings import Recommend
from shared.demand import Bools, Floats, Ints
from shared.recommend import Learner, Material
from shared.recommend_scores import Uses
from shared.similarity import ItemId

AREAS = ("Matemática", "Comunicación", "Ciencia", "Personal", "Arte")
_GRADES = 6
_THEMES = 8
_MOST_PROGRESS = 100


class Truth:
    """What nobody sees: the themes of materials and how hard they are, what learners like and can."""

    def __init__(self, settings: Recommend, rng: np.random.Generator) -> None:
        shelf = np.arange(len(AREAS) * _GRADES * settings.per_shelf)
        self.area = shelf // (_GRADES * settings.per_shelf)
        self.grade = shelf // settings.per_shelf % _GRADES + 1
        self.place = shelf % settings.per_shelf
        self.themes = rng.dirichlet(np.full(_THEMES, 0.25), len(shelf))
        self.hard = self.grade + rng.normal(0, 0.5, len(shelf)) + 0.5 * self.place / settings.per_shelf
        self.quality = rng.normal(0, 0.5, len(shelf))
        self.quechua = (self.area == 1) & (rng.random(len(shelf)) < settings.bilingual)
        self.android = rng.choice([5, 7, 9, 11], len(shelf), p=[0.4, 0.3, 0.25, 0.05])
        # The first of a shelf needs nothing; of the others a third build on the one before.
        self.builds = (self.place > 0) & (rng.random(len(shelf)) < 1 / 3)
        classes = settings.schools * _GRADES
        self.bilingual = np.repeat(rng.random(settings.schools) < settings.bilingual, _GRADES)
        self.device = np.repeat(rng.choice([6, 9, 10], settings.schools, p=[0.15, 0.6, 0.25]), _GRADES)
        self.class_grade = np.tile(np.arange(1, _GRADES + 1), settings.schools)
        self.room = np.repeat(np.arange(classes), settings.class_size)
        count = len(self.room)
        self.taste = rng.dirichlet(np.full(_THEMES, 0.35), count)
        self.ability = self.class_grade[self.room] + rng.normal(0, 0.7, count)
        self.appetite = rng.gamma(1.5, settings.appetite / 1.5, count)

    def fits(self, room: int) -> Bools:
        """Return which materials are of use in a class at all: its languages, and its school's devices."""
        usable: Bools = (self.android <= self.device[room]) & (~self.quechua | self.bilingual[room])
        return usable

    def liking(self, learner: int, week: int, weeks: int) -> Floats:
        """Return how much a learner is drawn to each material in a week: theme, level and quality, as they are."""
        can = self.ability[learner] + 0.8 * week / weeks
        drawn: Floats = (
            5 * np.sqrt(self.themes) @ np.sqrt(self.taste[learner]) - 1.2 * (self.hard - can) ** 2 + self.quality
        )
        return drawn


def simulate_uses(settings: Recommend) -> Uses:
    """
    Return what the learners of a region drawn from ``settings.seed`` opened, week by week, and how far they came.

    A lesson of each class follows the shelf of its grade; the rest is free choice among what is within reach. Nothing
    of it is computed from what others chose: that materials are used together follows from tastes and levels alone.
    """
    rng = np.random.default_rng(settings.seed)
    truth = Truth(settings, rng)
    progress = np.zeros((len(truth.room), len(truth.area)), dtype=np.int64)
    rows: list[tuple[int, int, int, int]] = []
    fits = [truth.fits(room) for room in range(len(truth.class_grade))]
    for week in range(settings.weeks):
        lesson = _lessons(truth, rng, week, settings)
        for learner, room in enumerate(truth.room):
            for item in _opened(truth, rng, settings, learner, week, progress[learner], fits[room], lesson[room]):
                step = int(rng.integers(20, 80) + 15 * (truth.ability[learner] - truth.hard[item]))
                progress[learner, item] = min(progress[learner, item] + max(step, 10), _MOST_PROGRESS)
                rows.append((learner, item, week, int(progress[learner, item])))
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    materials = _materials(truth)
    return Uses(materials, _learners(truth), truth.room, *table.T)


def _lessons(truth: Truth, rng: np.random.Generator, week: int, settings: Recommend) -> Ints:
    """Return the material of each class's lesson in a week: on the shelf of an area, at a class's pace."""
    area = rng.integers(len(AREAS), size=len(truth.class_grade))
    place = np.clip(week * settings.per_shelf // settings.weeks + rng.integers(-1, 2, len(area)), 0, None)
    place = np.minimum(place, settings.per_shelf - 1)
    lesson: Ints = (area * _GRADES + truth.class_grade - 1) * settings.per_shelf + place
    return lesson


def _opened(
    truth: Truth, rng: np.random.Generator, settings: Recommend, learner: int, week: int, progress: Ints,
    fits: Bools, lesson: int,
) -> Sequence[int]:  # fmt: skip
    """Return what a learner opens in a week: the lesson's material, and what they choose themselves."""
    taught = [int(lesson)] if fits[lesson] and rng.random() < settings.lessons else []
    count = int(rng.poisson(truth.appetite[learner]))
    if not count:
        return taught
    ready = np.ones(len(progress), dtype=bool)
    ready[1:] = ~truth.builds[1:] | (progress[:-1] >= _MOST_PROGRESS)
    drawn = truth.liking(learner, week, settings.weeks) + np.where(progress > 0, 1.5, 0.0)
    drawn = np.where(fits & ready & (progress < _MOST_PROGRESS), drawn + rng.gumbel(size=len(drawn)), -np.inf)
    chosen = np.argsort(-drawn, kind="stable")[:count]
    return [*taught, *(int(item) for item in chosen if np.isfinite(drawn[item]))]


def _materials(truth: Truth) -> tuple[Material, ...]:
    names = [
        ItemId(f"{AREAS[area].lower()}-{grade}/{place:02d}")
        for area, grade, place in zip(truth.area, truth.grade, truth.place, strict=True)
    ]
    return tuple(
        Material(
            name,
            language="quy" if truth.quechua[at] else "es",
            grades=tuple(range(max(int(truth.grade[at]) - 1, 1), min(int(truth.grade[at]) + 1, _GRADES) + 1)),
            android=int(truth.android[at]),
            after=(names[at - 1],) if truth.builds[at] else (),
        )
        for at, name in enumerate(names)
    )


def _learners(truth: Truth) -> tuple[Learner, ...]:
    return tuple(
        Learner(
            grade=int(truth.class_grade[room]),
            languages=frozenset({"es", "quy"} if truth.bilingual[room] else {"es"}),
            android=int(truth.device[room]),
        )
        for room in truth.room
    )
