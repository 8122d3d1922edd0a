"""Watching the forecasts: those whose weeks are over are scored, and a model that failed twice is set aside."""

import hashlib
import logging
from collections.abc import Sequence
from typing import Any

import msgspec
import pyarrow as pa

from hub import aggregate, kept_forecasts, tables, ugel_calendars
from hub.forecasting import kinds_in, origin_of
from hub.release import broadcast_set_aside, released, told_set_aside
from hub.rows import Dataset
from hub.scoring import DEMAND_COLUMNS, SCHEMA, asked_in, scored, verdicts
from hub.store import Store
from hub.watching import Verdict, fallen, ratio_of
from shared.errors import NotReady
from shared.features import Pattern
from shared.school_year import Week, monday
from shared.set_aside import SetAside

NAME = "watch"
JUDGED = 6
"""Origins that are looked at, the newest ones: late records of their weeks still count."""
_VERSION = 2
_log = logging.getLogger(__name__)


def watch(store: Store) -> Dataset:
    """
    Score the kept forecasts of the model in force against what was asked for since, and set it aside where it failed.

    Where it was bad at two origins in a row (``hub.watching``) the region's next forecast and, with their next
    exchange, the laptops' are the baseline's, for the series of that pattern, until it was
    no worse at two origins in a row, or another model is released.
    Doing it again with nothing new changes nothing.

    Raises:
        NotReady: ``weekly_demand`` was not computed yet.
        DatabaseBusy: Another job computes a table.
    """
    with tables.one_at_a_time(store.config):
        return _watched(store)


def _watched(store: Store) -> Dataset:
    demand = store.dataset(aggregate.NAME)
    if demand is None:
        raise NotReady("Todavía no hay demanda semanal. Ejecute primero «chasqui-hub aggregate».")
    model, origin, calendar = released(store), origin_of(store), store.calendar()
    sha256 = model[0].sha256 if model else ""
    mine = [(name, about) for name, about in kept_forecasts.listed(store) if about.model == sha256]
    over = kept_forecasts.in_turn([(name, about) for name, about in mine if about.last <= origin])[-JUDGED:]
    own = ugel_calendars.of_schools(store)
    told = [_VERSION, demand.version, sha256, mine, [name for name, _ in over], calendar]
    told += [sorted(own.items())] if own else []
    version = hashlib.sha256(msgspec.json.encode(told)).hexdigest()
    root, known = store.config.lake_place, store.dataset(NAME)
    if known is not None and known.version == version and tables.are_there(root, known):
        return known
    kinds = kinds_in(root, demand, store.catalogue())
    asked = asked_in(
        tables.read(root, demand, DEMAND_COLUMNS), (week for _, about in over for week in about.weeks), kinds
    )
    parts = [scored(kept_forecasts.read(store, name, about), asked, calendar, own) for name, about in over]
    scores = pa.concat_tables([SCHEMA.empty_table(), *parts])
    found = verdicts(scores, {monday(about.origin): about.origin for _, about in over})
    aside = _set_aside(store, sha256, found)
    notes = {
        "model": model[0].version if model else "",
        "judged": [str(monday(about.origin)) for _, about in over],
        "verdicts": [_plain(one) for one in found],
        "set_aside": {pattern.value: str(monday(since)) for pattern, since in sorted(aside.items())},
        "overall": overall(scores),
    }
    path = tables.write(root, NAME, scores)
    store.swap_dataset(NAME, path=path, version=version, rows=scores.num_rows, notes=notes)
    tables.sweep(root, NAME, but=(path, known.path if known else ""))
    _log.info("watched origins=%d series=%d set_aside=%s", len(over), scores.num_rows, ",".join(sorted(aside)))
    made = store.dataset(NAME)
    assert made is not None
    return made


def _set_aside(store: Store, sha256: str, found: Sequence[Verdict]) -> dict[Pattern, Week]:
    """Broadcast what the verdicts come to and return what holds: set aside, still so, or back by itself."""
    told = told_set_aside(store)
    before = told.patterns if told and told.model == sha256 else {}
    now = fallen(found, before)
    if now or before:
        new = broadcast_set_aside(store, SetAside(model=sha256, patterns=dict(sorted(now.items()))))
        if new:
            _log.warning("model set aside sha256=%s patterns=%s", sha256[:12], ",".join(sorted(now)))
    return now


def overall(scores: pa.Table) -> dict[str, Any]:
    """Return the ratio and the coverage over all origins that are looked at."""
    of_school = scores.filter(scores["heard"]).group_by("school")
    sums = of_school.aggregate([("model_loss", "sum"), ("baseline_loss", "sum")]).sort_by("school")
    ratio = ratio_of(sums["model_loss_sum"].to_numpy(), sums["baseline_loss_sum"].to_numpy())
    known, inside = (sum(scores[name].to_pylist()) for name in ("known", "inside"))
    return {
        "ratio": round(ratio.value, 4) if sums.num_rows else None,
        "low": round(ratio.low, 4) if sums.num_rows else None,
        "high": round(ratio.high, 4) if sums.num_rows else None,
        "coverage": round(inside / known, 4) if known else None,
        "weeks": known,
        "schools": len(scores["school"].unique()),
    }


def next_judged(store: Store) -> str:
    """Return the Monday of the week after whose end the next origin is judged; empty where none waits."""
    model, origin = released(store), origin_of(store)
    sha256 = model[0].sha256 if model else ""
    kept = [about for _, about in kept_forecasts.listed(store) if about.model == sha256]
    return str(min((monday(one.last) for one in kept if one.origin <= origin < one.last), default=""))


def scores_of(store: Store, watched: Dataset) -> pa.Table:
    """Return the scores that a watch came to (``hub.scoring.SCHEMA``)."""
    return tables.read(store.config.lake_place, watched)


def _plain(one: Verdict) -> dict[str, Any]:
    return {
        "origin": str(monday(one.origin)),
        "pattern": one.pattern.value,
        "schools": one.schools,
        "ratio": round(one.ratio.value, 4),
        "low": round(one.ratio.low, 4),
        "high": round(one.ratio.high, 4),
        "state": one.state.value,
    }
