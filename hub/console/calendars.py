"""The page of calendars: the region's and those of single UGELs, each version with who, when, why and its changes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePosixPath

import msgspec
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import limits, ugel_calendars
from hub.console.blueprint import console, page_of, store
from hub.console.field_words import change_told
from hub.console.forms import number_told
from hub.console.navigation import MORE
from hub.console.view import ADMIN, ALL_READ, Group, Listed, View
from hub.importers.catalogue import read_calendar
from hub.offices import SIGNERS
from hub.seen import mark
from hub.ugel_calendars import MAX_BYTES as KEPT_BYTES
from hub.ugel_calendars import Version
from shared.acts import Actor
from shared.differing import RowChange
from shared.errors import BadInput
from shared.school_year import SchoolCalendar
from shared.web import N_, Role, saved, say, who
from shared.web import gettext as _
from shared.web.formats import day

MAX_BYTES = 256 * 1024
_MOVED = N_(
    "El calendario que siguen esas escuelas cambió desde que se vio este, y no se guardó nada. Abajo está lo que "
    "cambiaría ahora: revíselo y repita."
)
_VERSIONS, _SHOWN = 10, 20
"""Versions on a page, and changes of one of them; the rest are counted."""


@console.get("/calendarios")
def calendars() -> str:
    """Show what calendar holds where, and every version."""
    return _page()


@console.post("/calendarios")
def preview_calendar() -> str | tuple[str, int]:
    """Show what a file would change at the schools of a UGEL; nothing is kept."""
    file, why, ugel = request.files.get("archivo"), _why(), request.form.get("ugel", "")
    try:
        name = PurePosixPath((file.filename or "") if file else "").name[-80:]
        told = read_calendar(file.read(MAX_BYTES + 1) if file else b"", name)
        return _page(ugel, why, seen=_seen(ugel, told))
    except BadInput as problem:
        return _page(ugel, why, say(problem.said)), 400


@console.post("/calendarios/guardar")
def bring_calendar() -> Response | tuple[str, int]:
    """Keep the calendar that was seen as the one of a UGEL, where its schools still follow what they followed then."""
    why, ugel, seen = _why(), request.form.get("ugel", ""), None
    try:
        told = read_calendar(request.form.get("calendario", "").encode(), "calendario.json")
        with store().together():
            seen = _seen(ugel, told)
            if seen["mark"] != request.form.get("antes", ""):
                return _page(ugel, why, _(_MOVED), seen=seen), 409
            kept = ugel_calendars.bring_in(store(), ugel, told, why=why, by=_me())
    except BadInput as problem:
        return _page(ugel, why, say(problem.said), seen=seen), 400
    saved(_("Calendario de %(ugel)s guardado, versión %(version)s.", ugel=ugel, version=kept.version))
    return redirect(url_for("console.calendars"))


@console.post("/calendarios/retirar")
def withdraw_calendar() -> Response | tuple[str, int]:
    """Let a UGEL follow the region's calendar again."""
    why, ugel = _why(), request.form.get("ugel", "")
    try:
        known = number_told(request.form.get(f"version:{ugel}", ""))
        ugel_calendars.withdraw(store(), ugel, why=why, by=_me(), known=known)
    except BadInput as problem:
        return _page(ugel, why, say(problem.said), withdrawing=True), 400
    saved(_("%(ugel)s sigue otra vez el calendario de la región.", ugel=ugel))
    return redirect(url_for("console.calendars"))


def _seen(ugel: str, told: SchoolCalendar) -> dict[str, object]:
    """Return a calendar that was read, and what the schools of a UGEL would follow otherwise than now."""
    before = ugel_calendars.followed(store(), ugel)
    kept = ugel_calendars.bring_in(store(), ugel, told, why="", by=_me(), dry_run=True)
    changes = ugel_calendars.difference(before, kept, store().calendar())
    rows = _rows(changes)
    return {
        "ugel": ugel,
        "number": kept.version,
        "text": msgspec.json.encode(told).decode(),
        "mark": mark((before, store().calendar())),
        "changes": rows[:_SHOWN],
        "rest": rows[_SHOWN:],
        "same": kept == ugel_calendars.in_force(store()).get(ugel),
    }


def _page(
    ugel: str = "",
    why: str = "",
    error: str = "",
    *,
    withdrawing: bool = False,
    seen: Mapping[str, object] | None = None,
) -> str:
    hub = store()
    own = ugel_calendars.in_force(hub)
    every = page_of([*ugel_calendars.of_region(hub), *ugel_calendars.versions(hub)], _VERSIONS, name="versiones")
    of_ugel = Counter(one.ugel for one in hub.schools() if one.ugel)
    return render_template(
        "calendars.html",
        region=_told(hub.calendar()),
        own=[(name, one.version, one.source, of_ugel[name]) for name, one in own.items()],
        schools=sum(of_ugel[name] for name in own),
        versions=every,
        rows=[_row(one) for one in every.rows],
        ugels=sorted(of_ugel),
        ugel=ugel,
        why=why,
        error=error,
        withdrawing=withdrawing,
        seen=seen,
        may_change=who().role is Role.ADMIN,
        most=limits.MAX_WHY,
    )


def _told(calendar: SchoolCalendar) -> dict[str, object]:
    return {
        "version": calendar.version,
        "source": calendar.source,
        "terms": [(day(term.first), day(term.last)) for term in calendar.terms],
    }


def _row(one: Version) -> dict[str, object]:
    rows = _rows(one.changes)
    return {
        "ugel": one.ugel,
        "number": one.number,
        "source": one.calendar.source if one.calendar else "",
        "withdrawn": one.calendar is None,
        "act": one.act,
        "changes": rows[:_SHOWN],
        "more": max(0, len(rows) - _SHOWN),
    }


def _rows(found: Iterable[RowChange]) -> list[dict[str, object]]:
    return [{**change_told(change), **_what(change.key)} for change in found if change.key]


def _what(key: str) -> dict[str, object]:
    """Return what a row of ``days_of`` is about; of a day that is all there is to say."""
    year, _dot, number = key.partition(" · ")
    if number:
        return {"key": _("%(year)s, semanas lectivas: bloque %(number)s", year=year, number=number)}
    return {"key": _("%(day)s, sin clases", day=day(date.fromisoformat(key))), "fields": ()}


def _why() -> str:
    return request.form.get("motivo", "")[: limits.MAX_WHY + 1]


def _me() -> Actor:
    return Actor(who().login, SIGNERS[who().role])


VIEW = View(
    {
        "console.calendars": ALL_READ,
        "console.preview_calendar": ADMIN,
        "console.bring_calendar": ADMIN,
        "console.withdraw_calendar": ADMIN,
    },
    under=MORE,
    uploads={"console.preview_calendar": MAX_BYTES + 64 * 1024, "console.bring_calendar": 4 * KEPT_BYTES},
    listed=(
        Listed(
            "console.calendars",
            N_("Calendarios"),
            N_("El de la región y los propios de una UGEL, con sus versiones."),
            "clock",
            Group.REGION,
        ),
    ),
)
