"""Which device opens which pack, and why not, in words."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from edge.compatibility import Alike, Asked, Opens, groups, judged, opened, packs_asked
from edge.views.node import node
from edge.views.view import ALL_STAFF, Group, Listed, View
from shared.web import N_, ngettext, say
from shared.web import gettext as _
from shared.web.formats import number

pages = Blueprint("compatibility", __name__, url_prefix="/compatibilidad", template_folder="../templates")

GROUPS = 8
"""Of devices that are alike, on one page."""
SHOWN = 12
"""Serials of a group that are named; the rest is counted."""
_STATES = {
    Opens.YES: ("ok", N_("Lo abre")),
    Opens.NO: ("err", N_("No lo abre")),
    Opens.UNKNOWN: ("queue", N_("No se sabe")),
}


@pages.get("/")
def page() -> str:
    """Show each group of devices that are alike, with every pack."""
    here = node()
    catalogue = here.resources()
    packs = packs_asked(catalogue.values(), here.store.packs.offered(here.store.days.today()))
    found = groups(here.store.devices.all(), catalogue)
    first = min(max(request.args.get("desde", 0, type=int), 0), max(len(found) - 1, 0)) // GROUPS * GROUPS
    return render_template(
        "compatibility.html",
        groups=[_group(one, packs) for one in found[first : first + GROUPS]],
        packs=len(packs),
        first=first + 1,
        last=min(first + GROUPS, len(found)),
        total=len(found),
        prev=url_for("compatibility.page", desde=first - GROUPS) if first else "",
        next=url_for("compatibility.page", desde=first + GROUPS) if first + GROUPS < len(found) else "",
    )


def _group(one: Alike, packs: list[Asked]) -> dict[str, Any]:
    known = node().names().get(one.first.resource)
    count = len(one.serials)
    return {
        "name": known.name if known is not None else one.first.resource,
        "count": ngettext("%(n)s equipo", "%(n)s equipos iguales", count),
        "has": _has(one),
        "serials": ", ".join(one.serials[:SHOWN]) + ("…" if count > SHOWN else ""),
        "noted": one.noted,
        "summary": _("Abre %(n)s de %(all)s.", n=opened(one.first, packs), all=len(packs)),
        "packs": [_verdict(one, pack) for pack in packs],
    }


def _has(one: Alike) -> str:
    device = one.first
    told = [
        device.maker,
        _("Android %(n)s", n=device.android) if device.android is not None else "",
        _("%(mb)s MB de memoria", mb=number(device.memory_mb)) if device.memory_mb is not None else "",
        _("%(mb)s MB libres", mb=number(device.free_mb)) if device.free_mb is not None else "",
    ]
    return " · ".join(part for part in told if part)


def _verdict(one: Alike, pack: Asked) -> dict[str, Any]:
    known = node().names().get(pack.resource)
    opens, lacks = judged(one.first, pack.needs)
    code, words = _STATES[opens]
    return {
        "name": known.name if known is not None else pack.resource,
        "where": _("En esta laptop") if pack.here else _("Del catálogo"),
        "code": code,
        "words": _(words),
        "why": " ".join(say(lack.said()) for lack in lacks),
    }


VIEW = View(
    pages,
    {"compatibility.page": ALL_STAFF},
    under="more.page",
    listed=(
        Listed(
            "compatibility.page",
            N_("Qué abre cada equipo"),
            N_("Qué tableta abre qué paquete, y por qué no."),
            "tablet",
            Group.MACHINE,
        ),
    ),
)
