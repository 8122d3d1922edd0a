"""What a plan gives up and for what, in words, beside dividing by enrolment."""

from collections.abc import Mapping

from hub.ways import NAMES, Way
from shared.web import formats
from shared.web import gettext as _


def trade_words(comparison: Mapping[str, Mapping[str, float]], least_use_pct: int, alpha: float = 0) -> list[str]:
    """
    Say in words what the plan gives up and for what, beside dividing by enrolment: whole sentences.

    At alpha 0 it sends each lot where it is likeliest to be used and does not seek evenness, so that more schools may
    go without; above it serves those first that have least. Whoever approves it must read that beside the figures.
    """
    plan, other = comparison.get(Way.PLAN), comparison.get(Way.BY_ENROLMENT)
    if plan is None or other is None:
        return []
    values = {
        "served": formats.percent(100 - plan["unmet_pct"], 1),
        "other_served": formats.percent(100 - other["unmet_pct"], 1),
        "other": _(NAMES[Way.BY_ENROLMENT]),
        "nothing": formats.number(plan["with_nothing"]),
        "other_nothing": formats.number(other["with_nothing"]),
    }
    return [
        _(
            "Este plan atiende primero a las escuelas que menos tienen de lo que necesitan (equidad %(alpha)s).",
            alpha=formats.number(alpha, 0 if alpha == int(alpha) else 1),
        )
        if alpha
        else _("Este plan destina cada lote a donde es más probable que se use; no busca que todas reciban algo."),
        _("Atiende el %(served)s de la necesidad; «%(other)s» atendería el %(other_served)s.", **values),
        _without(
            plan["with_nothing"] - other["with_nothing"], values, in_exchange=plan["unmet_pct"] < other["unmet_pct"]
        ),
        *_kept_back(comparison, least_use_pct, alpha),
        *([_("Reparte de manera más desigual que «%(other)s».", **values)] if plan["gini"] > other["gini"] else []),
    ]


def _kept_back(comparison: Mapping[str, Mapping[str, float]], least_use_pct: int, alpha: float) -> list[str]:
    """Say why this plan is the best one although another way serves more: that one empties the depot, or is uneven."""
    if min(way["unmet_pct"] for way in comparison.values()) >= comparison[Way.PLAN]["unmet_pct"]:
        return []
    if alpha:
        return [
            _(
                "Otro reparto atiende más en total porque deja más atrás a las escuelas que menos tienen, o porque "
                "destina también lotes de los que se usaría menos del %(least)s.",
                least=formats.percent(least_use_pct),
            )
        ]
    return [
        _(
            "Otro reparto atiende más porque destina también lotes de los que se usaría menos del %(least)s; este plan "
            "los deja en el almacén y es el mejor entre los que cumplen esa regla.",
            least=formats.percent(least_use_pct),
        )
    ]


def _without(more: float, values: Mapping[str, str], *, in_exchange: bool) -> str:
    if more > 0 and not in_exchange:
        return _(
            "Y más escuelas que necesitan algo quedan sin nada: %(nothing)s; con «%(other)s», %(other_nothing)s. "
            "Antes de aprobar, mire si esas escuelas pueden esperar.",
            **values,
        )
    if more > 0:
        return _(
            "A cambio, escuelas que necesitan algo y quedan sin nada: %(nothing)s; con «%(other)s», %(other_nothing)s.",
            **values,
        )
    if more < 0:
        return _(
            "Escuelas que necesitan algo y quedan sin nada: %(nothing)s; "
            "con «%(other)s» serían más: %(other_nothing)s.",
            **values,
        )
    return _("Escuelas que necesitan algo y quedan sin nada: %(nothing)s, igual que con «%(other)s».", **values)
