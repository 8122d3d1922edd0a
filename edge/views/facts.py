"""Recorded facts in words: what somebody wrote down, many alike on one line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from edge.sync_rows import PendingRow
from edge.views.words import resource_name
from shared.day_numbers import day_of_number
from shared.fact_fields import Fact
from shared.facts import (
    Count,
    Day,
    Delivery,
    Device,
    Duty,
    Feedback,
    Loan,
    Loss,
    Objection,
    Receipt,
    Repair,
    Request,
    Return,
    Unserved,
    Use,
    WeeklyTotal,
)
from shared.ids import ResourceId
from shared.resources import Resource
from shared.web import gettext as _
from shared.web import ngettext
from shared.web.codes import LOSS_CAUSES, code_words
from shared.web.formats import ago, day, moment

Names = Mapping[ResourceId, Resource]


@dataclass(frozen=True, slots=True)
class FactLine:
    """Facts alike, recorded together."""

    title: str
    when: str
    ago: str
    """How long before now; empty where the clock made no sense."""
    code: str
    count: int


def fact_words(fact: Fact, many: int, names: Names) -> str:
    """Return *many* facts like this one, in words; never a person's name."""
    match fact:
        case Use():
            units = many if many > 1 else fact.units
            return ngettext("%(n)s uso de %(name)s", "%(n)s usos de %(name)s", units, name=_name(fact.resource, names))
        case Unserved():
            name = _name(fact.resource, names)
            return ngettext(
                "%(n)s pedido sin atender de %(name)s", "%(n)s pedidos sin atender de %(name)s", fact.units, name=name
            )
        case WeeklyTotal():
            return _("Semana del cuaderno: %(name)s, %(units)s", name=_name(fact.resource, names), units=fact.units)
        case Count():
            return _("Conteo: %(name)s, %(units)s", name=_name(fact.resource, names), units=fact.units)
        case Loan():
            return _("Préstamo: %(name)s, %(units)s", name=_name(fact.resource, names), units=fact.units * many)
        case Return():
            return _("Devolución: %(name)s, %(units)s", name=_name(fact.resource, names), units=fact.units * many)
        case Receipt():
            return _("Ingreso: %(name)s, %(units)s", name=_name(fact.resource, names), units=fact.units)
        case Loss() if fact.cause in LOSS_CAUSES:
            what, name = code_words(fact.cause), _name(fact.resource, names)
            return _("%(what)s: %(name)s, %(units)s", what=what, name=name, units=fact.units)
        case Loss():
            return _("Baja: %(name)s, %(units)s", name=_name(fact.resource, names), units=fact.units)
        case Request():
            return _("Pedido: %(name)s, %(units)s", name=_name(fact.resource, names), units=fact.units)
        case Feedback():
            name = _name(fact.resource, names)
            return ngettext("%(n)s opinión sobre %(name)s", "%(n)s opiniones sobre %(name)s", many, name=name)
        case Delivery():
            return _("Recepción de la PECOSA %(pecosa)s", pecosa=fact.pecosa)
        case Objection():
            return _("Objeción: %(name)s", name=_name(fact.resource, names))
        case Repair():
            return _("%(action)s: %(name)s", action=code_words(fact.action), name=_name(fact.resource, names))
        case Device():
            return _("Ficha de equipo: %(name)s", name=_name(fact.resource, names))
        case Duty():
            return _("Cambio de cargo")
        case Day():
            return _("Calendario propio: %(days)s", days=days_words(fact))
        case _:
            return _("Estado del equipo")


def days_words(fact: Day) -> str:
    """Return the days of an own day or stretch of days; nobody says that its first comes before its last."""
    first, last = map(day_of_number, sorted((fact.first, fact.last)))
    return day(first) if first == last else _("%(first)s al %(last)s", first=day(first), last=day(last))


def _name(resource: ResourceId, names: Names) -> str:
    return resource_name(resource, names)


def fact_lines(rows: Iterable[PendingRow], names: Names, now: datetime) -> list[FactLine]:
    """Join neighbours of one kind, resource, minute and state; order is kept."""
    found = []
    for _key, group in groupby(rows, key=_alike):
        same = list(group)
        first = same[0]
        words = fact_words(first.fact, len(same), names)
        at, before = (moment(first.at), ago(first.at, now)) if first.at else (_("reloj sin hora"), "")
        found.append(FactLine(words, at, before, first.code, len(same)))
    return found


def _alike(row: PendingRow) -> tuple[object, ...]:
    fact = row.fact
    minute = row.at.replace(second=0, microsecond=0) if isinstance(row.at, datetime) else None
    if isinstance(fact, Use | Loan | Return | Feedback):
        return (type(fact), fact.resource, minute, row.code)
    return (type(fact), id(row))
