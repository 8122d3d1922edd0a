"""What a region has of roads, trips and money on the page of the rules, and what a plan takes of it on the plan's."""

from collections.abc import Iterable, Sequence
from typing import Any

from hub import means_report
from hub.console.blueprint import store
from hub.means_report import Limit, What
from shared.sentences import N_
from shared.web import formats
from shared.web import gettext as _

_OF = {
    What.WEIGHT: N_("Ruta %(name)s, carga"),
    What.VOLUME: N_("Ruta %(name)s, espacio"),
    What.TRIPS: N_("Viajes desde %(name)s"),
    What.MONEY: N_("Recursos que se envían"),
}
_AMOUNT = {
    What.WEIGHT: N_("%(n)s kg"),
    What.VOLUME: N_("%(n)s litros"),
    What.TRIPS: N_("S/ %(n)s"),
    What.MONEY: N_("S/ %(n)s"),
}
_DECIMALS = {What.WEIGHT: 1, What.VOLUME: 1, What.TRIPS: 2, What.MONEY: 2}


def means_told() -> dict[str, Any]:
    """Return what the page shows: each limit of a month, what was used of it, and by how many sites."""
    found = means_report.report(store())
    return {"means": found, "means_month": _month(found.cycle), "means_rows": told_limits(found.limits)}


def told_limits(limits: Iterable[Limit]) -> Sequence[tuple[str, str, str, str]]:
    """Put limits into words: what it is, what there is, what is used and what is left."""
    return [
        (
            _(_OF[one.what], name=one.name),
            _amount(one.what, one.limit),
            _amount(one.what, one.used),
            _amount(one.what, one.left),
        )
        for one in limits
    ]


def _amount(what: What, amount: float) -> str:
    return _(_AMOUNT[what], n=formats.number(amount, 0 if amount == int(amount) else _DECIMALS[what]))


def _month(cycle: str) -> str:
    year, _dash, month = cycle.partition("-")
    return f"{month}/{year}"
