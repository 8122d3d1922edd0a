"""The page of watched forecasts, for whoever analyses: does the model still earn its place, where, and what moved."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, render_template

from hub import forecast_watch
from hub.console.blueprint import console, csv_file, page_of, store
from hub.console.navigation import ANALYSIS
from hub.console.view import ALL_READ, Listed, View
from hub.four_scores import Beside, Four
from hub.shifts import LEAST_SERIES, Shift
from hub.watch_report import Report, WatchedRow, report_of
from hub.watch_words import INPUTS, PATTERNS
from hub.watching import LEAST_SCHOOLS
from shared.similarity import LEAST_LEARNERS
from shared.web import N_, say
from shared.web import gettext as _
from shared.web.formats import number, percent

_VERDICTS: Mapping[str, tuple[str, str]] = {
    "fine": ("ok", N_("No es peor")),
    "bad": ("err", N_("Peor que el base")),
    "unknown": ("off", N_("Pocas escuelas: no se juzga")),
}
_DRIFTS: Mapping[str, tuple[str, str]] = {
    "fine": ("ok", N_("Como al entrenar")),
    "watch": ("queue", N_("Cambió algo")),
    "act": ("err", N_("Cambió mucho")),
    "unknown": ("off", N_("Pocas series para saberlo")),
}
_FOUR: Mapping[str, tuple[str, str]] = {
    "wql": ("WQL", N_("menos es mejor")),
    "wape": ("WAPE", N_("menos es mejor")),
    "bias": (N_("Sesgo"), N_("de -5 a 5 por ciento")),
    "coverage": (N_("Cobertura"), N_("de 78 a 88 por ciento")),
}
"""The four scores that every report gives: what each is called, and what is aimed at."""


@console.get("/pronostico")
def forecasts() -> str:
    """Show how the forecasts of past weeks did beside the baseline, and what the network sees now."""
    watched = store().dataset(forecast_watch.NAME)
    if watched is None:
        return render_template("forecasts_empty.html")
    found = report_of(store(), watched)
    return render_template(
        "forecasts.html",
        notes=found.notes,
        made=watched.made,
        overall=_overall(found.notes["overall"]),
        told=[(one.code, say(one.words)) for one in found.told],
        verdicts=[_verdict(one, found.notes["set_aside"]) for one in reversed(found.notes["verdicts"])],
        schools=page_of([_row(one) for one in found.schools]),
        resources=[_row(one) for one in found.resources],
        scores=_scores(found.scores),
        drift=_drift(found),
        moves=[_move(name, one) for name, one in (*found.moves.schools, *found.moves.resources)],
        least_learners=LEAST_LEARNERS,
        least_schools=LEAST_SCHOOLS,
        least_series=LEAST_SERIES,
    )


@console.get("/pronostico.csv")
def forecasts_csv() -> Response:
    """Give the schools and the resources of the page as a spreadsheet, with the four scores beside the baseline's."""
    watched = store().dataset(forecast_watch.NAME)
    found = report_of(store(), watched) if watched else None
    first = ("cod_mod_anexo", "nombre", "semanas", "perdida_modelo_entre_base", "dentro_del_intervalo", "recurso")
    header = (
        *first,
        *(f"{score}_{who}" for score in ("wql", "wape", "sesgo", "cobertura") for who in ("modelo", "base")),
    )
    told = [(one.id, one.name, one.weeks, *_figures(one, "")) for one in found.schools] if found else []
    told += [("", one.name, one.weeks, *_figures(one, one.id)) for one in found.resources] if found else []
    return csv_file("pronostico.csv", header, told)


def _figures(one: WatchedRow, resource: str) -> list[object]:
    four = [getattr(of, score, None) for score in _FOUR for of in _beside(one.scores)]
    return ["" if value is None else value for value in (one.ratio, one.coverage, resource, *four)]


def _beside(scores: Beside | None) -> tuple[Four | None, Four | None]:
    """Return the scores of the model and of the baseline, as far as they are told."""
    return (scores.model, scores.baseline) if scores else (None, None)


def _scores(scores: Beside | None) -> list[dict[str, str]]:
    """Return the four scores as the page shows them: the model's, the baseline's beside it, and what is aimed at."""
    model, base = _beside(scores)
    return [
        {
            "name": _(words),
            "aim": _(aim),
            "model": _score(name, getattr(model, name, None)),
            "base": _score(name, getattr(base, name, None)),
        }
        for name, (words, aim) in _FOUR.items()
    ]


def _score(name: str, value: float | None) -> str:
    if value is None:
        return "—"
    match name:
        case "bias":
            return f"{'+' if value > 0 else ''}{percent(100 * value)}"
        case "coverage":
            return percent(100 * value, 0)
        case _:
            return _figure(value)


def _overall(overall: Mapping[str, Any]) -> dict[str, str]:
    ratio, coverage = overall["ratio"], overall["coverage"]
    return {
        "ratio": _("sin dato") if ratio is None else _figure(ratio),
        "interval": "" if ratio is None else _between(overall),
        "coverage": _("sin dato") if coverage is None else str(percent(100 * coverage, 0)),
        "weeks": number(overall["weeks"]),
        "schools": number(overall["schools"]),
    }


def _between(one: Mapping[str, Any]) -> str:
    return _("entre %(low)s y %(high)s", low=_figure(one["low"]), high=_figure(one["high"]))


def _verdict(one: Mapping[str, Any], aside: Mapping[str, str]) -> dict[str, Any]:
    tone, words = _VERDICTS[one["state"]]
    return {
        "origin": date.fromisoformat(one["origin"]),
        "pattern": _(PATTERNS[one["pattern"]]),
        "schools": number(one["schools"]),
        "ratio": "—" if one["ratio"] is None else _figure(one["ratio"]),
        "interval": "—" if one["ratio"] is None else _between(one),
        "tone": tone,
        "words": _(words),
        "last": aside.get(one["pattern"]) == one["origin"],
    }


def _row(one: WatchedRow) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "weeks": number(one.weeks),
        "hidden": one.hidden,
        "ratio": "—" if one.ratio is None else _figure(one.ratio),
        "coverage": "—" if one.coverage is None else percent(100 * one.coverage, 0),
        "scores": _scores(one.scores),
    }


def _drift(found: Report) -> list[dict[str, Any]]:
    rows = sorted(found.drift.items(), key=lambda pair: (not pair[1].enough, -pair[1].psi))
    return [
        {
            "name": _(INPUTS[name]) if name in INPUTS else name,
            "psi": number(one.psi, 3),
            "series": number(one.series),
            "tone": _DRIFTS[one.state][0],
            "words": _(_DRIFTS[one.state][1]),
        }
        for name, one in rows
    ]


def _move(name: str, one: Shift) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": name,
        "input": _(INPUTS[one.input]) if one.input in INPUTS else one.input,
        "psi": number(one.psi, 2),
        "chance": number(one.chance, 2),
        "series": number(one.series),
    }


def _figure(value: float) -> str:
    """Return a ratio to three places; one without a bound as more than any that matters."""
    return _("más de 100") if value > 100 else str(number(value, 3))


VIEW = View(
    {"console.forecasts": ALL_READ, "console.forecasts_csv": ALL_READ},
    under=ANALYSIS,
    listed=(
        Listed(
            "console.forecasts",
            N_("Pronóstico"),
            N_("El modelo junto al pronóstico base, y qué cambió en los datos."),
            "chart",
        ),
    ),
)
