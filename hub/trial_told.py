"""What a trial found, as a report for another program and as lines for a terminal."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import msgspec

from hub.allocation.change import Change
from hub.allocation.trial import AtAlpha, Figures, GroupMoved, Moved, Trial
from hub.plan_rows import STATUSES, PlanRow
from shared.badges import badge_of
from shared.sentences import counted
from shared.web.tongues import kind_told

SHOWN = 10
_SORTS = {"rurality": "Ruralidad", "language": "Lengua", "ugel": "UGEL", "quintile": "Quintil"}
_TOTALS = (
    ("unmet_pct", "Necesidad sin atender, %"),
    ("p05_fill_pct", "Diecinueve de veinte escuelas tienen al menos, %"),
    ("least_fill_pct", "La escuela menos atendida tiene, %"),
    ("gini", "Desigualdad (0 pareja, 1 toda para una)"),
    ("with_nothing", "Escuelas que necesitan algo y quedan sin nada"),
    ("units", "Unidades"),
    ("served", "Escuelas que reciben algo"),
    ("cost", "Costo, soles"),
    ("gap_pct", "Distancia al óptimo, %"),
)
"""In the order in which they are told."""


def report(change: Change, plan: str, trial: Trial | None, evenness: Sequence[AtAlpha]) -> dict[str, Any]:
    """
    Return all of it; of the schools that gain and lose, those that are named (``trial.LISTED`` at most).

    *plan* is the one that is compared with; empty where there is none that rests on just this.
    """
    told: dict[str, Any] = {"trial": True, "plan": plan, "change": msgspec.to_builtins(asdict(change))}
    if trial is not None:
        told |= {
            "before": totals(trial.before),
            "after": totals(trial.after),
            "gaining": trial.gaining,
            "losing": trial.losing,
            "gain": [_school(one) for one in trial.gain],
            "lose": [_school(one) for one in trial.lose],
            "groups": [_group(one) for one in trial.groups],
            "stops": [{"reason": reason, "lines": count} for reason, count in trial.stops],
            "resources": [dict(zip(("resource", "before", "after"), one, strict=True)) for one in trial.units],
        }
    return told | {"evenness": [{"alpha": one.alpha, **totals(one.figures)} for one in evenness]}


def totals(figures: Figures) -> dict[str, Any]:
    """Return the totals of a division by name; what groups have is told beside them."""
    even: dict[str, Any] = msgspec.to_builtins(figures.evenness)
    del even["groups"]
    return even | {
        "units": figures.units,
        "served": figures.served,
        "cost": figures.cost / 100,
        "gap_pct": round(figures.gap_pct, 6),
    }


def today_told(plan: PlanRow | None) -> str:
    """Say what a trial of the region compares with: its plan, or where none rests on what is known what would be."""
    if plan is None:
        return "«Hoy» es el plan que saldría con lo que se sabe ahora: ninguno de los calculados descansa en eso."
    return f"«Hoy» es el plan {plan.id} ({STATUSES[plan.status]})."


def lines(trial: Trial | None, evenness: Iterable[AtAlpha], today: str) -> list[str]:
    """Return it in words, the schools that move most by name; *today* says what is compared with."""
    words = ["Es una prueba: no se guardó nada y ningún plan cambia.", today]
    if trial is not None:
        before, after = totals(trial.before), totals(trial.after)
        told = [(key, name) for key, name in _TOTALS if key != "cost" or before[key] or after[key]]
        words += [f"{name}: hoy {before[key]:,.6g}, con el cambio {after[key]:,.6g}." for key, name in told]
        words.append(_who_moves(trial))
        for verb, schools in (("Gana", trial.gain), ("Pierde", trial.lose)):
            words += [f"{verb} {one.school}: {_lines_of(one)}." for one in schools[:SHOWN]]
        words += [
            f"{_SORTS[one.sort]} {kind_told(one.sort, one.name)}, {counted(one.schools, 'escuela', 'escuelas')}: "
            f"sin atender hoy {one.unmet_pct[0]:.1f} %, con el cambio {one.unmet_pct[1]:.1f} %; ganan {one.gain}, "
            f"pierden {one.lose}."
            for one in trial.groups
        ]
    for one in evenness:
        even = one.figures.evenness
        words.append(
            f"Equidad {one.alpha:g}: sin atender {even.unmet_pct:.1f} %; diecinueve de veinte escuelas tienen al menos "
            f"{even.p05_fill_pct:.1f} %, la menos atendida {even.least_fill_pct:.1f} %."
        )
    return words


def _who_moves(trial: Trial) -> str:
    if trial.gaining or trial.losing:
        gain, lose = (counted(count, "escuela", "escuelas") for count in (trial.gaining, trial.losing))
        return f"Ganan {gain} y pierden {lose}."
    if not trial.stops:
        return "Con ese cambio nadie gana ni pierde: ninguna línea espera más de lo que ya recibe."
    stops = "; ".join(
        f"{badge_of(reason).words.text()} ({counted(count, 'línea', 'líneas')})" for reason, count in trial.stops
    )
    return f"Con ese cambio nadie gana ni pierde. Esto detiene lo que falta: {stops}."


def _lines_of(one: Moved) -> str:
    return "; ".join(f"{resource} de {before:,} a {after:,}" for resource, before, after in one.lines) or "lo mismo"


def _school(one: Moved) -> dict[str, Any]:
    before, after = one.share_pct
    lines_ = [dict(zip(("resource", "before", "after"), line, strict=True)) for line in one.lines]
    return {"school": one.school, "met_before_pct": before, "met_after_pct": after, "lines": lines_}


def _group(one: GroupMoved) -> dict[str, Any]:
    before, after = one.unmet_pct
    return {
        "sort": one.sort,
        "name": one.name,
        "called": kind_told(one.sort, one.name),
        "schools": one.schools,
        "unmet_before_pct": before,
        "unmet_after_pct": after,
        "gain": one.gain,
        "lose": one.lose,
    }
