"""What pupils open of a pack: its files, each whole or in parts, and where each pupil left off."""

import secrets
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from edge.pack_serving import answer
from edge.rows import LearnerRow
from edge.views.forms import whole_number
from edge.views.node import node
from edge.views.view import ALL_STAFF, PUPIL, View
from shared import web
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import Use
from shared.ids import ResourceId
from shared.packs import MB, Pack, PackFile
from shared.web import gettext as _
from shared.web import say
from shared.web.formats import number
from shared.web.tongues import tongue

pages = Blueprint("files", __name__, url_prefix="/a", template_folder="../templates")

SHOWN = 30
"""Files on one page: it stays within what a phone is sent at first."""
_MINUTE_S = 60


def way_to(resource: ResourceId, content: str) -> str | None:
    """
    Return the address of what a pupil wants to open, where a pack of this laptop has it.

    What is one file leads to it; of several they choose, and nothing is opened yet. None: it is not here.
    """
    pack = _offered(resource)
    if pack is None:
        return None
    numbers = [n for n, file in enumerate(pack.files, 1) if not content or file.content == content]
    if len(numbers) == 1:
        return url_for("files.serve", pack=resource, n=numbers[0])
    return url_for("files.page", pack=resource, contenido=content or None) if numbers else None


def note_opened(me: LearnerRow, resource: ResourceId, way: str) -> bool:
    """Tell whether *way* leads to a file, and note it as the one that the pupil opened last."""
    pack = _offered(resource)
    for n, file in enumerate(pack.files if pack else (), 1):
        if way == url_for("files.serve", pack=resource, n=n):
            node().store.places.opened(me.person, resource, file.path)
            return True
    return False


def _offered(resource: str) -> Pack | None:
    store = node().store
    return store.packs.offered(store.days.today()).get(ResourceId(resource))


@pages.get("/material/<pack>")
def page(pack: str) -> str:
    """Show the files of a pack, and where the pupil left off."""
    return _page(pack, "", "")


def _page(resource: str, written: str, error: str) -> str:
    pack = _offered(resource) or abort(404)
    me, content = _pupil(), request.args.get("contenido", "")
    rows = [_row(n, file) for n, file in enumerate(pack.files, 1) if not content or file.content == content]
    first = min(max(request.args.get("desde", 0, type=int), 0), max(len(rows) - 1, 0)) // SHOWN * SHOWN
    known = node().names().get(pack.resource)
    detail = [tongue(pack.language), pack.variety, web.nfragment("%(n)s archivo", "%(n)s archivos", len(rows))]

    def at(start: int) -> str:
        return url_for("files.page", pack=resource, contenido=content or None, desde=start)

    return render_template(
        "pack_files.html",
        pupil=me is not None,
        resource=resource,
        name=known.name if known is not None else resource,
        detail=Markup(" · ").join(part for part in detail if part),
        files=rows[first : first + SHOWN],
        first=first + 1,
        last=min(first + SHOWN, len(rows)),
        total=len(rows),
        prev=at(first - SHOWN) if first else "",
        next=at(first + SHOWN) if first + SHOWN < len(rows) else "",
        here=_left_off(me, pack, written, error),
        nonce=secrets.token_urlsafe(9),
    )


def _pupil() -> LearnerRow | None:
    return node().store.people.learner(web.who().person) if web.who().role is web.Role.STUDENT else None


def _row(n: int, file: PackFile) -> dict[str, Any]:
    kind = file.mime.partition("/")[0]
    icon = {"video": "play", "audio": "ear", "image": "map"}.get(kind, "book" if file.opens else "box")
    minutes = web.nfragment("%(n)s minuto", "%(n)s minutos", file.minutes) if file.minutes else ""
    size = _("%(mb)s MB", mb=number(max(file.size, MB // 10) / MB, 1))
    return {
        "n": n,
        "name": file.name,
        "icon": icon,
        "detail": Markup(" · ").join(part for part in (minutes, size) if part),
        "opens": file.opens,
    }


def _left_off(me: LearnerRow | None, pack: Pack, written: str, error: str) -> dict[str, Any] | None:
    """Return the file that the pupil opened last, and what may be told of their place in it."""
    where = node().store.places.of(me.person, pack.resource) if me is not None else None
    found = next(((n, one) for n, one in enumerate(pack.files, 1) if where and one.path == where.file), None)
    if where is None or found is None:
        return None
    n, file = found
    asked = {"page": web.N_("¿En qué página vas?"), "minute": web.N_("¿En qué minuto vas?")}.get(_unit(file), "")
    told = web.N_("página %(n)s") if _unit(file) == "page" else web.N_("minuto %(n)s")
    return _row(n, file) | {
        "asked": web.fragment(asked) if asked else "",
        "told": web.fragment(told, n=f"{where.place:,}") if where.place and asked else "",
        "place": written or (where.place or ""),
        "error": error,
    }


def _unit(file: PackFile) -> str:
    """Return by what a place in a file is told; empty where a browser could not go there."""
    if file.mime == "application/pdf":
        return "page"
    return "minute" if file.mime.partition("/")[0] in ("video", "audio") else ""


@pages.post("/archivo/<pack>/<int:n>")
def open_file(pack: str, n: int) -> Response:
    """Record that a file is opened, once however often the button is pressed, and lead to it and the place in it."""
    me = _pupil() or abort(403, "session")
    store = node().store
    found = store.packs.served(pack, n, store.days.today())
    if found is None:
        abort(404)
    file, resource, nonce = found[0], ResourceId(pack), request.form.get("vez", "")[:40]
    use = Use(school=me.school, resource=resource, content=file.content or None, learner=me.person, action="open")
    store.record([Claim(use)], once=f"{nonce} {pack} {n} open" if nonce else "")
    store.places.opened(me.person, resource, file.path)
    if request.form.get("como") == "bajar":
        return redirect(url_for("files.serve", pack=pack, n=n, bajar=1))
    where = store.places.of(me.person, resource)
    return redirect(url_for("files.serve", pack=pack, n=n) + _mark(file, where.place if where else 0))


def _mark(file: PackFile, place: int) -> str:
    """Return the end of an address that has a browser begin at a page, or at a minute."""
    if not place:
        return ""
    return {"page": f"#page={place}", "minute": f"#t={place * _MINUTE_S}"}.get(_unit(file), "")


@pages.post("/material/<pack>")
def keep_place(pack: str) -> Response | tuple[str, int]:
    """Keep the page or minute that the pupil is at."""
    me, written = _pupil() or abort(403, "session"), request.form.get("lugar", "").strip()[:20]
    try:
        place = whole_number(written or "0", most=9_999)
    except BadInput as problem:
        return _page(pack, written, say(problem.said)), 400
    node().store.places.told(me.person, pack, place)
    web.saved(_("Listo: la próxima vez sigues desde ahí."))
    return redirect(url_for("files.page", pack=pack))


@pages.get("/archivo/<pack>/<int:n>")
def serve(pack: str, n: int) -> Response:
    """Serve a file of a pack, or the part of it that is asked for; many such requests are one use."""
    store = node().store
    found = store.packs.served(pack, n, store.days.today())
    if found is None:
        abort(404)
    return answer(request, *found, download="bajar" in request.args)


_RULES = {
    "files.page": PUPIL | ALL_STAFF,
    "files.serve": PUPIL | ALL_STAFF,
    "files.open_file": PUPIL,
    "files.keep_place": PUPIL,
}
VIEW = View(pages, _RULES, under="more.page", lan=frozenset(_RULES))
