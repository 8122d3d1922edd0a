"""The materials of a pupil's page in words: what is assigned, what is offered and why, and the face they gave each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, assert_never

from edge.assigning import Assignments
from edge.histories import Trace
from edge.recommending import Offers, android_of, offers_for, offers_known
from edge.rows import LearnerRow
from edge.views.node import node
from shared.materials import Offered
from shared.recommend import Offer, Why
from shared.resources import Resource
from shared.school_year import week_of
from shared.similarity import ItemId, item_id, parts_of
from shared.web import gettext as _
from shared.web.formats import capital, short_day
from shared.web.tongues import tongue

Traces = Mapping[ItemId, Trace]


@dataclass(frozen=True, slots=True)
class Titled:
    """A material as pages name it: a pack, or a content of one."""

    name: str
    pack: Resource
    language: str


def titled() -> dict[ItemId, Titled]:
    """Return every material that a pupil may open here: the packs of the catalogue, and what is in them."""
    store = node().store
    packs = {item_id(one.id): Titled(capital(one.name), one, one.language) for one in store.news.materials()}
    return packs | {
        item: Titled(capital(one.name), one.pack, one.material.language) for item, one in offers_known(store).items()
    }


def shelf(me: LearnerRow, agent: str) -> dict[str, Any]:
    """Return what a pupil's page shows, assigned first; each material stands once."""
    store = node().store
    known, traces = titled(), store.histories.of(me.person)
    assigned = {
        item: until
        for item, until in Assignments(store.db).of_pupil(me.person, store.days.today()).items()
        if item in known
    }
    found = offers_for(store, me, week_of(node().today()), android_of(agent))
    offers = [one for one in found.offers if one.item not in assigned]
    shown = {*assigned, *(one.item for one in offers)}
    packs = [item_id(one.id) for one in store.news.materials()]
    return {
        "assigned": [_row(item, known[item], traces, _until(until)) for item, until in assigned.items()],
        "offers": [_row(one.item, known[one.item], traces, _why(one, found.known)) for one in offers],
        "about": _about(found) if offers else "",
        "materials": [_row(item, known[item], traces, "") for item in packs if item not in shown],
    }


def _row(item: ItemId, what: Titled, traces: Traces, why: str) -> dict[str, Any]:
    parts = [what.pack.area, tongue(what.language)]
    trace = traces.get(item)
    return {
        "id": item,
        "name": what.name,
        "icon": what.pack.icon,
        "detail": " · ".join(part for part in parts if part),
        "why": why,
        "opened": trace is not None or any(item_id(parts_of(one)[0]) == item for one in traces),
        "score": trace.score if trace else 0,
    }


def _until(day: date) -> str:
    return _("Hasta el %(day)s.", day=short_day(day))


def _about(found: Offers) -> str:
    """Say where the offers come from."""
    if all(one.why is Why.BEGUN for one in found.offers):
        return _("Un programa te muestra lo que ya empezaste.")
    if found.by_likeness:
        return _("Lo elige un programa con lo que tú y tu aula usan.")
    return _("Un programa te muestra lo que más se usa en tu aula.")


def _why(one: Offer, known: Mapping[ItemId, Offered]) -> str:
    """Say in a line why a material is offered."""
    match one.why:
        case Why.BEGUN if one.progress:
            return _("Lo empezaste: vas por %(n)s de 100.", n=one.progress)
        case Why.BEGUN:
            return _("Ya lo abriste. Puedes seguir.")
        case Why.ALIKE if one.because is not None and one.because in known:
            return _("Después de «%(name)s», muchos siguen con este.", name=capital(known[one.because].name))
        case Why.ALIKE:
            return _("Lo usan quienes usan lo mismo que tú.")
        case Why.CLASS:
            return _("Es de lo que más se usa en tu aula.")
        case _ as never:
            assert_never(never)
