"""What a region has of roads, trips and money, on the page of the rules."""

from collections.abc import Mapping
from typing import Any

from hub import means_report
from hub.console.blueprint import store
from hub.means_report import Limit, What
from shared.sentences import N_
from shared.web import formats, ngettext
from shared.web import gettext as _

SHOWN = 15
"""Rows on the page (ui/UI.md); the command shows all."""
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
    """Return what the page shows: the limits of a month of which least is left, what was used, by how many sites."""
    found = means_report.report(store())
    tightest = sorted(found.limits, key=_tightness, reverse=True)
    return {
        "means": found,
        "means_month": _month(found.cycle),
        "means_rows": [_row(one, found.sites_by_zone) for one in tightest[:SHOWN]],
        "means_more": max(0, len(tightest) - SHOWN),
    }


def _tightness(one: Limit) -> tuple[float, bool]:
    """Return how much of a limit is used, and of equal ones trips and money before the many routes."""
    return one.used / one.limit if one.limit else 1.0, one.what in (What.TRIPS, What.MONEY)


def _row(one: Limit, sites: Mapping[str, int]) -> tuple[str, ...]:
    """Put a limit into words: what it is, on how many sites it bears, what there is, is used and is left."""
    road = one.what in (What.WEIGHT, What.VOLUME)
    number = sites.get(one.name, 0)
    on_it = ngettext("%(num)s local", "%(num)s locales", number) if road else ""
    amounts = (_amount(one.what, amount) for amount in (one.limit, one.used, one.left))
    return (_(_OF[one.what], name=one.name), on_it, *amounts)


def _amount(what: What, amount: float) -> str:
    return _(_AMOUNT[what], n=formats.number(amount, 0 if amount == int(amount) else _DECIMALS[what]))


def _month(cycle: str) -> str:
    year, _dash, month = cycle.partition("-")
    return f"{month}/{year}"
