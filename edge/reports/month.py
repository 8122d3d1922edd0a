"""What a school tells the UGEL of a month: use, what came, what was lost, and the stock of the day it is made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from edge.reports.deliveries import deliveries_report
from edge.reports.reading import Asked, Names, stock_of, undated, use_of
from edge.reports.report import Column, Report, Said
from edge.rows import ToldRow
from edge.store import Store
from shared.facts import Loss
from shared.ids import ResourceId
from shared.resources import Resource
from shared.web import N_
from shared.web.codes import LOSS_CAUSES

LOST = N_("Pérdidas, robos y bajas")
COLUMNS = (
    Column(N_("Recurso")),
    Column(N_("Código")),
    Column(N_("Serie")),
    Column(N_("Cantidad"), adds=True),
    Column(N_("Motivo")),
    Column(N_("N° de denuncia")),
    Column(N_("Día")),
)


@dataclass(frozen=True, slots=True)
class Month:
    """The tables of a month, and how many records could not be put in one because nobody knows their day."""

    tables: tuple[Report, ...]
    undated: int


def month_report(store: Store, names: Names, asked: Asked) -> Month:
    """Return what a school tells of a month; nobody is named, and fewer than five pupils are not told."""
    deliveries, losses = store.facts.deliveries(), store.facts.told(Loss)
    came = [row for row in deliveries if _is_in(row.on, asked.month)]
    lost = [row for row in losses if _is_in(row.on, asked.month)]
    tables = (
        use_of(store, names, asked),
        deliveries_report(names, came),
        losses_report(names, lost),
        stock_of(store, names, asked),
    )
    days = [*(row.on for row in deliveries), *(row.on for row in losses)]
    return Month(tables, undated(store) + days.count(None))


def losses_report(names: Mapping[ResourceId, Resource], rows: Iterable[ToldRow]) -> Report:
    """Return a row for each loss, theft and write-off."""
    return Report(
        LOST,
        COLUMNS,
        tuple(
            (
                names[fact.resource].name if fact.resource in names else fact.resource,
                fact.resource,
                fact.serial,
                fact.units,
                Said(LOSS_CAUSES.get(fact.cause, fact.cause)),
                fact.report_number,
                row.on,
            )
            for row in rows
            if isinstance(fact := row.fact, Loss)
        ),
    )


def _is_in(day: date | None, month: date) -> bool:
    return day is not None and (day.year, day.month) == (month.year, month.month)
