"""A forecast: quantiles of need for each school week and for the period, and what they rest on."""

from collections.abc import Iterable
from enum import StrEnum
from math import ceil

import msgspec

from shared.allocation import Need
from shared.ids import ResourceId, SchoolId
from shared.resources import ResourceKind
from shared.school_year import AssumedYear, Week

LEVELS = (0.1, 0.5, 0.9)
"""The quantiles of every forecast."""
PERIOD_WEEKS = 9
"""Horizon, in school weeks: one bloque lectivo."""


_DONORS = "según escuelas parecidas"


class MadeBy(StrEnum):
    """What made a forecast. The strings are those of ``shared.allocation.Line.made_by``."""

    MODEL = "model"
    BLEND = "blend"
    BASELINE = "baseline"


class Quantiles(msgspec.Struct, frozen=True):
    """Units: in 10, 50 and 90 of 100 such weeks (or periods) no more is needed."""

    p10: float
    p50: float
    p90: float


class RestsOn(msgspec.Struct, frozen=True, kw_only=True):
    """What a forecast rests on: counts of weeks before the origin."""

    weeks: int = 0
    """School weeks with a record, from the first one on."""
    missing: int = 0
    """School weeks since the first record of which nothing is known."""
    stockouts: int = 0
    """Weeks with days without stock: lifted, not read as low need."""
    vacations: int = 0
    """Weeks without classes since the first record: left out."""
    method: str = ""
    """The baseline under it: ``calblend``, ``window`` or ``seasonal``."""
    donors_pct: int = 0
    """How much of it is what schools like this one use per student, of 100."""

    def sentence(self) -> str:
        """
        Return the one line for the screen, in Spanish.

        >>> RestsOn(weeks=8, stockouts=2, vacations=3).sentence()
        '8 semanas de uso, sin contar vacaciones, 2 semanas sin stock'
        >>> RestsOn(donors_pct=100).sentence(), RestsOn(weeks=2, donors_pct=50).sentence()
        ('sin historia propia: según escuelas parecidas', '2 semanas de uso, y según escuelas parecidas')
        """
        if not self.weeks:
            return "sin historia propia: " + _DONORS if self.donors_pct else "sin semanas de uso registradas"
        parts = [_weeks(self.weeks) + " de uso"]
        parts += ["sin contar vacaciones"] if self.vacations else []
        parts += [_weeks(self.stockouts) + " sin stock"] if self.stockouts else []
        parts += [_weeks(self.missing) + " sin datos"] if self.missing else []
        parts += ["y " + _DONORS] if self.donors_pct else []
        return ", ".join(parts)


def _weeks(count: int) -> str:
    return f"{count} semana" if count == 1 else f"{count} semanas"


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """The need of one resource at one school over the next school weeks after ``origin``."""

    school: SchoolId
    resource: ResourceId
    kind: ResourceKind
    origin: Week
    """The last week known."""
    weeks: tuple[Week, ...]
    """The school weeks foreseen, vacations left out."""
    weekly: tuple[Quantiles, ...]
    """One per week of ``weeks``."""
    period: Quantiles
    """Need over all of ``weeks``: sum of units, highest peak, or distinct learners, by kind."""
    made_by: MadeBy
    rests_on: RestsOn
    model_version: str = ""
    other: tuple[Quantiles, ...] = ()
    """
    Where the network has a say: the weeks by whichever of network and baseline did not make ``weekly``. What the region
    watches the one beside the other with.
    """
    assumed: tuple[AssumedYear, ...] = ()
    """Years up to the last week foreseen whose calendar was not known: which weeks have classes is assumed there."""

    @property
    def set_aside(self) -> bool:
        """Tell whether the baseline made it although the model would have: the region set the model aside."""
        return self.made_by is MadeBy.BASELINE and bool(self.other)

    def need(self) -> Need:
        """Return the need of the period in whole units, rounded up."""
        return whole_need(self.period)


def assumed_years(forecasts: Iterable[Forecast]) -> tuple[AssumedYear, ...]:
    """Return the years, in order, that any of the forecasts reaches into without knowing their calendar."""
    return tuple(sorted({one for forecast in forecasts for one in forecast.assumed}, key=lambda one: one.year))


def whole_need(period: Quantiles) -> Need:
    """
    Round quantiles up to whole units; the noise of float32 must not ask for one more.

    >>> whole_need(Quantiles(2.0001, 3.2, 8.0))
    Need(p10=2, p50=4, p90=8)
    """
    return Need(*(ceil(value - 1e-3) for value in (period.p10, period.p50, period.p90)))
