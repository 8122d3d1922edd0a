"""The page of sticks: what the bundles of many schools on one stick came to, and the answers that go back on it."""

from flask import abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from hub.brought import ANSWERS, MAX_BYTES, bring
from hub.carried import NOTHING_OURS, TAKEN_IS_SAFE, Came, Carried
from hub.carry import carry
from hub.console.blueprint import console, page_of
from hub.console.navigation import MORE
from hub.console.view import SIGNING, Group, Listed, View
from hub.parts import parts
from hub.rounds import EVERYBODY, NOBODY, STICKS_OWN, named, ugels
from hub.visits import Visit
from shared.errors import ChasquiError
from shared.web import N_, ngettext, say
from shared.web import gettext as _
from shared.web.formats import number
from sync.apart import silent
from sync.sticks import Stick

_PATIENCE_S = 8
"""How long a click waits for the report; a stick with more is looked at while it is read."""
_MB = 1_048_576
_STATES = {
    "ok": N_("Recibido"),
    "gap": N_("Falta un envío anterior. Se guardó y se aplica solo cuando llegue."),
    "unknown": N_("La región no reconoce este equipo. Se guardó; acéptelo, o emita otra invitación."),
}


@console.get("/usb")
def usb() -> str:
    """Show the sticks that are plugged in, and those that were read."""
    return _page("")


@console.post("/usb")
def read_usb() -> Response | tuple[str, int]:
    """Read a stick that is plugged in, and write the answers on it."""
    chosen = [one for one in parts().plugged.look().sticks if str(one.path) == request.form.get("usb", "")]
    if not chosen:
        return _page(_("Ese USB ya no está conectado. Conéctelo y actualice esta página.")), 400
    hub, stick = parts(), chosen[0]
    try:
        whom = named(hub.store, request.form.get("ronda", ""))
        visit = hub.visits.begin(stick.name, lambda tell: carry(hub.store, hub.ingest, stick.path, tell, whom=whom))
    except ChasquiError as problem:
        return _page(say(problem.said)), 409
    return _to(visit)


@console.post("/usb/archivos")
def read_files() -> Response | tuple[str, int]:
    """Read bundles that the browser sends: whoever sits far from the hub has the stick, not the hub."""
    hub = parts()
    try:
        whom = named(hub.store, request.form.get("ronda", ""))
        files = bring(hub.visits.folder, request.files.getlist("archivos"))
        name = ngettext("%(n)s archivo subido", "%(n)s archivos subidos", len(request.files.getlist("archivos")))
        visit = hub.visits.begin(name, lambda tell: files.take(hub.store, hub.ingest, tell, whom=whom), files)
    except ChasquiError as problem:
        return _page(say(problem.said)), 400
    return _to(visit)


@console.get("/usb/<int:visit>")
def usb_visit(visit: int) -> str:
    """Show what a stick brought, school by school, or how far its reading is."""
    found = parts().visits.find(visit) or abort(404)
    done = found.result
    return render_template(
        "usb_visit.html",
        visit=found,
        running=not found.over.is_set(),
        hangs=say(silent(found.name).said) if found.hangs else "",
        failed=say(found.failed) if found.failed else "",
        done=done,
        answer=_answer(done) if done else "",
        trouble=f"{say(done.trouble)} {_(TAKEN_IS_SAFE)}" if done and done.trouble else "",
        nothing_ours=_(NOTHING_OURS) if done and done.nothing_ours else "",
        page=page_of([_row(one) for one in done.came]) if done else None,
        all_answered=bool(done and done.came and all(one.answered for one in done.came)),
        refused=page_of([(one.file, say(one.why)) for one in done.problems], name="archivos") if done else None,
        taken=page_of(done.round.taken, 60, name="lleva") if done else None,
        left_out=page_of(done.round.left_out, 60, name="no-cupo") if done else None,
        nothing_for=len(done.round.nothing_for) if done else 0,
        answers=bool(found.brought and found.brought.answers.is_file()),
    )


@console.get("/usb/<int:visit>/respuestas")
def usb_answers(visit: int) -> Response:
    """Give the answers in one file, to be unpacked onto the stick."""
    found = parts().visits.find(visit)
    if found is None or found.brought is None or not found.brought.answers.is_file():
        abort(404)
    return send_file(found.brought.answers, mimetype="application/zip", as_attachment=True, download_name=ANSWERS)


def _to(visit: Visit) -> Response:
    visit.over.wait(_PATIENCE_S)
    return redirect(url_for("console.usb_visit", visit=visit.number))


def _page(error: str) -> str:
    look = parts().plugged.look()
    return render_template(
        "usb.html",
        error=error,
        sticks=[(str(one.path), one.name, _room(one), one.ours) for one in look.sticks],
        silent=[say(one) for one in look.silent],
        rounds=[
            (STICKS_OWN, _("Las escuelas de la UGEL del USB")),
            *((name, _("UGEL %(name)s", name=name)) for name in ugels(parts().store)),
            (EVERYBODY, _("Todas las escuelas de la región")),
            (NOBODY, _("Solo las que enviaron en él")),
        ],
        visits=[(one, _summary(one)) for one in parts().visits.recent()],
    )


def _room(one: Stick) -> str:
    free = parts().plugged.free(one)
    return _("No se sabe cuánto espacio tiene") if free is None else _("%(mb)s\u00a0MB libres", mb=number(free // _MB))


def _summary(visit: Visit) -> str:
    if visit.result is not None:
        return _answer(visit.result)
    return say(visit.failed) if visit.failed else _("Se está leyendo")


def _answer(done: Carried) -> str:
    if not done.new_events:
        return _("No llegó nada nuevo.")
    return ngettext("Llegó %(num)s registro nuevo.", "Llegaron %(num)s registros nuevos.", done.new_events)


def _row(one: Came) -> dict[str, object]:
    state = "ok" if one.known and not one.held else "gap" if one.known else "unknown"
    return {
        "name": ", ".join(one.schools) or _("Local %(site)s", site=one.site or _("desconocido")),
        "site": one.site,
        "node": one.node,
        "bundles": one.bundles,
        "new": one.new_events,
        "code": "ok" if state == "ok" else "queue" if state == "gap" else "err",
        "words": _(_STATES[state]),
        "answered": one.answered,
        "accept": state == "unknown" and one.held > 0,
    }


VIEW = View(
    {
        "console.usb": SIGNING,
        "console.read_usb": SIGNING,
        "console.read_files": SIGNING,
        "console.usb_visit": SIGNING,
        "console.usb_answers": SIGNING,
    },
    under=MORE,
    uploads={"console.read_files": MAX_BYTES},
    listed=(
        Listed(
            "console.usb",
            N_("USB"),
            N_("Recibir lo que trae un USB y dejar en él las respuestas."),
            "usb",
            Group.COMPUTERS,
        ),
    ),
)
