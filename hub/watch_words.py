"""What watched forecasts come to in sentences: what happened, what serves meanwhile, what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.watching import LEAST_SCHOOLS, State
from shared.drift import Moved
from shared.sentences import N_, Sentence

PATTERNS: Mapping[str, str] = {
    "dense": N_("uso seguido"),
    "intermittent": N_("uso con semanas en cero"),
    "sparse": N_("uso esporádico"),
    "short": N_("menos de cuatro semanas de historia"),
}
INPUTS: Mapping[str, str] = {
    "use": N_("uso de las últimas 26 semanas"),
    "consumable": N_("parte de series de consumibles"),
    "reusable": N_("parte de series de equipos"),
    "pack": N_("parte de series de paquetes digitales"),
    "zero_share": N_("parte de semanas en cero"),
    "known_weeks": N_("semanas con datos"),
    "stockout_share": N_("parte de semanas sin existencias"),
    "usual_need": N_("tamaño de la necesidad"),
    "preference": N_("gusto de los estudiantes"),
    "preference_trust": N_("cuántos dijeron su gusto"),
    "performance": N_("avance de los estudiantes"),
    "performance_trust": N_("cuántos avances se conocen"),
    "compatibility": N_("si la escuela tiene lo que el recurso pide"),
    "compatibility_trust": N_("de cuántas escuelas se sabe lo que tienen"),
    "foreseen_week": N_("pronóstico base de la semana"),
    "foreseen_period": N_("pronóstico base del período"),
}
LOW, HIGH = 0.76, 0.92
"""Of the 80 % interval: the bounds that a forecast must keep to (FORECASTING.md, targets)."""

_ASIDE = N_(
    "El modelo %(model)s se apartó para las series de %(pattern)s: perdió contra el pronóstico base en dos orígenes "
    "seguidos, el último el de la semana del %(day)s. El pronóstico base sirve ya a la central, y a cada escuela desde "
    "su próximo envío. Vuelve solo si no pierde en dos orígenes seguidos; mientras tanto, entrene otro modelo con el "
    "panel de la región y publíquelo con «chasqui-hub release»."
)
_ONCE = N_(
    "En el origen de la semana del %(day)s el modelo perdió contra el pronóstico base en las series de %(pattern)s. "
    "Si también pierde en el siguiente, se aparta solo. Mire qué entradas cambiaron y prepare otro modelo."
)
_WINS = N_(
    "El modelo gana al pronóstico base: su pérdida es %(ratio)s de la del base (90 de cada 100 veces, entre %(low)s y "
    "%(high)s). No hay que hacer nada."
)
_EVEN = N_(
    "El modelo no se distingue del pronóstico base: su pérdida es %(ratio)s de la del base (90 de cada 100 veces, "
    "entre %(low)s y %(high)s). No hay que hacer nada; se sigue mirando."
)
_UNKNOWN = N_(
    "Del origen de la semana del %(day)s se conocen menos de %(least)s escuelas: no se juzga y no cuenta en contra. "
    "Mire en «Escuelas» quién no envía, y pida el USB."
)
_NONE_YET = N_(
    "Todavía no se juzgó ningún pronóstico de este modelo: hacen falta cuatro semanas de clases. El primero se juzga "
    "cuando pase la semana del %(day)s. No hay que hacer nada."
)
_NOT_KEPT = N_(
    "Todavía no se guardó ningún pronóstico para vigilarlo. Ejecute «chasqui-hub nightly», o primero «chasqui-hub "
    "forecast»."
)
_NO_SAY = N_(
    "La ficha del modelo no da peso a la red en ninguna serie que se conozca: modelo y pronóstico base son lo mismo. "
    "No hay nada que apartar."
)
_NO_MODEL = N_(
    "No hay modelo publicado: el pronóstico base sirve a todas las escuelas. De él se vigila el intervalo. "
    "Cuando haya historia suficiente, entrene un modelo y publíquelo con «chasqui-hub release»."
)
_NARROW = N_(
    "Los intervalos son estrechos: %(coverage)s de cada 100 semanas cayeron dentro y deben ser 80. Al repartir, mire "
    "el valor alto y no el más probable, y entrene otro modelo."
)
_WIDE = N_(
    "Los intervalos son anchos: %(coverage)s de cada 100 semanas cayeron dentro y bastan 80. No falta nada a las "
    "escuelas; con otro modelo se guardaría menos reserva."
)
_MOVED = N_(
    "Cambió mucho desde el entrenamiento: %(inputs)s (PSI sobre 0.25). Averigüe si cambió la escuela o el registro, y "
    "entrene otro modelo con el panel de hoy."
)
_MOVING = N_("Cambió algo desde el entrenamiento: %(inputs)s (PSI de 0.10 a 0.25). Vuelva a mirarlo dentro de un mes.")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with its tone, as ``ui.note`` takes it."""

    code: str
    words: Sentence


def told(notes: Mapping[str, Any], drift: Mapping[str, Moved]) -> list[Told]:
    """
    Return what a watch came to, what a person must do first.

    >>> notes = {"model": "", "judged": [], "next": "", "verdicts": [], "set_aside": {}, "overall": {"coverage": None}}
    >>> [one.words.text()[:26] for one in told(notes, {})]
    ['No hay modelo publicado: e', 'Todavía no se guardó ningú']
    """
    return [*_model(notes), *_interval(notes["overall"]), *_drift(drift)]


def _model(notes: Mapping[str, Any]) -> list[Told]:
    aside: Mapping[str, str] = notes["set_aside"]
    verdicts: Sequence[Mapping[str, Any]] = notes["verdicts"]
    said = [] if notes["model"] else [Told("info", Sentence(_NO_MODEL))]
    for name, since in aside.items():
        about = {"model": notes["model"], "pattern": Sentence(PATTERNS[name]), "day": _day(since)}
        said.append(Told("queue", Sentence(_ASIDE, about)))
    newest = notes["judged"][-1:]
    last = [one for one in verdicts if [one["origin"]] == newest and one["pattern"] not in aside]
    said += [
        Told("queue", Sentence(_ONCE, {"day": _day(one["origin"]), "pattern": Sentence(PATTERNS[one["pattern"]])}))
        for one in last
        if one["state"] == State.BAD
    ]
    if not newest:
        waiting = Sentence(_NONE_YET, {"day": _day(notes["next"])}) if notes["next"] else Sentence(_NOT_KEPT)
        return [*said, Told("off", waiting)]
    if any(one["state"] == State.UNKNOWN for one in last):
        said.append(Told("off", Sentence(_UNKNOWN, {"day": _day(newest[0]), "least": LEAST_SCHOOLS})))
    return said or [_calm(notes, verdicts)]


def _calm(notes: Mapping[str, Any], verdicts: Sequence[Mapping[str, Any]]) -> Told:
    if not verdicts:
        return Told("info", Sentence(_NO_SAY))
    figures = {name: f"{notes['overall'][name]:.3f}" for name in ("ratio", "low", "high")}
    return Told("ok", Sentence(_WINS if notes["overall"]["high"] < 1 else _EVEN, figures))


def _interval(overall: Mapping[str, Any]) -> list[Told]:
    coverage = overall["coverage"]
    if coverage is None or overall["schools"] < LEAST_SCHOOLS or LOW <= coverage <= HIGH:
        return []
    words = _NARROW if coverage < LOW else _WIDE
    return [Told("queue" if coverage < LOW else "info", Sentence(words, {"coverage": round(100 * coverage)}))]


def _drift(drift: Mapping[str, Moved]) -> list[Told]:
    said = []
    for state, words, code in (("act", _MOVED, "queue"), ("watch", _MOVING, "info")):
        names = [name for name, one in drift.items() if one.state == state]
        if names:
            said.append(Told(code, Sentence(words, {"inputs": _listed(names)})))
    return said


def _listed(names: Sequence[str]) -> Sentence:
    parts = [Sentence(INPUTS[name]) if name in INPUTS else Sentence(name) for name in names]
    keys = [f"input{at}" for at in range(len(parts))]
    return Sentence(", ".join(f"%({key})s" for key in keys), dict(zip(keys, parts, strict=True)))


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"


MESSAGES: tuple[str, ...] = (
    *PATTERNS.values(), *INPUTS.values(), _ASIDE, _ONCE, _WINS, _EVEN, _UNKNOWN, _NONE_YET, _NOT_KEPT, _NO_SAY,
    _NO_MODEL, _NARROW, _WIDE, _MOVED, _MOVING,
)  # fmt: skip
"""Every message of this module, so that a test can ask whether a language has them all."""
