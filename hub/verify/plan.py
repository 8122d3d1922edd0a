"""A plan against its instance, from the files alone: every limit, what it is worth, and its certificate."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from hub.verify.doubted import check_doubted
from hub.verify.findings import Findings
from hub.verify.limits import check_limits
from hub.verify.model import Model, model_of, plan_report
from hub.verify.packs import check_packs
from hub.verify.report import check_report
from hub.verify.settings import settings_of
from hub.verify.tables import Table, number, read, text
from hub.verify.told import check_told
from hub.verify.worth import bound_of, rounding_of, worth_of
from shared.errors import BadInput
from shared.sentences import N_, Sentence

_OF_PRICE = ["limit", "of", "resource_id"]
_SHARE_SLACK = 0.011
"""Of a share in percent, which is told with two digits."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found, and the verifier's own figures beside the published ones."""

    findings: tuple[Sentence, ...]
    count: int
    lines: int
    value: float
    bound: float
    """From the published prices, kits bound by their price alone: mostly a little larger than the published one."""
    unproven: int = 0
    """Schools of which it was not found out whether other packs would be worth more."""

    @property
    def gap_pct(self) -> float:
        """Return how far the plan may be from the best one, by this bound."""
        return 100 * (self.bound - self.value) / abs(self.bound) if self.bound else 0.0


def verify(folder: Path, plan: Path, *, comma: bool = False) -> Verified:
    """
    Check a plan.

    Raises:
        BadInput: One of the two is no such folder, or cannot be read.
    """
    try:
        told = plan_report(plan)
        value, bound, findings = float(told["value"]), float(told["bound"]), Findings()
        settings = settings_of(folder, dict(told["settings"]), findings)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput("«%(plan)s» no tiene un plan.json que se entienda. No se revisó nada.", plan=plan) from error
    model = model_of(folder, settings, comma=comma)
    lines = _lines(plan)
    check_packs(folder, plan, findings, comma=comma)
    check_doubted(folder, findings, comma=comma)
    cut = read(plan, "cut")
    check_limits(model, lines, _lines(plan, "transfers", "depot"), cut, findings)
    if findings.count:
        return Verified(tuple(findings.found), findings.count, len(lines), value, bound, findings.unproven)
    own = worth_of(model, lines)
    slack = 1e-9 * abs(own) + rounding_of(model, lines)
    # What is not a number is not near either.
    if not abs(own - value) <= slack:
        words = N_("plan.json: dice que vale %(told)s y vale %(own)s.")
        findings.add(words, told=f"{value:,.0f}", own=f"{own:,.0f}")
    _check_uncounted(model, told.get("uncounted", {}), findings)
    check_report(model, lines, cut, told, findings)
    table = _prices(plan, findings)
    check_told(model, plan, table.set_index(_OF_PRICE)["price"], findings)
    most = bound_of(model, table, lines)
    if not bound >= value or not own <= most + slack:
        words = N_("plan.json: la cota %(told)s no puede ser: vale %(own)s y con sus precios nadie pasa de %(most)s.")
        findings.add(words, told=f"{bound:,.0f}", own=f"{own:,.0f}", most=f"{most:,.0f}")
    return Verified(tuple(findings.found), findings.count, len(lines), own, most, findings.unproven)


def _prices(plan: Path, findings: Findings) -> Table:
    table = read(plan, "prices")
    names = {column: text(table, column) for column in _OF_PRICE}
    found = pd.DataFrame({**names, "price": number(table, "price", 0), "line": table["line"]})
    twice = found.duplicated(_OF_PRICE)
    for line in found["line"][twice]:
        findings.add(N_("prices, línea %(line)s: el precio ya está en otra línea."), line=int(line))
    for line in found["line"][found["price"] < 0]:
        findings.add(N_("prices, línea %(line)s: el precio es menor que 0, y así no hay cota."), line=int(line))
    return found[~twice]


def _check_uncounted(model: Model, told: dict[str, Any], findings: Findings) -> None:
    """Note the resources of which another share of what nobody counted is told than the tables give."""
    least, most = model.uncounted.pairs
    for resource in sorted({*told, *least.index}):
        pairs, share = told.get(resource, {}).get("pairs", 0), 100 * model.uncounted.share(resource)
        right = abs(told.get(resource, {}).get("share_pct", 0) - share) <= _SHARE_SLACK
        if not right or not least.get(resource, 0) <= pairs <= most.get(resource, 0):
            words = N_("plan.json: lo que dice de «%(name)s» sin contar no es lo de las tablas: %(pairs)s, %(share)s.")
            findings.add(words, name=str(resource), pairs=int(least.get(resource, 0)), share=f"{share:.2f} %")


def _lines(plan: Path, name: str = "lines", first: str = "school_id") -> Table:
    table = read(plan, name)
    counts = {count: number(table, count, 0) for count in ("lots", "units")}
    names = {column: text(table, column) for column in (first, "resource_id")}
    return pd.DataFrame({**names, **counts, "line": table["line"]})
