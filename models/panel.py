"""A panel of ``weekly_demand`` rows as dense targets, and its origins split by time."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import msgspec
import numpy as np

from models.panel_places import places_of, suited, tells_of_sites
from models.settings import Prepare
from shared.censoring import Shown
from shared.covariates import Told, columns, recent, told_by
from shared.demand import TOLD, Bools, Floats, Series
from shared.donors import Place
from shared.errors import BadInput
from shared.features import History, school_history, stack
from shared.forecast import PERIOD_WEEKS
from shared.ids import ResourceId, SchoolId
from shared.resources import ResourceKind, read_catalogue
from shared.school_year import PERU_2026, AssumedYear, SchoolCalendar, Week, week_of

NEEDED = ("school", "resource", "week")
_COUNTS = ("units", "peak_concurrent", "learners", "unserved", "stockout_days", "recorded_days")
_LEAST_KNOWN = 6
"""Weeks of a period that must be known for its sum to be one to learn from."""


class Source(Protocol):
    """Series with a past and what came of it: what the baseline is chosen on and the network learns from."""

    @property
    def kinds(self) -> Sequence[ResourceKind]:
        """How the need of each series is counted."""

    def covariates(self, origin: Week) -> Floats | None:
        """Return what else was known of each series at *origin*, N x C; None: nothing."""

    def history(self, origin: Week) -> History:
        """Return what was known at *origin*."""

    def outcome(self, history: History) -> Floats:
        """Return what the weeks to foresee brought, N x H; NaN where unknown or held down by a stock-out."""

    def period_outcome(self, origin: Week, weekly: Floats) -> Floats:
        """Return the need of the period after *origin*, NaN where too little is known."""

    def assumed(self) -> tuple[AssumedYear, ...]:
        """Return the years whose calendar is not known."""


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Every series of a region, one row each, in columns that end with week ``last``."""

    ids: tuple[str, ...]
    """``school/resource``."""
    kinds: tuple[ResourceKind, ...]
    targets: Floats
    censored: Bools
    last: Week
    calendar: SchoolCalendar
    periods: Mapping[tuple[str, int], float]
    """Need of a period that is known from elsewhere, by id and origin."""
    simulated: bool
    """Some of it was made up."""
    shown: Shown | None = None
    """What was seen of weeks with days without stock."""
    places: tuple[Place, ...] = ()
    """Of each series, where the panel tells anything of its school; empty: of none."""
    told: Told | None = None
    """Faces and progress; None where the panel has no such columns."""
    suited: Floats | None = None
    """Whether each resource is of use at its school, NaN where nobody knows; None: of none is it known."""

    def covariates(self, origin: Week) -> Floats | None:
        """Return what else was known of each series at *origin*; None where the panel tells nothing but use."""
        if self.told is None and self.suited is None:
            return None
        count = len(self.ids)
        sums = np.zeros((count, len(TOLD))) if self.told is None else recent(self.told, count, origin)
        return columns(sums, np.full(count, np.nan) if self.suited is None else self.suited)

    def history(self, origin: Week) -> History:
        """Return what was known at *origin*."""
        return school_history(self.targets, self.censored, self.last, origin, self.calendar, shown=self.shown)

    def first_known(self) -> Week:
        """Return the first week of which something is known, the last one where nothing is."""
        known = (~np.isnan(self.targets)).any(axis=0)
        return Week(int(self.last) - known.size + 1 + int(known.argmax())) if known.any() else self.last

    def needs(self) -> list[tuple[ResourceId, ResourceKind, Place]]:
        """Return resource, kind and place of each series: what its donors are found by."""
        places = self.places or (Place(),) * len(self.ids)
        names = [ResourceId(name.partition("/")[2]) for name in self.ids]
        return list(zip(names, self.kinds, places, strict=True))

    def assumed(self) -> tuple[AssumedYear, ...]:
        """Return the years of the panel whose calendar is not known: which weeks had classes is assumed there."""
        return self.calendar.assumed(self.first_known(), self.last)

    def outcome(self, history: History) -> Floats:
        """Return what the weeks to foresee brought, N x H; NaN where unknown or held down by a stock-out."""
        place = history.future_weeks - (self.last - self.targets.shape[1] + 1)
        inside = place < self.targets.shape[1]
        at = np.where(inside, place, 0)
        return np.where(inside & ~self.censored[:, at], self.targets[:, at], np.nan)

    def period_outcome(self, origin: Week, weekly: Floats) -> Floats:
        """Return the need of the period after *origin*, weeks without stock lifted; NaN where too little is known."""
        lifted = np.where(np.isnan(weekly), self._lifted(origin, weekly.shape[1]), weekly)
        known = (~np.isnan(lifted)).sum(axis=1)
        filled = np.nan_to_num(lifted)
        total = filled.sum(axis=1) * PERIOD_WEEKS / np.maximum(known, 1)
        adds = np.array([kind is ResourceKind.CONSUMABLE for kind in self.kinds])
        packs = np.array([kind is ResourceKind.PACK for kind in self.kinds])
        need = np.where(adds, total, filled.max(axis=1, initial=0.0))
        told = np.array([self.periods.get((name, int(origin)), np.nan) for name in self.ids])
        return np.where(~np.isnan(told), told, np.where((known >= _LEAST_KNOWN) & ~packs, need, np.nan))

    def _lifted(self, origin: Week, horizon_weeks: int) -> Floats:
        """Return the weeks after *origin* as they are read once they are over, N x H."""
        ahead = self.calendar.next_school_weeks(origin, horizon_weeks)
        end = Week(min(int(ahead[-1]), int(self.last)))
        over = school_history(self.targets, self.censored, self.last, end, self.calendar, shown=self.shown)
        place = np.searchsorted(over.weeks, ahead)
        inside = place < over.weeks.size
        return np.where(inside, over.y[:, np.where(inside, place, 0)], np.nan)


@dataclass(frozen=True, slots=True)
class Split:
    """Origins by what they are for; no outcome of one part is history of an earlier one."""

    train: tuple[Week, ...]
    validate: tuple[Week, ...]
    test: tuple[Week, ...]


def split(panel: Panel, settings: Prepare) -> Split:
    """
    Return the origins of training, of choosing, and of the final test, in that order in time.

    Raises:
        BadInput: The panel is too short for three periods in a row.
    """
    weeks = [Week(w) for w in range(panel.first_known(), panel.last + 1) if panel.calendar.expected_days(Week(w))]
    test = [len(weeks) - 1 - PERIOD_WEEKS * (n + 1) for n in range(settings.test_origins)][::-1]
    newest = test[0] - PERIOD_WEEKS
    validate = [newest - settings.step_weeks * n for n in range(settings.validate_origins)][::-1]
    train = list(range(settings.first_origin, validate[0] - PERIOD_WEEKS + 1, settings.step_weeks))
    if not train:
        needed = len(weeks) + settings.first_origin + PERIOD_WEEKS - validate[0]
        raise BadInput(
            "El panel tiene %(weeks)s semanas lectivas y hacen falta %(needed)s. "
            "Siga con el pronóstico base hasta tener más historia.",
            weeks=len(weeks),
            needed=needed,
        )
    return Split(*(tuple(weeks[at] for at in part) for part in (train, validate, test)))


def read_panel(settings: Prepare) -> Panel:
    """
    Read the panel (Parquet or CSV), with its kinds from the catalogue where it has no column ``kind``.

    Raises:
        BadInput: A file is missing, a column is missing, or a resource is not in the catalogue.
    """
    import pandas as pd

    try:
        text = settings.panel.suffix == ".csv"
        frame = pd.read_csv(settings.panel, dtype={"school": str}) if text else pd.read_parquet(settings.panel)
    except (OSError, ValueError) as error:
        raise BadInput("No se puede leer el panel %(panel)s: %(error)s.", panel=settings.panel, error=error) from error
    if lost := [name for name in NEEDED if name not in frame]:
        raise BadInput("Al panel %(panel)s le faltan columnas: %(lost)s.", panel=settings.panel, lost=", ".join(lost))
    kinds = _kinds(frame, settings.catalogue)
    weeks = {day: int(week_of(_day(day, settings.panel))) for day in frame["week"].unique()}
    frame["week"] = frame["week"].map(weeks)
    series: list[Series] = []
    alive = {school: set(rows["week"]) for school, rows in frame.groupby("school")}
    for (school, resource), rows in frame.groupby(["school", "resource"]):
        columns = {name: rows[name].fillna(0).to_numpy() for name in ("week", *_COUNTS, *TOLD) if name in rows}
        names = SchoolId(str(school)), ResourceId(str(resource))
        series.append(Series.from_columns(*names, kinds[str(resource)], columns, alive=alive[school]))
    if not series:
        raise BadInput("El panel %(panel)s está vacío.", panel=settings.panel)
    last = Week(int(frame["week"].max()))
    targets, censored, shown = stack(series, last)
    places = places_of(frame, series)
    return Panel(
        ids=tuple(f"{one.school}/{one.resource}" for one in series),
        kinds=tuple(one.kind for one in series),
        targets=targets,
        censored=censored,
        last=last,
        calendar=read_calendar(settings.calendar),
        periods=read_periods(settings.period),
        simulated="source" in frame and bool(frame["source"].astype(str).str.startswith("simul").any()),
        shown=shown,
        places=places,
        told=told_by(series) if set(TOLD) & set(frame.columns) else None,
        suited=suited(series, places, settings.catalogue) if tells_of_sites(frame) else None,
    )


def _day(text: object, file: Path) -> date:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError as error:
        raise BadInput(
            "«%(text)s» no es una fecha en la columna week de %(file)s. Use AAAA-MM-DD.", text=text, file=file
        ) from error


def read_calendar(file: Path) -> SchoolCalendar:
    """
    Return the calendar in *file*, the national one where there is no such file.

    Raises:
        BadInput: Not a calendar.
    """
    if not file.is_file():
        return PERU_2026
    try:
        return msgspec.json.decode(file.read_bytes(), type=SchoolCalendar)
    except msgspec.DecodeError as error:
        raise BadInput("El calendario %(file)s no se puede leer: %(error)s.", file=file, error=error) from error


def read_periods(file: Path) -> dict[tuple[str, int], float]:
    """
    Read ``period.csv`` (unique_id, origin, y) where there is one.

    Raises:
        BadInput: A line without these columns, or with something that is no date or number.
    """
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8", newline="") as rows:
        try:
            return {
                (row["unique_id"], int(week_of(date.fromisoformat(row["origin"])))): float(row["y"])
                for row in csv.DictReader(rows)
            }
        except (KeyError, ValueError) as error:
            raise BadInput(
                "%(file)s no tiene la forma unique_id, origin, y: %(error)s.", file=file, error=error
            ) from error


def _kinds(frame: Any, catalogue: Path) -> Mapping[str, ResourceKind]:
    used = set(frame["resource"].astype(str))
    if "kind" in frame and frame["kind"].notna().all():
        known = dict(zip(frame["resource"].astype(str), frame["kind"].astype(str), strict=True))
        return {name: ResourceKind(kind) for name, kind in known.items()}
    try:
        listed = {str(r.id): r.kind for r in read_catalogue(catalogue.read_bytes()).resources}
    except OSError as error:
        raise BadInput(
            "El panel no dice el tipo de cada recurso y falta el catálogo %(catalogue)s.", catalogue=catalogue
        ) from error
    # Content that a school brought itself (a Kolibri channel) is a pack though no catalogue lists it.
    return {name: listed.get(name, ResourceKind.PACK) for name in used}
