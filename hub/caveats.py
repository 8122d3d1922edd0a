"""What a plan says of itself before anybody signs it: years whose calendar it assumed, needs that it cut at a bound."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from hub.plan_rows import PlanRow
from shared.school_year import AssumedYear
from shared.sentences import N_, Sentence

_SHOWN = 5
_MOST_LOTS = 4_000
"""In plans of before, which do not say it."""


@dataclass(frozen=True, slots=True)
class Caveat:
    """What is so, and what to do next."""

    what: Sentence
    """In a sentence or two, read at a glance."""
    todo: Sentence

    def text(self) -> str:
        """Return both in Spanish, for a terminal."""
        return f"{self.what.text()} {self.todo.text()}"


def of_years(assumed: Iterable[AssumedYear]) -> list[Caveat]:
    """
    Say of each year what is assumed of it, and how to end that.

    >>> print(*(one.text() for one in of_years([AssumedYear(2027)])))
    Falta el calendario escolar de 2027: se suponen clases de marzo a diciembre. Cuando se publique, impórtelo con
    «chasqui-hub import calendar ARCHIVO --why MOTIVO» y calcule el plan otra vez con «chasqui-hub nightly».
    """
    todo = N_(
        "Cuando se publique, impórtelo con «chasqui-hub import calendar ARCHIVO --why MOTIVO» y calcule el plan otra "
        "vez con «chasqui-hub nightly»."
    )
    return [Caveat(one.sentence(), Sentence(todo)) for one in assumed]


def of_plan(plan: PlanRow, names: Mapping[str, str] = MappingProxyType({})) -> list[Caveat]:
    """Return everything that whoever signs a plan must know of it; *names*: of resources, else told by their codes."""
    return [
        *of_years(plan.assumed),
        *_of_cut(plan.inputs.get("cut", []), plan.inputs.get("most_lots", _MOST_LOTS), names),
        *_of_unforeseen(plan.inputs.get("unforeseen", []), names),
        *(_of_uncounted(plan.inputs.get("uncounted", {}), names) if plan.inputs.get("alpha") else []),
    ]


def _of_uncounted(resources: Mapping[str, Mapping[str, float]], names: Mapping[str, str]) -> list[Caveat]:
    if not resources:
        return []
    most = sorted(resources, key=lambda name: (-resources[name]["pairs"], name))[:_SHOWN]
    named = [f"{names.get(name, name)} {resources[name]['share_pct']:.0f}\xa0%" for name in most] + ["…"] * (
        len(resources) > _SHOWN
    )
    what = Sentence(
        "En %(n)s líneas sin ningún conteo se supuso cuánto tiene ya la escuela, para decidir cuáles van primero.",
        {"n": f"{sum(int(one['pairs']) for one in resources.values()):,}"},
    )
    todo = Sentence(
        "Se tomó la parte de su necesidad que tienen las que sí contaron: %(named)s. En las demás líneas sin conteo no "
        "se supuso nada: el recurso no sirve o no hace falta ahí, o los registros ya muestran tanto. Cuánto les falta "
        "se calculó solo con sus registros. Pida a esas escuelas que cuenten, y el plan siguiente usará su cifra.",
        {"named": ", ".join(named)},
    )
    return [Caveat(what, todo)]


def _of_unforeseen(resources: Sequence[str], names: Mapping[str, str]) -> list[Caveat]:
    if not resources:
        return []
    named = ", ".join([*(names.get(name, name) for name in resources[:_SHOWN]), *["…"] * (len(resources) > _SHOWN)])
    what = Sentence(
        "Todavía no hay pronóstico de estos recursos (%(n)s): %(named)s. Ninguna escuela los usa lo suficiente.",
        {"n": len(resources), "named": named},
    )
    todo = N_(
        "El plan no los reparte: no sabe cuánto hacen falta. Antes de aprobar, mire lo que pidieron las escuelas."
    )
    return [Caveat(what, Sentence(todo))]


def _of_cut(cut: Sequence[Sequence[str]], most: int, names: Mapping[str, str]) -> list[Caveat]:
    if not cut:
        return []
    named = [" ".join(names.get(word, word) for word in line) for line in cut[:_SHOWN]] + ["…"] * (len(cut) > _SHOWN)
    what = Sentence(
        "La necesidad prevista pasa de %(most)s lotes y se repartió solo hasta ahí. Líneas: %(n)s (%(lines)s).",
        {"most": f"{most:,}", "n": len(cut), "lines": ", ".join(named)},
    )
    todo = N_(
        "Revise si el uso que anotó la escuela es correcto. Si lo es, suba el lote de ese recurso en el catálogo "
        "(«chasqui-hub import catalogue ARCHIVO --why MOTIVO») y calcule el plan otra vez con «chasqui-hub nightly»."
    )
    return [Caveat(what, Sentence(todo))]
