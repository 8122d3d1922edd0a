"""What the page of trials shows: totals, groups and schools before and after, and what evenness costs, in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hub.console.blueprint import store
from hub.console.few_pupils import untold
from hub.console.plan_groups import LEAST_SCHOOLS, SORTS
from hub.region_rows import service_names
from hub.report import FEW
from shared.badges import badge_of
from shared.ids import SchoolId
from shared.web import formats, ngettext, say
from shared.web import gettext as _
from shared.web.tongues import kind_told

if TYPE_CHECKING:
    from hub.allocation.trial import AtAlpha, Figures, GroupMoved, Moved, Trial
    from hub.what_if import Answer

MOST = 6
"""Schools that gain, and that lose, by name."""


@dataclass(frozen=True, slots=True)
class _Total:
    """A figure of the region, before and after, in words."""

    name: str
    before: str
    after: str
    difference: str


def trial_told(trial: "Trial") -> dict[str, Any]:
    """Return what the page shows of a trial."""
    names, schools, few = names_of(), service_names(store().every_school()), untold()
    groups = [one for one in trial.groups if one.schools >= LEAST_SCHOOLS]
    return {
        "trial": trial,
        "answer": _answer(trial),
        "totals": _totals(trial.before, trial.after),
        "kinds": [_group(one) for one in groups],
        "small": len(trial.groups) - len(groups),
        "moved": [
            ("ga", _("Ganan más"), [_school(one, schools, names, few) for one in trial.gain[:MOST]], trial.gaining),
            ("pi", _("Pierden más"), [_school(one, schools, names, few) for one in trial.lose[:MOST]], trial.losing),
        ],
        "units": [(names.get(code, code), before, after) for code, before, after in trial.units if before != after],
        "gap": formats.percent(trial.after.gap_pct, 3),
    }


def _answer(trial: "Trial") -> list[str]:
    """Return the answer, in whole sentences."""
    if not trial.gaining and not trial.losing:
        return [_("Con ese cambio ninguna escuela ganaría ni perdería."), _stops(trial.stops)]
    return [
        ngettext("Gana %(num)s escuela.", "Ganan %(num)s escuelas.", trial.gaining),
        ngettext("Pierde %(num)s escuela.", "Pierden %(num)s escuelas.", trial.losing),
        _(
            "La necesidad sin atender pasa de %(before)s a %(after)s.",
            before=formats.percent(trial.before.evenness.unmet_pct, 1),
            after=formats.percent(trial.after.evenness.unmet_pct, 1),
        ),
    ]


def _stops(found: Sequence[tuple[str, int]]) -> str:
    if not found:
        return _("Ninguna línea espera más de lo que ya recibe.")
    words = "; ".join(f"{say(badge_of(reason).words)} ({formats.number(count)})" for reason, count in found)
    return _("Esto detiene lo que falta, con cuántas líneas: %(stops)s.", stops=words)


def _totals(before: "Figures", after: "Figures") -> list[_Total]:
    one, other = before.evenness, after.evenness
    rows = [
        _percents(_("Necesidad sin atender"), one.unmet_pct, other.unmet_pct),
        _percents(_("19 de 20 escuelas tienen al menos"), one.p05_fill_pct, other.p05_fill_pct),
        _percents(_("Escuela menos atendida"), one.least_fill_pct, other.least_fill_pct),
        _numbers(_("Desigualdad"), one.gini, other.gini, 3),
        _numbers(_("Escuelas sin nada"), one.with_nothing, other.with_nothing),
        _numbers(_("Escuelas que reciben algo"), before.served, after.served),
        _numbers(_("Unidades"), before.units, after.units),
    ]
    if before.cost or after.cost:
        rows.append(_numbers(_("Costo en soles"), before.cost / 100, after.cost / 100, 2))
    return rows


def _percents(name: str, before: float, after: float) -> _Total:
    points = _("%(n)s puntos", n=_signed(after - before, 1))
    return _Total(name, formats.percent(before, 1), formats.percent(after, 1), points)


def _numbers(name: str, before: float, after: float, decimals: int = 0) -> _Total:
    one, other = (formats.number(value, decimals) for value in (before, after))
    return _Total(name, one, other, _signed(after - before, decimals))


def _signed(value: float, decimals: int) -> str:
    """
    Return a difference with its sign, which a line never breaks off.

    >>> _signed(1.25, 1), _signed(-3, 0), _signed(-0.01, 1)
    ('+1.2', '−3', '0.0')
    """
    told = formats.number(abs(value), decimals)
    if not float(told.replace(",", "")):
        return told
    return f"+{told}" if value > 0 else f"−{told}"


def _group(one: "GroupMoved") -> tuple[str, str, str, str, str, str, str]:
    before, after = (formats.percent(100 - value, 1) for value in one.unmet_pct)
    counts = (formats.number(value) for value in (one.schools, one.gain, one.lose))
    schools, gain, lose = counts
    return kind_told(one.sort, one.name), _(SORTS[one.sort]), schools, before, after, gain, lose


def _school(
    one: "Moved", schools: Mapping[Any, str], names: Mapping[str, str], few: Collection[SchoolId]
) -> tuple[str, str, str, str, list[str]]:
    hidden = one.school in few
    before, after = (_(FEW) if hidden else formats.percent(value, 1) for value in one.share_pct)
    lines = [
        _("%(what)s: de %(before)s a %(after)s", what=names.get(code, code), before=formats.number(then),
          after=formats.number(now))
        for code, then, now in one.lines
    ]  # fmt: skip
    return schools.get(one.school, one.school), one.school, before, after, lines


def evenness_told(found: "Answer") -> dict[str, Any]:
    """Return the rows of the price of evenness, and its places on the chart, in percent of its width and height."""
    return {
        "evenness": [
            {
                "alpha": f"{one.alpha:g}",
                "now": one.alpha == found.choices.alpha,
                "unmet": one.figures.evenness.unmet_pct,
                "p05": one.figures.evenness.p05_fill_pct,
                "least": one.figures.evenness.least_fill_pct,
                "gini": one.figures.evenness.gini,
                "nothing": one.figures.evenness.with_nothing,
                "gap": one.figures.gap_pct,
            }
            for one in found.evenness
        ],
        "price": _price(found.evenness),
    }


def _price(evenness: Sequence["AtAlpha"]) -> str:
    """Return what the most even division costs and buys, in a sentence."""
    first, last = evenness[0].figures.evenness, evenness[-1].figures.evenness
    return _(
        "De equidad 0 a equidad %(alpha)s, la necesidad sin atender pasa de %(unmet)s a %(unmet_even)s, y lo que "
        "tienen al menos diecinueve de veinte escuelas, de %(least)s a %(least_even)s.",
        alpha=f"{evenness[-1].alpha:g}",
        unmet=formats.percent(first.unmet_pct, 1),
        unmet_even=formats.percent(last.unmet_pct, 1),
        least=formats.percent(first.p05_fill_pct, 1),
        least_even=formats.percent(last.p05_fill_pct, 1),
    )


def names_of() -> dict[str, str]:
    """Return what each resource is called."""
    return {str(one.id): one.name for one in store().catalogue().resources}
