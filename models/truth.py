"""What the forecasts of simulated regions are worth where the truth is known: not a claim about real schools."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import numpy as np

from models.panel import Panel, read_panel, split
from models.settings import Params
from models.simulate import write_region
from shared.demand import Bools, Floats
from shared.features import History
from shared.forecast import PERIOD_WEEKS
from shared.resources import ResourceKind
from shared.school_year import Week, week_of

KIT = "kit"
"""Fourth kind of the report: reusables that several learners share, such as routers and science kits."""
_HELD_OUT = 3
"""Origins of each region that nothing was chosen on."""


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """A simulated region as its schools recorded it, beside what they needed."""

    panel: Panel
    origins: tuple[Week, ...]
    """To choose on, in order."""
    held_out: tuple[Week, ...]
    need: Floats
    """Like ``panel.targets``: what would have been used had stock not run out."""
    open: Bools
    """Like it: the school held classes."""
    kinds: tuple[str, ...]

    def past(self, origin: Week) -> list[Week]:
        """Return the origins whose period was over at *origin*."""
        ends = {one: self.panel.calendar.next_school_weeks(one, PERIOD_WEEKS)[-1] for one in self.origins}
        return [one for one, end in ends.items() if end <= origin]

    def came(self, history: History) -> Floats:
        """Return the need of the weeks to foresee, N x H; NaN where the school held no classes."""
        at = history.future_weeks - self.panel.last + self.need.shape[1] - 1
        return np.where(self.open[:, at], self.need[:, at], np.nan)

    def period(self, origin: Week, weekly: Floats) -> Floats:
        """Return the need of the period; NaN where a week had no classes."""
        adds = np.array([kind is ResourceKind.CONSUMABLE for kind in self.panel.kinds])
        packs = np.array([kind is ResourceKind.PACK for kind in self.panel.kinds])
        told = np.array([self.panel.periods.get((name, int(origin)), np.nan) for name in self.panel.ids])
        need = np.where(packs, told, np.where(adds, weekly.sum(axis=1), weekly.max(axis=1)))
        return np.where(np.isnan(weekly).any(axis=1), np.nan, need)


def simulate_truth(params: Params, seed: int) -> Truth:
    """Make up a region of *seed* as ``chasqui-models simulate`` writes it, and read it as ``prepare`` does."""
    import pandas as pd

    with TemporaryDirectory() as name:
        folder = Path(name)
        simulate = msgspec.structs.replace(params.simulate, seed=seed, nodes=0)
        write_region(simulate, folder, folder / "panel.parquet")
        files = {"period": folder / "period.csv", "calendar": folder / "calendar.json"}
        panel = read_panel(
            msgspec.structs.replace(
                params.prepare, panel=folder / "panel.parquet", catalogue=simulate.catalogue, **files
            )
        )
        rows = pd.read_parquet(folder / "truth.parquet")
    need, held = _dense(panel, rows)
    parts = split(panel, params.prepare)
    shared = set(params.simulate.users_per_unit)
    names = [resource for resource, _, _ in panel.needs()]
    kinds = [KIT if name in shared else kind.value for name, kind in zip(names, panel.kinds, strict=True)]
    everything = sorted({*parts.train, *parts.validate, *parts.test})
    return Truth(panel, tuple(everything), tuple(everything[-_HELD_OUT:]), need, held, tuple(kinds))


def _dense(panel: Panel, rows: Any) -> tuple[Floats, Bools]:
    place = {name: at for at, name in enumerate(panel.ids)}
    weeks = {day: int(week_of(date.fromisoformat(str(day)[:10]))) for day in rows["week"].unique()}
    series = (rows["school"] + "/" + rows["resource"]).map(place)
    at = rows["week"].map(weeks) - panel.last + panel.targets.shape[1] - 1
    inside = (series.notna() & (at >= 0)).to_numpy()
    index = series[inside].to_numpy(dtype=int), at[inside].to_numpy(dtype=int)
    need, held = np.zeros(panel.targets.shape), np.zeros(panel.targets.shape, dtype=bool)
    need[index], held[index] = rows["demand"].to_numpy()[inside], rows["open"].to_numpy()[inside]
    return need, held


@dataclass(slots=True)
class Tally:
    """Pairs of forecast and truth, gathered over origins and regions."""

    came: list[Floats]
    quantiles: list[Floats]

    def add(self, came: Floats, quantiles: Floats) -> None:
        """Take in more pairs."""
        self.came.append(came.reshape(-1))
        self.quantiles.append(quantiles.reshape(-1, quantiles.shape[-1]))

    def score(self, what: Callable[[Floats, Floats], float]) -> float:
        """Return one score of all pairs."""
        return round(what(np.concatenate(self.came), np.concatenate(self.quantiles)), 4)
