"""The forecast made on the laptop: this node's own history through the released model, or through the baseline."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import msgspec

from edge.models_store import ModelFiles
from edge.store import Store
from shared.clock import LIMA
from shared.demand import Series
from shared.donors import Donors, Place, level_told, unused
from shared.errors import BadModel
from shared.forecast import Forecast, assumed_years
from shared.forecaster import Forecaster
from shared.ids import ResourceId, SchoolId
from shared.resources import Resource
from shared.school_year import AssumedYear, SchoolCalendar, Week, last_whole_week
from shared.sentences import Sentence, kept, read
from shared.set_aside import KIND as SET_ASIDE
from shared.set_aside import SetAside, set_aside_for

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Forecasted:
    """What a forecast run did."""

    forecasts: int
    model_version: str
    """Empty: the baseline served."""
    origin: Week
    note: Sentence | None
    """Why the released model was not used; None where it was, or where there is none."""
    seconds: float
    assumed: tuple[AssumedYear, ...] = ()
    """Years of which this node has no calendar, although the forecasts reach into them."""


class Foreseen(msgspec.Struct, frozen=True):
    """What a forecast run found, before any of it is kept."""

    forecasts: list[Forecast]
    model_version: str
    origin: Week
    note: str
    """A sentence as it is kept, "" for none."""


Forecasting: TypeAlias = Callable[[Store, ModelFiles], Forecasted]
"""What forecasts a node and keeps the result: in this process, or apart (``edge.forecast_apart``)."""


def forecast_node(store: Store, files: ModelFiles) -> Forecasted:
    """Forecast every series of the node from its last whole week, and keep the result for the pages."""
    return kept_of(store, files, foreseen)


def kept_of(store: Store, files: ModelFiles, foresee: Callable[[Store, ModelFiles], Foreseen]) -> Forecasted:
    """Forecast by *foresee*, and keep the result."""
    started = time.perf_counter()
    found = foresee(store, files)
    note = read(found.note) if found.note else None
    store.forecasts.keep(found.forecasts, note)
    took, count = time.perf_counter() - started, len(found.forecasts)
    _log.info("forecast series=%d model=%s seconds=%.2f", count, found.model_version or "baseline", took)
    assumed = assumed_years(found.forecasts)
    return Forecasted(count, found.model_version, found.origin, note, round(took, 3), assumed)


def foreseen(store: Store, files: ModelFiles) -> Foreseen:
    """Forecast, in this process, and change nothing."""
    forecaster, note = load_forecaster(store, files)
    origin = last_whole_week(store.clock.now().astimezone(LIMA).date())
    series, places = to_foresee(store, forecaster.donors)
    resources = store.news.catalogue().by_id()
    forecasts = by_school(forecaster, series, origin, store.news.calendar_of, places, resources)
    note = note or (Sentence(forecaster.note) if forecaster.note else None)
    return Foreseen(forecasts, forecaster.version, origin, kept(note) if note else "")


def by_school(
    forecaster: Forecaster,
    series: Sequence[Series],
    origin: Week,
    calendar_of: Callable[[SchoolId], SchoolCalendar],
    places: Mapping[SchoolId, Place],
    resources: Mapping[ResourceId, Resource],
) -> list[Forecast]:
    """Return the forecasts of *series*, those of each service by its own calendar, as the region makes them."""
    calendars = {school: calendar_of(school) for school in dict.fromkeys(one.school for one in series)}
    of: dict[SchoolCalendar, list[Series]] = defaultdict(list)
    for one in series:
        of[calendars[one.school]].append(one)
    return [
        found
        for calendar, some in of.items()
        for found in forecaster.forecast(some, origin, calendar, places, resources)
    ]


def to_foresee(store: Store, donors: Donors) -> tuple[list[Series], dict[SchoolId, Place]]:
    """
    Return every series of the node, those that others like its services have too, and what is known of the services.

    What the region says of a service holds, as in the region's own forecast. Until it has said it, its students are
    the learners on the node's lists, and its level is the one that what it uses tells.
    """
    resources = {one.id: one for one in store.news.catalogue().resources}
    series = store.folded.all_series()
    used: dict[SchoolId, list[Resource]] = defaultdict(list)
    for one in series:
        used[one.school] += [resources[one.resource]] if one.resource in resources else []
    learners = store.people.learners_by_school()
    places = {school: Place(count, level_told(used[school])) for school, count in learners.items()}
    places |= {school: service.place() for school, service in store.news.services().items()}
    return [*series, *unused(donors, list(resources.values()), places, series)], places


def load_forecaster(store: Store, files: ModelFiles) -> tuple[Forecaster, Sentence | None]:
    """
    Return the forecaster in force, and why it is not the active model where it is not: there is always one.

    Where the file of the active one was damaged, the last good one before it serves, and after that the baseline.
    """
    why: Sentence | None = None
    for manifest in store.models.good():
        try:
            aside = set_aside_for(store.news.in_force(SET_ASIDE, SetAside), manifest.sha256)
            found = Forecaster.load(files.path(manifest.sha256), manifest.card, aside)
        except (BadModel, OSError) as error:
            _log.error("model refused version=%s why=%s", manifest.version, type(error).__name__)
            why = why or (error.said if isinstance(error, BadModel) else Sentence("Falta el archivo del modelo."))
            continue
        return found, Sentence("%(why)s Se usa el modelo anterior.", {"why": why}) if why else None
    return Forecaster.baseline(), Sentence("%(why)s Se usa el pronóstico base.", {"why": why}) if why else None
