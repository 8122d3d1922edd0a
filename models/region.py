"""A made-up region in which the truth is known: schools, and what each of them needs week by week."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from models.opinions import Opinions, draw_opinions
from models.opinions import told as told_of
from models.settings import Simulate
from models.supply import simulate_supply
from models.troubles import draw_troubles
from shared.demand import Bools, Floats, Ints
from shared.donors import Place
from shared.ids import SchoolId, SiteId
from shared.resources import Power, Resource, ResourceKind
from shared.school_year import PERU_2026, SchoolCalendar, Term, Week, last_whole_week, monday, week_of

CALENDAR = SchoolCalendar(
    version=202601,
    source="simulación: RM 501-2025-MINEDU para 2026; bloques intermedios de 2025 supuestos",
    terms=(
        Term(date(2025, 3, 17), date(2025, 5, 16)),
        Term(date(2025, 5, 26), date(2025, 7, 25)),
        Term(date(2025, 8, 11), date(2025, 10, 10)),
        Term(date(2025, 10, 20), date(2025, 12, 19)),
        *PERU_2026.terms,
    ),
    days_off=(
        date(2025, 4, 17),
        date(2025, 4, 18),
        date(2025, 5, 1),
        date(2025, 7, 23),
        date(2025, 10, 8),
        date(2025, 12, 8),
        date(2025, 12, 9),
        *PERU_2026.days_off,
    ),
)
"""Two school years; of 2025 the norm gives the ends, and the blocks between are nine weeks each as in 2026."""


@dataclass(frozen=True, slots=True)
class School:
    """A service of the simulated region; ``listing`` is its row of the ministry's file, real or made up."""

    id: SchoolId
    site: SiteId
    name: str
    level: str
    students: int
    power: str
    coverage: str
    rurality: str
    listing: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """What each school needed, got and recorded: arrays of schools x resources x weeks."""

    schools: tuple[School, ...]
    resources: tuple[Resource, ...]
    weeks: Ints
    """School weeks, oldest first."""
    days: Ints
    """Days with classes in each of them."""
    demand: Ints
    """The truth: what would have been used had stock not run out, in the unit of the kind."""
    served: Ints
    unserved: Ints
    """What was asked for, not given, and recorded."""
    stockout_days: Ints
    arrivals: Ints
    """Units that arrived at the school in a week."""
    stock: Ints
    """Units in the cupboard when a week begins."""
    fits: Bools
    """Schools x resources: the resource is of use at that level."""
    open: Bools
    """Schools x weeks: the school had opened, and no strike closed it."""
    alive: Bools
    """Schools x weeks: the node gave a sign of life, and its record was not lost with a laptop."""
    reached: Ints
    """Schools x resources x weeks: distinct learners of the nine school weeks after (packs only)."""
    opinions: Opinions
    """What learners thought and how far they were."""
    told: dict[str, Ints]
    """What of it was recorded, by the names of ``shared.demand.TOLD``: schools x resources x weeks."""


def school_weeks(today: date) -> list[Week]:
    """
    Return the complete school weeks of the calendar before *today*, oldest first; none of a year that it lacks.

    >>> weeks = school_weeks(date(2026, 10, 17))
    >>> len(weeks), str(monday(weeks[-1]))
    (63, '2026-10-05')
    """
    first = week_of(CALENDAR.terms[0].first)
    return [Week(week) for week in range(first, last_whole_week(today) + 1) if CALENDAR.school_days(Week(week))]


def class_days(week: Week) -> list[date]:
    """Return the days with classes in *week*."""
    days = [monday(week) + timedelta(days=n) for n in range(5)]
    terms = CALENDAR.terms
    return [day for day in days if any(t.first <= day <= t.last for t in terms) and day not in CALENDAR.days_off]


def simulate_region(
    settings: Simulate, schools: Sequence[School], resources: Sequence[Resource], steady: Collection[int] = ()
) -> Region:
    """
    Return a region drawn from ``settings.seed``: growth, waves, rains, strikes, stock-outs, silence, new schools.

    *steady*: schools, by index, that opened long ago and kept their laptop; of the others some are new or lost theirs.
    """
    rng = np.random.default_rng(settings.seed)
    weeks = np.array(school_weeks(settings.today), dtype=np.int64)
    days = np.array([CALENDAR.school_days(Week(int(week))) or 0 for week in weeks], dtype=np.int64)
    shape = (len(schools), len(resources), len(weeks))
    fits = np.array([[_fits(resource, school) for resource in resources] for school in schools], dtype=bool)
    students = np.array([school.students for school in schools])
    rural = np.array([school.rurality.startswith("Rural") for school in schools])
    troubles = draw_troubles(settings, rural, weeks, steady)
    share = _intensity(rng, settings, shape, weeks, days) * fits[:, :, None] * troubles.attendance[:, None, :]
    opinions = draw_opinions(settings, [place_of(school) for school in schools], resources, len(weeks))
    share = share * opinions.effect
    demand, reached = _demand(rng, settings, resources, students, share)
    supplied = simulate_supply(rng, demand, resources, weeks, days, troubles)
    short = demand - supplied.served
    told = rng.binomial(short, settings.told)
    reusable = np.array([resource.kind is ResourceKind.REUSABLE for resource in resources])[None, :, None]
    silent = rng.random((shape[0], shape[2])) < settings.silence
    return Region(
        schools=tuple(schools),
        resources=tuple(resources),
        weeks=weeks,
        days=days,
        demand=demand,
        served=supplied.served,
        # Of a device the same learners ask on each day without one.
        unserved=np.where(reusable, told * np.maximum(supplied.days_out, 1), told),
        stockout_days=supplied.days_out,
        arrivals=supplied.arrivals,
        stock=supplied.stock,
        fits=fits,
        open=troubles.attendance > 0,
        alive=~silent & (troubles.attendance > 0) & ~troubles.lost,
        reached=reached,
        opinions=opinions,
        told=told_of(opinions, supplied.served, settings.seed),
    )


def place_of(school: School) -> Place:
    """Return what is known of a made-up school."""
    return Place(
        students=school.students,
        level=school.level,
        languages=tuple(school.listing.get("languages", "").split()),
        power=Power(school.power),
        coverage=school.coverage == "si",
    )


def _demand(
    rng: np.random.Generator, settings: Simulate, resources: Sequence[Resource], students: Ints, share: Floats
) -> tuple[Ints, Ints]:
    """Return what would be used were stock endless, and the learners that a pack reaches."""
    demand, reached = np.zeros((2, *share.shape), dtype=np.int64)
    for at, resource in enumerate(resources):
        rate = share[:, at] * students[:, None]
        match resource.kind:
            case ResourceKind.CONSUMABLE:
                demand[:, at] = rng.poisson(settings.printed * rate * rng.gamma(4, 0.25, rate.shape))
            case ResourceKind.REUSABLE:
                together = settings.users_per_unit.get(resource.id, 1)
                demand[:, at] = np.minimum(rng.poisson(0.25 * rate / together), students[:, None])
            case ResourceKind.PACK:
                demand[:, at], reached[:, at] = _learners(rng, share[:, at], students)
    return demand, reached


def _fits(resource: Resource, school: School) -> bool:
    levels = resource.requires.levels
    return not levels or any(level.lower() in school.level.lower() for level in levels)


def _intensity(
    rng: np.random.Generator, settings: Simulate, shape: tuple[int, int, int], weeks: Ints, days: Ints
) -> Floats:
    """Return use per student and week: a school's own habit, growth, a wave per block and noise that lingers."""
    liking = rng.gamma(1.2, 0.8, shape[:2])[:, :, None] * rng.gamma(4, 0.25, shape[0])[:, None, None]
    growth = np.exp(rng.normal(0.1, 0.2, shape[:2])[:, :, None] * np.linspace(-1, 0, shape[2]))
    since = np.concatenate([[0], np.cumsum(np.diff(weeks) > 1)])
    place = np.array([(since[: n + 1] == since[n]).sum() - 1 for n in range(len(weeks))])
    wave = 1 + 0.25 * np.cos(np.pi * place / 8)
    noise = rng.normal(0, settings.noise, shape)
    for week in range(1, shape[2]):
        noise[:, :, week] += 0.6 * noise[:, :, week - 1]
    use: Floats = liking * growth * wave * np.exp(noise) * days / 5
    return use


def _learners(rng: np.random.Generator, share: Floats, students: Ints) -> tuple[Ints, Ints]:
    """Return the learners of each week and the distinct ones of the nine weeks after it."""
    count, reached = np.zeros(share.shape, dtype=np.int64), np.zeros(share.shape, dtype=np.int64)
    for school, size in enumerate(students):
        habit = rng.beta(1.0, 1.5, size)[:, None]
        present = rng.random((size, share.shape[1])) < np.clip(habit * share[school] * 0.8, 0, 0.97)
        count[school] = present.sum(axis=0)
        for week in range(share.shape[1] - 1):
            reached[school, week] = present[:, week + 1 : week + 10].any(axis=1).sum()
    return count, reached
