"""What the analyst is shown of watched forecasts: schools and resources, the worst first, small groups left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import pyarrow as pa

from hub import forecast_watch, forecasting, watch_words
from hub.four_scores import Beside, scores_by
from hub.region_rows import School, service_names
from hub.rows import Dataset
from hub.scoring import sums_by
from hub.shifts import Shift
from hub.small_groups import Together, hidden, total_tells
from hub.store import Store
from hub.watching import LEAST_SCHOOLS
from shared.drift import Moved
from shared.ids import SchoolId
from shared.resources import Catalogue
from shared.similarity import LEAST_LEARNERS


@dataclass(frozen=True, slots=True)
class WatchedRow:
    """A school or a resource, and how its forecasts did at the origins that are looked at."""

    id: str
    name: str
    weeks: int
    """Weeks of series that are known, which is what ``ratio`` and ``coverage`` rest on."""
    ratio: float | None
    """The model's loss over the baseline's; None: the network has no say there."""
    coverage: float | None
    hidden: bool = False
    """Too few people or schools to be shown: no figure is told."""
    scores: Beside | None = None
    """The four scores; None where they are not told, or not known yet."""


@dataclass(frozen=True, slots=True)
class Moves:
    """The largest shifts since training, by school and by resource, with the names of these."""

    schools: Sequence[tuple[str, Shift]]
    resources: Sequence[tuple[str, Shift]]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the page, the command and the night's report tell."""

    notes: Mapping[str, Any]
    schools: Sequence[WatchedRow]
    resources: Sequence[WatchedRow]
    drift: Mapping[str, Moved]
    moves: Moves
    told: Sequence[watch_words.Told]
    scores: Beside | None
    """The four scores of all; None where they are those of a few, or not known yet."""

    def fields(self) -> dict[str, Any]:
        """Return it for another program."""
        rows = {"by_school": self.schools, "by_resource": self.resources}
        return {
            **self.notes,
            "scores": msgspec.to_builtins(self.scores),
            **{name: [_row_fields(one) for one in some] for name, some in rows.items()},
            "drift": {name: {**msgspec.to_builtins(one), "state": one.state} for name, one in self.drift.items()},
            "shifts": {
                "by_school": [_shift_fields(*one) for one in self.moves.schools],
                "by_resource": [_shift_fields(*one) for one in self.moves.resources],
            },
            "told": [one.words.text() for one in self.told],
        }

    def text(self) -> str:
        """Return it in words, for a terminal or a mail."""
        return "\n".join(one.words.text() for one in self.told)


def report_of(store: Store, watched: Dataset) -> Report:
    """Return what a watch came to, with the drift of the forecast in use."""
    foreseen = store.dataset(forecasting.NAME)
    mine = foreseen is not None and foreseen.notes.get("model") == watched.notes["model"]
    about = foreseen.notes if foreseen and mine else {}
    drift = msgspec.convert(about.get("drift", {}), dict[str, Moved])
    scores, schools = forecast_watch.scores_of(store, watched), store.every_school()
    # Of now, not of the watch: the night keeps the next forecasts after it looked at the last ones.
    notes = {**watched.notes, "next": forecast_watch.next_judged(store)}
    return Report(
        {
            **notes,
            "overall": _overall(notes["overall"], scores, schools),
            "verdicts": [_verdict(one) for one in notes["verdicts"]],
        },
        by_school(scores, schools),
        by_resource(scores, store.catalogue()),
        drift,
        moves_of(msgspec.convert(about.get("shifts", {}), dict[str, list[Shift]]), schools, store.catalogue()),
        watch_words.told(notes, drift),
        scores_by(scores).get("") if _total_tells(scores, schools) else None,
    )


def by_school(scores: pa.Table, schools: Sequence[School]) -> list[WatchedRow]:
    """
    Return the schools, those first where the model is worst beside the baseline; of few learners nothing is told.

    Nor of the next larger one where there is one such school alone: the total would tell of it.
    """
    names, few, four = service_names(schools), hidden(*_of_schools(scores, schools)), scores_by(scores, "school")
    return _ordered(
        WatchedRow(
            row["school"],
            names.get(row["school"], row["school"]),
            row["known"],
            **_figures(row, four.get(row["school"]), hidden=row["school"] in few),
        )
        for row in sums_by(scores, "school").to_pylist()
    )


def by_resource(scores: pa.Table, catalogue: Catalogue) -> list[WatchedRow]:
    """Return the resources in the same order; of those at fewer than five schools nothing is told, as ``by_school``."""
    names: dict[str, str] = {one.id: one.name for one in catalogue.resources}
    few, four = hidden(*_of_resources(scores)), scores_by(scores, "resource")
    return _ordered(
        WatchedRow(
            row["resource"],
            names.get(row["resource"], row["resource"]),
            row["known"],
            **_figures(row, four.get(row["resource"]), hidden=row["resource"] in few),
        )
        for row in sums_by(scores, "resource").to_pylist()
    )


def moves_of(shifts: Mapping[str, Sequence[Shift]], schools: Sequence[School], catalogue: Catalogue) -> Moves:
    """
    Return the shifts of a forecast with names; of schools that may have fewer than five learners nothing.

    Shifts of few series were left out when they were measured (``hub.shifts``).
    """
    names, enough = service_names(schools), {one.id for one in schools if (one.students or 0) >= LEAST_LEARNERS}
    called: dict[str, str] = {one.id: one.name for one in catalogue.resources}
    of_schools = [one for one in shifts.get("school", ()) if one.id in enough]
    return Moves(
        [(names.get(SchoolId(one.id), one.id), one) for one in of_schools],
        [(called.get(one.id, one.id), one) for one in shifts.get("resource", ())],
    )


def _of_schools(scores: pa.Table, schools: Sequence[School]) -> tuple[dict[str, int], int, Together]:
    """Return the learners of each school: as the register says, and where it does not, as were seen in a week."""
    students = {str(one.id): one.students for one in schools}
    seen = {row["school"]: int(row["learners"]) for row in sums_by(scores, "school").to_pylist()}
    told = {school: students.get(school) for school in seen}
    learners = {school: seen[school] if count is None else count for school, count in told.items()}
    return learners, LEAST_LEARNERS, lambda some: sum(learners[one] for one in some)


def _of_resources(scores: pa.Table) -> tuple[dict[str, int], int, Together]:
    """Return at how many schools each resource is."""
    users: dict[str, set[str]] = {}
    for row in scores.group_by(["resource", "school"]).aggregate([]).to_pylist():
        users.setdefault(row["resource"], set()).add(row["school"])
    sizes = {resource: len(some) for resource, some in users.items()}
    return sizes, LEAST_SCHOOLS, lambda some: len(set().union(*(users[one] for one in some)))


def _overall(told: Mapping[str, Any], scores: pa.Table, schools: Sequence[School]) -> dict[str, Any]:
    """Return what all came to, without its figures where they are those of a few."""
    if _total_tells(scores, schools):
        return dict(told)
    return {**told, **dict.fromkeys(("ratio", "low", "high", "coverage"))}


def _total_tells(scores: pa.Table, schools: Sequence[School]) -> bool:
    return total_tells(*_of_schools(scores, schools)) and total_tells(*_of_resources(scores))


def _verdict(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a verdict, without the figures of one that nobody may judge by."""
    return dict(told) if told["schools"] >= LEAST_SCHOOLS else {**told, **dict.fromkeys(("ratio", "low", "high"))}


def _figures(row: Mapping[str, Any], scores: Beside | None, *, hidden: bool) -> dict[str, Any]:
    return {
        "ratio": None if hidden or row["ratio"] is None else round(row["ratio"], 4),
        "coverage": None if hidden else round(row["coverage"], 4),
        "hidden": hidden,
        "scores": None if hidden else scores,
    }


def _ordered(rows: Any) -> list[WatchedRow]:
    return sorted(rows, key=lambda one: (one.hidden, one.ratio is None, -(one.ratio or 0), one.name, one.id))


def _row_fields(one: WatchedRow) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "weeks": one.weeks, "ratio": one.ratio, "coverage": one.coverage,
            "hidden": one.hidden, "scores": msgspec.to_builtins(one.scores)}  # fmt: skip


def _shift_fields(name: str, one: Shift) -> dict[str, Any]:
    return {**msgspec.to_builtins(one), "name": name, "state": one.state}
