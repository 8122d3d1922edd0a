"""The accounts of the office: the list, the form that opens one, and the page of each with what can be changed."""

from collections.abc import Mapping

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import staff
from hub.console.account import factors
from hub.console.blueprint import console, page_of, store
from hub.console.navigation import MORE
from hub.console.view import ADMIN, Group, Listed, View
from hub.offices import SIGNERS
from hub.staff import Member
from shared.acts import Actor
from shared.errors import BadInput
from shared.web import N_, Role, check_passphrase, gate, saved, say, who
from shared.web import gettext as _
from shared.web.failures import ROLE_NAMES

FIELDS = ("cuenta", "rol", "persona")


@console.get("/cuentas")
def members() -> str:
    """Show every account, and the form that opens one."""
    return _page({})


@console.post("/cuentas")
def open_account() -> Response | tuple[str, int]:
    """Open an account with a first passphrase, which its owner changes."""
    form = {name: request.form.get(name, "").strip()[:200] for name in FIELDS}
    try:
        name = staff.told_login(form["cuenta"])
        secret = gate().hashed(check_passphrase(request.form.get("nueva", "")))
        staff.keep(store(), name, _role(form["rol"]), secret, by=_by(), same_person=form["persona"], is_new=True)
    except BadInput as problem:
        return _page(form, say(problem.said)), 400
    saved(_("Cuenta «%(login)s» abierta. Que cambie su clave al entrar.", login=name))
    return redirect(url_for("console.member", login=name))


@console.get("/cuentas/<login>")
def member(login: str) -> str:
    """Show one account."""
    return _one(login)


@console.post("/cuentas/<login>")
def change_member(login: str) -> Response | tuple[str, int]:
    """Give an account another role, end its sessions, reset its second factor, or close it."""
    one, op = _named(login), request.form.get("op", "")
    try:
        done = _change(one, op)
    except BadInput as problem:
        return _one(login, say(problem.said)), 400
    saved(done)
    # Whoever changed their own account may be out, or no longer see this page.
    if one.login == who().login:
        return redirect(url_for("web.signin"))
    return redirect(url_for("console.members") if op == "cerrar" else url_for("console.member", login=login))


def _change(one: Member, op: str) -> str:
    if op == "rol":
        staff.set_role(store(), one.login, _role(request.form.get("rol", "")), by=_by())
        return _("Función cambiada. «%(login)s» entra otra vez.", login=one.login)
    if op == "sesiones":
        return _("Sesiones cerradas: %(n)s.", n=staff.end_sessions(store(), one.login, by=_by()))
    if op == "telefono":
        factors().drop(one.login, by=_by(), own=False)
        return _("Teléfono quitado. «%(login)s» configura otro al entrar.", login=one.login)
    if op == "cerrar":
        staff.close(store(), one.login, by=_by())
        return _("Cuenta «%(login)s» cerrada.", login=one.login)
    return abort(400)


def _role(text: str) -> Role:
    if text not in staff.ROLES:
        raise BadInput("Elija la función de la cuenta. No se guardó nada.")
    return Role(text)


def _by() -> Actor:
    return Actor(who().login, SIGNERS[who().role])


def _named(login: str) -> Member:
    return staff.named(store(), login) or abort(404)


def _roles() -> list[tuple[str, str]]:
    return [(role.value, _(ROLE_NAMES[role])) for role in staff.ROLES]


def _page(form: Mapping[str, str], error: str = "") -> str:
    every = staff.members(store())
    page = page_of(every)
    return render_template(
        "members.html",
        page=page,
        rows=[(one, _(ROLE_NAMES[one.role])) for one in page.rows],
        roles=_roles(),
        logins=staff.logins(every),
        form=dict.fromkeys(FIELDS, "") | dict(form),
        error=error,
    )


def _one(login: str, error: str = "") -> str:
    one = _named(login)
    return render_template(
        "member.html",
        one=one,
        role=_(ROLE_NAMES[one.role]),
        roles=_roles(),
        factor=factors().of(login),
        sessions=staff.open_sessions(store(), login),
        is_own=login == who().login,
        error=error,
    )


VIEW = View(
    {
        "console.members": ADMIN,
        "console.open_account": ADMIN,
        "console.member": ADMIN,
        "console.change_member": ADMIN,
    },
    under=MORE,
    listed=(
        Listed(
            "console.members", N_("Cuentas de la oficina"), N_("Quién entra, con qué función."), "people", Group.OFFICE
        ),
    ),
)
