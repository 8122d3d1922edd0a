"""The accounts of the staff: make one, give another secret, print codes for an emergency, end one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask import redirect as flask_redirect
from werkzeug.wrappers import Response

from edge.staff import COORDINATOR as COORDINATES
from edge.staff import ROLES, AccountRow, checked_login
from edge.views.acting import actor
from edge.views.node import node
from edge.views.proving import proved
from edge.views.view import ALL_STAFF, COORDINATOR, Group, Listed, Task, View
from shared import web
from shared.errors import BadInput
from shared.ids import Pseudonym
from shared.web import N_, Role, ngettext, say
from shared.web import gettext as _
from shared.web.failures import ROLE_NAMES
from shared.web.formats import number

pages = Blueprint("accounts", __name__, template_folder="../templates")
_ALONE = "alone"
"""Nobody else at this school can take the duty: it is not asked for."""


@dataclass(frozen=True, slots=True)
class Form:
    """What was written, of which account, and what is wrong by the id of the field; secrets are written again."""

    chosen: str = ""
    written: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@pages.get("/escuela/cuentas/")
def page() -> str:
    """List who may enter, and as what."""
    return _page(Form())


@pages.post("/escuela/cuentas/")
def change() -> Response | str | tuple[str, int]:
    """Do what the form of one account, or of a new one, asks."""
    form = request.form
    chosen, op = form.get("de", "")[:80], form.get("op", "")
    if op == "elegir":
        return _page(Form(chosen))
    written = {name: form.get(name, "")[:200] for name in ("cuenta", "nombre", "persona", "rol")}
    at = "suya"
    if op == "sola":
        node().store.db.put(_ALONE, True)
        web.saved(_("Anotado: ya no se pide otra persona."))
        return flask_redirect(url_for("accounts.page"))
    try:
        proved(form.get("suya", ""))
        match op:
            case "crear":
                at = ""
                return _added(written, form.get("nueva", ""))
            case "clave":
                at = "nueva"
                secret = web.gate().hashed(web.check_passphrase(form.get("nueva", "")))
                node().store.staff.change_secret(chosen, secret, actor())
                web.saved(_("Clave cambiada. La anterior dejó de servir y sus sesiones se cerraron."))
            case "codigos":
                return _printed(_needed(chosen))
            case "terminar":
                node().store.duties.end_account(chosen, actor())
                web.saved(_("Cuenta terminada. Ya nadie entra con ella."))
            case _:
                raise BadInput("Esa cuenta ya no está. Vuelva a la lista y repita.")
    except BadInput as problem:
        return _page(Form("" if op == "crear" else chosen, written, {at or _field(problem): say(problem.said)})), 400
    return flask_redirect(url_for("accounts.page"))


@pages.get("/mi-cuenta/")
def own() -> str:
    """Show one's own account: another secret, and codes for an emergency."""
    return _own({})


@pages.post("/mi-cuenta/")
def change_own() -> Response | str | tuple[str, int]:
    """Change one's own secret, or print one's own codes."""
    form, me, at = request.form, web.who().login, "suya"
    try:
        proved(form.get("suya", ""))
        if form.get("op") == "codigos":
            return _printed(_needed(me))
        at = "nueva"
        secret = web.gate().hashed(web.check_passphrase(form.get("nueva", "")))
        node().store.staff.change_secret(me, secret, actor())
    except BadInput as problem:
        return _own({at: say(problem.said)}), 400
    web.saved(_("Clave cambiada. Con la nueva entra desde ahora."))
    answer = web.gate().sign_in(me, form.get("nueva", ""), request.remote_addr or "")
    home = flask_redirect(url_for("accounts.own"))
    return home if isinstance(answer, web.Refused) else web.let_in(home, answer)


def _added(written: Mapping[str, str], secret: str) -> Response:
    checked_login(written["cuenta"])
    hashed = web.gate().hashed(web.check_passphrase(secret))
    person = Pseudonym(bytes.fromhex(written["persona"])) if _is_key(written["persona"]) else None
    node().store.duties.add_account(
        written["cuenta"], written["rol"], hashed, actor(), name=written["nombre"], person=person
    )
    web.saved(_("Cuenta creada. Imprima ahora sus códigos de emergencia."))
    return flask_redirect(url_for("accounts.page"))


def _is_key(text: str) -> bool:
    return any(person.hex() == text for person, _name in node().store.staff.without_account())


def _field(problem: BadInput) -> str:
    """Return the field of a new account that a refusal is about."""
    about = {"cuenta": ("nombre de cuenta", "Ya hay una cuenta"), "rol": ("qué hace",), "nueva": ("clave",)}
    text = str(problem)
    return next((name for name, words in about.items() if any(one in text for one in words)), "nombre")


def _needed(login: str) -> AccountRow:
    for row in node().store.staff.accounts():
        if row.login == login:
            return row
    raise BadInput("Esa cuenta ya no está. Vuelva a la lista y repita.")


def _printed(row: AccountRow) -> str:
    # Shown here and nowhere else: no redirect, no cookie holds them.
    codes = node().store.codes_once.draw(row.login, actor(), subject=row.person.hex())
    own_page = row.login == web.who().login and not web.may("accounts.page")
    back = url_for("accounts.own" if own_page else "accounts.page")
    return render_template("codes.html", codes=codes, login=row.login, name=row.name, back=back, today=node().today())


def _page(form: Form) -> str:
    staff = node().store.staff
    rows = [_shown(row) for row in staff.accounts()]
    return render_template(
        "accounts.html",
        rows=rows,
        chosen=next((row for row in rows if row["login"] == form.chosen), None),
        form=form,
        roles=[(role, _(ROLE_NAMES[Role(role)])) for role in ROLES],
        people=[(person.hex(), name) for person, name in staff.without_account()],
        alone=_is_alone() and not form.chosen,
    )


def _is_alone() -> bool:
    """Tell whether one person coordinates, and nobody has said that there is no other."""
    db = node().store.db
    people = db.value("SELECT count(DISTINCT person) FROM credentials WHERE role = ?", COORDINATES)
    return people == 1 and not db.setting(_ALONE, bool, False)


def _tasks() -> list[Task]:
    found = []
    if web.may("accounts.own") and not node().store.codes_once.left(web.who().login):
        detail = _("Si olvida su clave, con uno entra sin internet y sin llamar a nadie.")
        found.append(Task(_("Imprima sus códigos de emergencia"), detail, url_for("accounts.own")))
    if web.may("accounts.page") and _is_alone():
        detail = _("Nadie más puede dar claves. Si trabaja sola o solo, dígalo ahí.")
        found.append(Task(_("Dé una cuenta de coordinación a otra persona"), detail, url_for("accounts.page")))
    return found


def _shown(row: AccountRow) -> dict[str, Any]:
    left = node().store.codes_once.left(row.login)
    codes = ngettext("%(n)s código sin usar", "%(n)s códigos sin usar", left) if left else _("sin códigos impresos")
    return {
        "login": row.login,
        "name": row.name,
        "role": _(ROLE_NAMES[Role(row.role)]),
        "codes": codes,
        "me": row.login == web.who().login,
    }


def _own(errors: Mapping[str, str]) -> str:
    left = node().store.codes_once.left(web.who().login)
    return render_template("account_own.html", errors=errors, left=number(left) if left else "")


VIEW = View(
    pages,
    {
        "accounts.page": COORDINATOR,
        "accounts.change": COORDINATOR,
        "accounts.own": ALL_STAFF,
        "accounts.change_own": ALL_STAFF,
    },
    under="more.page",
    listed=(
        Listed(
            "accounts.page",
            N_("Cuentas del personal"),
            N_("Quién entra y como qué: crear, otra clave, códigos, terminar."),
            "lock",
            Group.SCHOOL,
        ),
        Listed(
            "accounts.own",
            N_("Mi cuenta"),
            N_("Cambiar su clave e imprimir códigos por si la olvida."),
            "key",
            Group.MACHINE,
        ),
    ),
    tasks=_tasks,
)
