"""The page of the rules of a plan: above what two people sign it."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import limits
from hub.acts import Actor
from hub.console.blueprint import console, store
from hub.offices import SIGNERS
from shared.errors import BadInput
from shared.web import Role, saved, say, who
from shared.web import gettext as _


@console.get("/reglas")
def rules() -> str:
    """Show the limit of one signature with its versions, and the form that sets another."""
    return rules_page()


def rules_page(form: dict[str, str] | None = None, error: str = "") -> str:
    """Return the page, with what could not be kept in its fields."""
    limit = limits.current(store())
    shown = form or {"unidades": str(limit.units), "equipos": str(limit.devices), "motivo": ""}
    changes = {act.subject: act for act in store().acts() if act.kind == limits.KIND}
    return render_template(
        "rules.html",
        limit=limit,
        limits=[(one, changes.get(f"{limits.KIND}/{one.version}")) for one in limits.versions(store())],
        form=shown,
        error=error,
        may_change=who().role is Role.ADMIN,
        most=limits.MAX_WHY,
    )


@console.post("/reglas/limite")
def set_limit() -> Response | tuple[str, int]:
    """Set the limit, in the name of the account's office."""
    names = ("unidades", "equipos", "motivo")
    form = {name: request.form.get(name, "").strip()[: limits.MAX_WHY + 1] for name in names}
    try:
        units, devices = _whole(form["unidades"]), _whole(form["equipos"])
        by = Actor(who().login, SIGNERS[who().role])
        limit = limits.set_limit(store(), units=units, devices=devices, why=form["motivo"], by=by)
    except BadInput as problem:
        return rules_page(form, say(problem.said)), 400
    saved(_("Límite guardado, versión %(version)s. Vale para las firmas desde ahora.", version=limit.version))
    return redirect(url_for("console.rules"))


def _whole(text: str) -> int:
    digits = text.replace(",", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 12):
        raise BadInput("Escriba el límite con números enteros, por ejemplo 10,000. No se cambió nada.")
    return int(digits)
