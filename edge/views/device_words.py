"""A device in words: where it is, with whom, and what happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from edge.rows import ToldRow
from edge.views.node import node
from edge.views.words import resource_name
from shared import web
from shared.day_numbers import day_of_number
from shared.devices import DeviceState, Place, serial_of
from shared.fact_fields import Fact
from shared.facts import Count, Delivery, Device, Loan, Loss, Receipt, Repair, Return
from shared.ids import Pseudonym
from shared.web import N_
from shared.web import gettext as _
from shared.web.codes import code_words
from shared.web.formats import day, number

PLACES: Mapping[Place, tuple[str, str, str]] = {
    Place.HERE: ("ok", "box", N_("En la escuela")),
    Place.LENT: ("send", "people", N_("Prestado")),
    Place.REPAIR: ("queue", "tool", N_("En reparación")),
    Place.LOST: ("err", "help", N_("Perdido")),
    Place.STOLEN: ("err", "err", N_("Robado")),
    Place.RETIRED: ("off", "off", N_("Dado de baja")),
}
"""Tone, icon and words of each place."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened to a device."""

    title: str
    detail: str
    on: str


def place_of(state: DeviceState) -> dict[str, str]:
    """Return where a device is, for ``ui.state``."""
    tone, icon, words = PLACES[state.place]
    return {"tone": tone, "icon": icon, "words": _(words)}


def sees_names() -> bool:
    """Tell whether who is asking may read who has a device: who lends it, and not who repairs it."""
    return web.may("lending.lend_page")


def name_of(person: Pseudonym | None) -> str:
    """Return the name of a person for who may read it; where they were erased, that they were."""
    if person is None or not sees_names():
        return ""
    row = node().store.people.person(person)
    return (row.name or row.code) if row is not None else _("alguien cuyos datos se borraron")


def due_of(state: DeviceState) -> date | None:
    """Return the day until when a device is lent."""
    return None if state.due is None else day_of_number(state.due)


def is_late(state: DeviceState) -> bool:
    """Tell whether a device should be back by now."""
    due = due_of(state)
    return due is not None and due < node().today()


def device_line(state: DeviceState) -> dict[str, object]:
    """Return a device as lists show it."""
    due = due_of(state)
    return {
        "resource": state.resource,
        "serial": state.serial,
        "name": resource_name(state.resource, node().resources()),
        "maker": state.maker,
        "place": place_of(state),
        "holder": name_of(state.holder),
        "learner": name_of(state.learner),
        "since": day(state.since) if state.since else "",
        "seen": day(state.seen) if state.seen else "",
        "due": day(due) if due else "",
        "late": is_late(state),
    }


def history_line(row: ToldRow, serial: str) -> Line:
    """Return a fact of a device in words; a person's name only for who may read it."""
    title, detail = _told(row.fact, serial)
    return Line(title, detail, day(row.on) if row.on else _("día sin fecha"))


def _told(fact: Fact, serial: str) -> tuple[str, str]:
    match fact:
        case Loan():
            return _("Prestado"), name_of(fact.borrower)
        case Return():
            return _("Devuelto"), code_words(fact.condition)
        case Loss():
            report = _("denuncia %(number)s", number=fact.report_number) if fact.report_number else ""
            return code_words(fact.cause), report
        case Repair():
            return code_words(fact.action), " · ".join(filter(None, (fact.cause, code_words(fact.condition))))
        case Receipt():
            return _("Llegó a la escuela"), code_words(fact.origin)
        case Delivery():
            return _("Llegó a la escuela"), _("PECOSA %(pecosa)s", pecosa=fact.pecosa)
        case Count() if serial in map(serial_of, fact.serials):
            return _("Contado"), _("visto en la escuela")
        case Count():
            return _("Contado"), _("visto con quien lo tiene")
        case Device():
            return _("Ficha anotada"), fact.maker or ""
        case _:
            return "", ""


def gigabytes(megabytes: int | None) -> str:
    """
    Return megabytes as people say them.

    >>> gigabytes(32_000), gigabytes(1_500), gigabytes(None)
    ('32', '1.5', '')
    """
    if megabytes is None:
        return ""
    return number(megabytes / 1000, 0 if megabytes % 1000 == 0 else 1)
