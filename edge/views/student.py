"""The pupil's pages: in by class, name and three pictures; materials; three faces; out. No JavaScript anywhere."""

import secrets
from collections.abc import Sequence

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from edge.histories import Trace
from edge.pupil_notes import Note, PupilNotes
from edge.rows import LearnerRow
from edge.views.called import called
from edge.views.choices import class_names
from edge.views.files import note_opened, way_to
from edge.views.node import node, school_name
from edge.views.shelf import Titled, shelf, titled
from edge.views.staying import warns
from edge.views.view import PUPIL, View
from edge.views.ways_in import login_of
from edge.views.words import short_names
from shared import web
from shared.events import Claim
from shared.facts import Feedback, Use
from shared.similarity import ItemId, parts_of
from shared.web import gettext as _

pages = Blueprint("student", __name__, url_prefix="/a", template_folder="../templates")

NAME_ICONS = (
    "fish", "leaf", "star", "hill", "drop", "bird", "flower", "moon", "corn", "bell", "cup", "boat", "ball", "sun",
)  # fmt: skip
PICTURE_NAMES = {
    "sun": web.N_("Sol"),
    "corn": web.N_("Maíz"),
    "fish": web.N_("Pez"),
    "key": web.N_("Llave"),
    "hill": web.N_("Cerro"),
    "ball": web.N_("Pelota"),
    "moon": web.N_("Luna"),
    "flower": web.N_("Flor"),
    "bell": web.N_("Campana"),
}


@pages.get("/")
def signin() -> str | Response:
    """Show the steps: class, name, pictures."""
    if web.who().role == web.Role.STUDENT:
        return redirect(url_for("student.materials"))
    return _signin_page(request.args.get("aula", ""), request.args.get("quien", ""), [], "")


@pages.post("/")
def tap() -> str | Response | tuple[str, int]:
    """Take one picture, of which the third signs in; or a PIN."""
    class_key, key = request.form.get("aula", ""), request.form.get("quien", "")
    pin = request.form.get("pin", "").strip()
    tapped = [*request.form.get("van", "").split(), request.form.get("figura", "")]
    tapped = [picture for picture in tapped if picture in web.PICTURES]
    learner = _learner(class_key, key)
    if learner is None or (len(tapped) < 3 and not pin):
        return _signin_page(class_key, key, tapped, "")
    secret = web.pin_secret(pin) if pin else web.pictures_secret(tapped[:3])
    answer = web.gate().sign_in(login_of(learner.person), secret, request.remote_addr or "")
    if isinstance(answer, web.Refused):
        return _signin_page(class_key, key, [], _refused(answer)), 429 if answer.wait_s else 403
    return web.let_in(redirect(url_for("student.materials")), answer)


def _refused(answer: web.Refused) -> str:
    if answer.wait_s:
        minutes = -(-answer.wait_s // 60)
        return web.nfragment(
            "Espera %(n)s minuto y prueba otra vez, o pide a tu docente otra forma de entrar.",
            "Espera %(n)s minutos y prueba otra vez, o pide a tu docente otra forma de entrar.",
            minutes,
        )
    return web.nfragment(
        "No es eso. Te queda %(n)s intento; tu docente puede darte otra forma de entrar.",
        "No es eso. Te quedan %(n)s intentos; tu docente puede darte otra forma de entrar.",
        answer.tries_left,
    )


def _signin_page(class_key: str, key: str, tapped: list[str], error: str) -> str:
    classes, names = node().store.people.classes(), class_names()
    chosen = next((row for row in classes if str(row.id) == class_key), None)
    learners = named(node().store.people.learners(chosen.id)) if chosen else []
    learner = next((item for item in learners if item["key"] == key), None)
    stage = 2 if learner else 1 if chosen else 0
    labels = (web.fragment(web.N_("Tu aula")), web.fragment(web.N_("Tu nombre")), web.fragment(web.N_("Tus figuras")))
    steps = [(words, "", "done" if n < stage else "now" if n == stage else "") for n, words in enumerate(labels)]
    pictures = [(icon, web.fragment(words)) for icon, words in PICTURE_NAMES.items()]
    used = [icon for icon, _words in pictures] if learner else [item["icon"] for item in learners]
    return render_template(
        "student_signin.html",
        school_name=school_name(),
        steps=steps,
        error=error,
        classes=[{"key": str(row.id), "name": names[row.id], "on": row == chosen} for row in classes],
        class_key=class_key,
        learners=learners,
        learner=learner,
        tapped=tapped,
        pictures=pictures,
        every_language=web.every_language(),
        icons=["info", "prev", *(["err"] if error else []), *used],
    )


def named(learners: list[LearnerRow]) -> list[dict[str, str]]:
    """Return pupils as others may see them, each with an icon of their own."""
    names = short_names([row.name or row.code for row in learners])
    icons = name_icons(names)
    return [
        {"key": row.key, "name": name, "icon": icon} for row, name, icon in zip(learners, names, icons, strict=True)
    ]


def name_icons(names: Sequence[str]) -> list[str]:
    """
    Return an icon for each name of a class, in turn: two pupils whose short names are alike never share one.

    >>> icons = name_icons(["Luz"] + ["Rosa Q."] * 13 + ["Luz"])
    >>> icons[0], icons[-1], len(set(icons[1:14]))
    ('fish', 'leaf', 13)
    """
    given: list[str] = []
    for at, name in enumerate(names):
        taken = {icon for other, icon in zip(names, given, strict=False) if other == name}
        turn = [NAME_ICONS[(at + step) % len(NAME_ICONS)] for step in range(len(NAME_ICONS))]
        given.append(next((icon for icon in turn if icon not in taken), turn[0]))
    return given


def _learner(class_key: str, key: str) -> LearnerRow | None:
    chosen = next((row for row in node().store.people.classes() if str(row.id) == class_key), None)
    rows = node().store.people.learners(chosen.id) if chosen else []
    return next((row for row in rows if row.key == key), None)


def _me() -> LearnerRow:
    found = node().store.people.learner(web.who().person)
    return found if found is not None else abort(403, "session")


@pages.get("/materiales")
def materials() -> FlaskResponse:
    """Show the pupil's own materials: what is assigned, what is offered, and all there is."""
    me = _me()
    found = shelf(me, request.user_agent.string)
    icons = {row["icon"] for rows in ("assigned", "offers", "materials") for row in found[rows]}
    learner = {"name": called(me), "class_name": me.class_name}
    nonce = secrets.token_urlsafe(9)
    told = _told(me, request.args.get("dicho", ""))
    page = render_template("student_home.html", learner=learner, nonce=nonce, icons=sorted(icons), told=told, **found)
    # Who is writing is not led away.
    return make_response(page) if told else warns(make_response(page))


def _told(me: LearnerRow, text: str) -> dict[str, str]:
    """Return the material that a pupil just gave a face, and what they said of it before; nothing where none."""
    item = ItemId(text)
    if item not in titled() or not node().store.histories.of(me.person).get(item, Trace()).score:
        return {}
    said = next((one.text for one in notes().of([me.person]) if one.item == item), "")
    return {"id": item, "name": titled()[item].name, "text": said}


def notes() -> PupilNotes:
    """Return what pupils said of materials."""
    store = node().store
    return PupilNotes(store.db, store.people.seal)


def _once(material: str, what: str) -> str:
    """Return what tells a second tap on the same button of the same page; empty where the page gave no nonce."""
    nonce = request.form.get("vez", "")[:40]
    return f"{nonce} {material} {what}" if nonce else ""


def _wanted(text: str) -> tuple[ItemId, Titled]:
    """Return the material that a form names, a pack or a content of one; 404 for what is not here."""
    found = titled().get(ItemId(text))
    return (ItemId(text), found) if found is not None else abort(404)


@pages.post("/abrir")
def open_material() -> Response:
    """Record the use of a material, or of one content in it."""
    me = _me()
    wanted, what = _wanted(request.form.get("material", ""))
    resource, content = parts_of(wanted)
    way = way_to(resource, content)
    if way is not None and not note_opened(me, resource, way):
        # They choose a file there: that is what is opened.
        return redirect(way)
    use = Use(school=me.school, resource=resource, content=content or None, learner=me.person, action="open")
    node().store.record([Claim(use)], once=_once(wanted, "open"))
    if way is not None:
        return redirect(way)
    web.saved(_("Abriste %(name)s. Búscalo en la tableta o pídelo a tu docente.", name=what.name))
    return redirect(url_for("student.materials"))


@pages.post("/cara")
def rate() -> Response:
    """Record whether a material helped: a pack, or one content in it."""
    me = _me()
    # Of many materials one form has all the faces: a button says of which.
    score, _space, of = request.form.get("cara", "").partition(" ")
    wanted, _what = _wanted(of or request.form.get("material", ""))
    if score not in ("1", "2", "3"):
        abort(400)
    resource, content = parts_of(wanted)
    fact = Feedback(school=me.school, resource=resource, content=content or None, score=int(score), learner=me.person)
    node().store.record([Claim(fact)], once=_once(wanted, score))
    web.saved(_("Gracias, lo anotamos."))
    return redirect(url_for("student.materials", dicho=wanted))


@pages.post("/decir")
def say() -> Response:
    """Keep what a pupil says of a material to which they gave a face: sealed, for their teacher."""
    me = _me()
    wanted, _what = _wanted(request.form.get("material", ""))
    score = node().store.histories.of(me.person).get(wanted, Trace()).score
    if not score:
        abort(400)
    notes().say(Note(me.person, wanted, score, request.form.get("palabras", "")))
    web.saved(_("Gracias. Lo leen solo tu docente y coordinación."))
    return redirect(url_for("student.materials"))


_RULES = {
    "student.signin": web.EVERYONE,
    "student.tap": web.EVERYONE,
    "student.materials": PUPIL,
    "student.open_material": PUPIL,
    "student.rate": PUPIL,
    "student.say": PUPIL,
}
VIEW = View(pages, _RULES, lan=frozenset(_RULES))
