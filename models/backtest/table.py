"""A panel in three CSV files (series, what never changes of them, the calendar) as one dense table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.backtest.columns import Freq, is_plain, numbers, ordinals, read
from shared.demand import Bools, Floats
from shared.errors import BadInput
from shared.features import History
from shared.resources import ResourceKind
from shared.school_year import exposure_of

MAX_SERIES, MAX_PERIODS, MAX_CELLS = 200_000, 5_200, 50_000_000
"""Cells are series times periods: all of them are held at once, told or not."""
_OWN = ("unique_id", "ds", "y", "censored")
_ENTITY_COLUMNS = ("entity", "school", "school_id", "site", "district", "district_id")


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """N series over T periods; what no row tells is NaN, which is not zero."""

    ids: tuple[str, ...]
    freq: Freq
    first: int
    """Ordinal of the first period: weeks or months since 1970, or the number in the file."""
    y: Floats
    """N x T, never negative."""
    censored: Bools
    """N x T: a stock-out held the value down."""
    exposure: Floats
    """How much of a full period's use each period can hold, T."""
    entities: tuple[str, ...]
    """Of each series: whose it is, a school or a district; what the bootstrap draws."""
    static: Mapping[str, tuple[str, ...]]
    """Columns of the static file, in the order of ``ids``; empty text where nothing is said."""
    kinds: tuple[ResourceKind, ...]
    lagged: Mapping[str, Floats] = field(default_factory=dict)
    """Other columns of the panel, N x T, NaN where not told: what was known then, not ahead."""
    needs: Mapping[tuple[str, int], float] = field(default_factory=dict)
    """Need of a whole horizon that is known from elsewhere, by id and origin."""
    notes: tuple[str, ...] = ()
    """What was repaired or assumed."""

    @property
    def periods(self) -> int:
        """T."""
        return int(self.y.shape[1])

    def history(self, origin: int, horizon: int) -> History:
        """Return what was known after the first *origin* periods."""
        ahead = np.arange(origin, origin + horizon)
        return History(
            weeks=np.arange(origin),
            exposure=self.exposure[:origin],
            y=self.y[:, :origin],
            censored=self.censored[:, :origin],
            future_weeks=ahead,
            future=self.exposure[ahead],
            season=self.freq.season,
        )

    def came(self, origin: int, horizon: int) -> Floats:
        """Return what came after *origin*, N x H; NaN where unknown or held down."""
        ahead = slice(origin, origin + horizon)
        return np.where(self.censored[:, ahead], np.nan, self.y[:, ahead])

    def need(self, origin: int, horizon: int) -> Floats:
        """Return the need of the whole horizon, N: what ``period.csv`` says, else the sum or the highest week."""
        came = self.came(origin, horizon)
        adds = np.array([kind is ResourceKind.CONSUMABLE for kind in self.kinds])
        whole = np.where(adds, came.sum(axis=1), came.max(axis=1))
        told = np.array([self.needs.get((name, origin), np.nan) for name in self.ids])
        return np.where(np.isnan(told), whole, told)


def read_table(
    panel: Path,
    freq: Freq,
    *,
    static: Path | None = None,
    calendar: Path | None = None,
    period: Path | None = None,
    entity: str = "",
) -> Table:
    """
    Read ``unique_id, ds, y`` and the files beside it; ``censored`` may be there, other columns are lagged covariates.

    ``ds`` is a date, a month ``AAAA-MM`` or a whole number of periods; rows may come in any order.

    Raises:
        BadInput: A file or column is missing, a value is no number or date, or a series tells a period twice.
    """
    frame = read(panel, ("unique_id", "ds", "y"))
    place = ordinals(frame["ds"], freq, panel)
    values = numbers(frame["y"], "y", panel)
    if np.isnan(values).all():
        raise BadInput("La columna y de %(file)s no tiene ningún valor. Complete y repita.", file=panel)
    _refuse_twice(frame, place, panel)
    _refuse_nameless(frame, panel)
    _refuse_months(place, freq, panel)
    ids = tuple(dict.fromkeys(sorted(frame["unique_id"])))
    first, last = int(place.min()), int(place.max())
    periods = last - first + 1
    if len(ids) > MAX_SERIES or periods > MAX_PERIODS or len(ids) * periods > MAX_CELLS:
        raise BadInput(
            "%(panel)s tiene %(series)s series y %(periods)s periodos; el máximo es %(most)s y %(longest)s, y "
            "%(cells)s celdas. Divida el panel, o revise la columna ds y --freq.",
            panel=panel, series=len(ids), periods=periods, most=MAX_SERIES, longest=MAX_PERIODS, cells=MAX_CELLS,
        )  # fmt: skip
    notes: list[str] = []
    _say_step(place, notes)
    row = {name: at for at, name in enumerate(ids)}
    rows = frame["unique_id"].map(row).to_numpy()
    y = np.full((len(ids), periods), np.nan)
    y[rows, place - first] = values
    if below := int((y < 0).sum()):
        notes.append(f"valores negativos tomados como 0: {below}")
    held = np.zeros(y.shape, dtype=bool)
    if "censored" in frame:
        held[rows, place - first] = numbers(frame["censored"], "censored", panel) > 0
    lagged = {}
    for name, column in _amounts(frame, panel, notes).items():
        lagged[name] = np.full(y.shape, np.nan)
        lagged[name][rows, place - first] = column
    columns = _static(static, ids, notes) if static else {}
    return Table(
        ids=ids,
        freq=freq,
        first=first,
        y=np.maximum(y, 0.0),
        censored=held,
        exposure=_exposure(calendar, freq, first, last, notes) if calendar else np.ones(y.shape[1]),
        entities=_entities(columns, ids, entity, notes),
        static={name: column for name, column in columns.items() if name != "kind"},
        kinds=_kinds(columns, ids, static, notes),
        lagged=lagged,
        needs=_needs(period, freq, first, ids, notes) if period else {},
        notes=tuple(notes),
    )


def _refuse_twice(frame: Any, place: NDArray[np.int64], file: Path) -> None:
    import pandas as pd

    told = pd.DataFrame({"name": frame["unique_id"], "place": place})
    twice = np.flatnonzero(told.duplicated().to_numpy())
    if twice.size:
        line = int(twice[0])
        raise BadInput(
            "%(file)s, línea %(line)s: la serie %(name)s ya tiene un valor de ese periodo (%(ds)s). "
            "Deje una sola fila por serie y periodo: sume los días; si son meses, use --freq M.",
            file=file, line=line + 2, name=frame["unique_id"].iloc[line], ds=frame["ds"].iloc[line],
        )  # fmt: skip


def _refuse_nameless(frame: Any, panel: Path) -> None:
    nameless = np.flatnonzero((frame["unique_id"].str.strip() == "").to_numpy())
    if nameless.size:
        raise BadInput(
            "%(file)s, línea %(line)s: falta unique_id, de quién es la serie. Complete y repita.",
            file=panel, line=int(nameless[0]) + 2,
        )  # fmt: skip


def _refuse_months(place: NDArray[np.int64], freq: Freq, panel: Path) -> None:
    """Refuse months read as weeks: three in four would be unknown, and nobody would see why all is so bad."""
    steps = np.diff(np.unique(place))
    if freq is Freq.WEEK and steps.size > 1 and ((steps == 4) | (steps == 5)).all():
        raise BadInput("%(file)s va de mes en mes y --freq dice semanas. Use --freq M.", file=panel)


def _say_step(place: NDArray[np.int64], notes: list[str]) -> None:
    """Say that fortnights were read as weeks, or quarters as months: it goes on, with holes that nobody meant."""
    steps = np.diff(np.unique(place))
    if steps.size > 1 and (step := int(np.gcd.reduce(steps))) > 1:
        notes.append(
            f"solo uno de cada {step} periodos de --freq tiene filas y los demás cuentan como desconocidos; si cada "
            f"fila es de {step} juntos, numere los periodos en ds: 1, 2, 3…"
        )


def _amounts(frame: Any, panel: Path, notes: list[str]) -> dict[str, Floats]:
    """Return the other columns of the panel as numbers; what is none at all is left out, and said."""
    found: dict[str, Floats] = {}
    for name in (str(one) for one in frame if str(one) not in _OWN):
        try:
            found[name] = numbers(frame[name], name, panel)
        except BadInput:
            notes.append(f"columna {name}: no se usa, pues tiene valores que no son números")
    return found


def _static(file: Path, ids: Sequence[str], notes: list[str]) -> dict[str, tuple[str, ...]]:
    frame = read(file, ("unique_id",))
    if twice := int(frame.duplicated("unique_id").sum()):
        notes.append(f"filas de --static que repiten una serie, no usadas: {twice}")
    frame = frame.drop_duplicates("unique_id").set_index("unique_id")
    if strange := len(set(frame.index) - set(ids)):
        notes.append(f"filas de --static sin serie en el panel: {strange}")
    unknown = sum(name not in frame.index for name in ids)
    if unknown == len(ids):
        raise BadInput(
            "Ninguna serie del panel está en %(file)s: unique_id dice otra cosa ahí. Revise esa columna y repita.",
            file=file,
        )
    if unknown:
        notes.append(f"series que no están en --static: {unknown}")
    frame = frame.reindex(list(ids)).fillna("")
    return {str(name): tuple(frame[name].astype(str)) for name in frame}


def _exposure(file: Path, freq: Freq, first: int, last: int, notes: list[str]) -> Floats:
    """Return the exposure of each period; of months the one with most days is full."""
    frame = read(file, ("ds", "school_days"))
    days = dict(zip(ordinals(frame["ds"], freq, file), numbers(frame["school_days"], "school_days", file), strict=True))
    _refuse_too_many_days(days.values(), freq, file)
    full = 5.0 if freq is Freq.WEEK else max((d for d in days.values() if d == d), default=0.0) or 1.0
    told = np.array([days.get(at, np.nan) for at in range(first, last + 1)])
    if unknown := int(np.isnan(told).sum()):
        notes.append(f"periodos que no están en --calendar, tomados como completos: {unknown}")
    shares = np.clip(np.where(np.isnan(told), full, told) / full, 0.0, 1.0)
    return np.array([exposure_of(share) for share in shares.tolist()])


def _refuse_too_many_days(days: Iterable[float], freq: Freq, file: Path) -> None:
    """Refuse the calendar of months beside a panel of weeks: clipped to full weeks it would tell nothing, unseen."""
    most, period = (7, "una semana") if freq is Freq.WEEK else (31, "un mes")
    if over := max((day for day in days if day > most), default=0.0):
        raise BadInput(
            "%(file)s dice %(days)g días de clase en %(period)s. Diga en school_days los de cada periodo de --freq: de "
            "0 a 5 en una semana.",
            file=file, days=over, period=period,
        )  # fmt: skip


def _entities(
    columns: Mapping[str, tuple[str, ...]], ids: tuple[str, ...], wanted: str, notes: list[str]
) -> tuple[str, ...]:
    if wanted and wanted not in columns:
        raise BadInput(
            "El archivo --static no tiene la columna «%(wanted)s» que pide --entity. Tiene: %(columns)s.",
            wanted=wanted, columns=", ".join(columns) or "-",
        )  # fmt: skip
    written = {one.lower(): one for one in columns}
    name = wanted or next((written[one] for one in _ENTITY_COLUMNS if one in written), "")
    notes.append(f"el bootstrap sortea por {name or 'serie'}")
    return columns[name] if name else ids


def _kinds(
    columns: Mapping[str, tuple[str, ...]], ids: Sequence[str], file: Path | None, notes: list[str]
) -> tuple[ResourceKind, ...]:
    """Return how the need of each series is counted; a column in which nobody tells that is about something else."""
    told = [kind.strip().lower() for kind in columns.get("kind", ("",) * len(ids))]
    if any(told) and not {*ResourceKind} & {*told}:
        notes.append("columna kind de --static: no se usa, pues nunca dice consumable, reusable o pack")
        told = [""] * len(ids)
    try:
        return tuple(ResourceKind(kind) if kind else ResourceKind.CONSUMABLE for kind in told)
    except ValueError as error:
        raise BadInput(
            "%(file)s: la columna kind dice algo que no es consumable, reusable o pack: %(error)s.",
            file=file, error=error,
        ) from error  # fmt: skip


def _needs(file: Path, freq: Freq, first: int, ids: Sequence[str], notes: list[str]) -> dict[tuple[str, int], float]:
    """Return needs by id and origin; an origin is a number of periods, or the date of the last one of the history."""
    frame = read(file, ("unique_id", "origin", "y"))
    needs = numbers(frame["y"], "y", file)
    if strange := len(set(frame["unique_id"]) - set(ids)):
        notes.append(f"series de --period que no están en el panel: {strange}")
    counted = [is_plain(text, freq) for text in frame["origin"]]
    at = ordinals(frame["origin"], freq, file)
    origins = [int(o) if plain else int(o) - first + 1 for o, plain in zip(at, counted, strict=True)]
    return dict(zip(zip(frame["unique_id"], origins, strict=True), needs.tolist(), strict=True))
