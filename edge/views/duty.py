"""Handing a duty over: who leaves it, what they do next, and who takes it, in one act and without internet."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.duties import LEAVES, STAYS, Heir
from edge.staff import COORDINATOR, checked_login
from edge.views.acting import actor
from edge.views.node import node
from edge.views.proving import proved
from edge.views.view import COORDINATOR as COORDINATORS
from edge.views.view import Group, Listed, View
from shared import web
from shared.errors import BadInput
from shared.ids import Pseudonym
from shared.web import N_, Role, say
from shared.web import gettext as _
from shared.web.failures import ROLE_NAMES

pages = Blueprint("duty", __name__, url_prefix="/escuela/cargo", template_folder="../templates")
_THEN = {"docente": STAYS, "fuera": LEAVES}


@pages.get("/")
def page() -> str:
    """Show the form."""
    mine = next((row for row in node().store.staff.accounts() if row.login == web.who().login), None)
    return _page({"deja": _key(mine.person, mine.role) if mine else "", "luego": "docente"}, {})


@pages.post("/")
def hand_over() -> Response | tuple[str, int]:
    """Hand the duty over."""
    form = request.form
    written = {name: form.get(name, "")[:200] for name in ("deja", "luego", "toma", "nombre", "cuenta")}
    errors, heir, leaving = _read(written, form.get("nueva", ""))
    try:
        proved(form.get("suya", ""))
    except BadInput as problem:
        errors["suya"] = say(problem.said)
    if errors or leaving is None:
        return _page(written, errors), 400
    try:
        node().store.duties.hand_over(*leaving, heir, actor(), then=_THEN[written["luego"]])
    except BadInput as problem:
        return _page(written, {"toma": say(problem.said)}), 400
    web.saved(_("Cargo entregado. Desde ahora entra la otra persona; la región lo sabrá con el próximo envío."))
    # Whoever handed over their own duty is signed in no more: this leads them to the page that asks who they are.
    return redirect(url_for("audit.page"))


def _read(written: Mapping[str, str], secret: str) -> tuple[dict[str, str], Heir, tuple[Pseudonym, str] | None]:
    """Return what is wrong with the form by field, who takes the duty, and who leaves which."""
    errors: dict[str, str] = {}
    held = {_key(row.person, row.role): (row.person, row.role) for row in node().store.staff.accounts()}
    leaving = held.get(written["deja"])
    if leaving is None:
        errors["deja"] = _("Elija quién deja el cargo.")
    if written["luego"] not in _THEN:
        errors["luego"] = _("Elija qué hace después.")
    chosen = next((one for one in _takers() if one["key"] == written["toma"]), None)
    if chosen is not None and chosen["able"]:
        return errors, Heir(chosen["person"]), leaving
    if chosen is None and not written["nombre"].strip():
        errors["toma"] = _("Elija quién toma el cargo, o escriba el nombre de alguien nuevo.")
    try:
        checked_login(written["cuenta"])
        free = written["cuenta"].strip().lower() not in {row.login for row in node().store.staff.accounts()}
        if not free:
            errors["cuenta"] = _("Ya hay una cuenta con ese nombre. Elija otro.")
    except BadInput as problem:
        errors["cuenta"] = say(problem.said)
    try:
        hashed = web.gate().hashed(web.check_passphrase(secret)) if not errors else ""
        web.check_passphrase(secret)
    except BadInput as problem:
        errors["nueva"], hashed = say(problem.said), ""
    person = chosen["person"] if chosen else None
    return errors, Heir(person, written["nombre"], written["cuenta"], hashed), leaving


def _takers() -> list[dict[str, Any]]:
    """Return who may take a duty: who has an account first, then who is only on the staff's list."""
    staff = node().store.staff
    found: dict[Pseudonym, dict[str, Any]] = {}
    for row in staff.accounts():
        role = _(ROLE_NAMES[Role(row.role)])
        found.setdefault(
            row.person, {"key": row.person.hex(), "person": row.person, "name": f"{row.name} ({role})", "able": True}
        )
    for person, name in staff.without_account():
        title = _("%(name)s (sin cuenta)", name=name)
        found[person] = {"key": person.hex(), "person": person, "name": title, "able": False}
    return list(found.values())


def _key(person: Pseudonym, role: str) -> str:
    return f"{person.hex()} {role}"


def _page(written: Mapping[str, str], errors: Mapping[str, str]) -> str:
    rows = sorted(node().store.staff.accounts(), key=lambda row: row.role != COORDINATOR)
    leaving = {_key(row.person, row.role): f"{row.name} · {_(ROLE_NAMES[Role(row.role)])}" for row in rows}
    return render_template(
        "duty.html",
        form=written,
        errors=errors,
        leaving=list(leaving.items()),
        takers=_takers(),
        then=[
            ("docente", _("Sigue aquí como docente"), _("Conserva su cuenta y sus aulas.")),
            ("fuera", _("Ya no trabaja aquí"), _("Todas sus cuentas terminan.")),
        ],
    )


VIEW = View(
    pages,
    {"duty.page": COORDINATORS, "duty.hand_over": COORDINATORS},
    under="more.page",
    listed=(
        Listed(
            "duty.page",
            N_("Entregar un cargo"),
            N_("Una persona lo deja y otra lo toma, en un solo paso y sin internet."),
            "next",
            Group.SCHOOL,
        ),
    ),
)
