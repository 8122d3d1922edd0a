"""The page of the rules of a plan: above what two people sign it, who counts for how much, what a month allows."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import limits, weighing
from hub.console.blueprint import console, store
from hub.console.means import means_told
from hub.console.navigation import MORE
from hub.console.view import ADMIN, ALL_READ, Group, Listed, View
from hub.console.weights import weights_seen, weights_told
from hub.offices import SIGNERS
from hub.seen import mark
from shared.acts import Actor
from shared.errors import BadInput
from shared.web import N_, Role, saved, say, who
from shared.web import gettext as _

MAX_BYTES = 256 * 1024
_MOVED = N_(
    "Los pesos cambiaron desde que se vieron estos, y no se guardó nada. Abajo está lo que cambiaría ahora: revíselo "
    "y repita."
)


@console.get("/reglas")
def rules() -> str:
    """Show the limit of one signature and the weights with their versions, and the forms that set others."""
    return rules_page()


def rules_page(form: dict[str, str] | None = None, error: str = "", seen: Mapping[str, Any] | None = None) -> str:
    """Return the page, with what could not be kept in its fields."""
    limit = limits.current(store())
    blank = {"unidades": str(limit.units), "equipos": str(limit.devices), "motivo": "", "motivo_pesos": ""}
    shown = {**blank, **(form or {})}
    changes = {act.subject: act for act in store().acts(kind=limits.KIND)}
    return render_template(
        "rules.html",
        limit=limit,
        limits=[(one, changes.get(f"{limits.KIND}/{one.version}")) for one in limits.versions(store())],
        form=shown,
        error=error,
        seen=seen,
        may_change=who().role is Role.ADMIN,
        most=limits.MAX_WHY,
        **weights_told(),
        **means_told(),
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
    saved(_("Límite guardado, versión %(version)s. Lo que sube vale para los planes nuevos; lo que baja, desde ahora.",
            version=limit.version))  # fmt: skip
    return redirect(url_for("console.rules"))


def _whole(text: str) -> int:
    digits = text.replace(",", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 12):
        raise BadInput("Escriba el límite con números enteros, por ejemplo 10,000. No se cambió nada.")
    return int(digits)


@console.post("/reglas/pesos")
def preview_weights() -> str | tuple[str, int]:
    """Show what a table of weights would change; nothing is kept."""
    file = request.files.get("pesos")
    try:
        return rules_page({"motivo_pesos": _why()}, seen=_seen(file.read(MAX_BYTES + 1) if file else b""))
    except BadInput as problem:
        return rules_page({"motivo_pesos": _why()}, say(problem.said)), 400


@console.post("/reglas/pesos/guardar")
def bring_weights() -> Response | tuple[str, int]:
    """Keep the table that was seen, in the name of the account's office, where the one in force is that of then."""
    form, seen, data = {"motivo_pesos": _why()}, None, request.form.get("tabla", "").encode()
    try:
        by = Actor(who().login, SIGNERS[who().role])
        with store().together():
            seen = _seen(data)
            if mark(weighing.current(store())) != request.form.get("antes", ""):
                return rules_page(form, _(_MOVED), seen), 409
            found = weighing.bring_in(store(), data, why=form["motivo_pesos"], by=by)
    except BadInput as problem:
        return rules_page(form, say(problem.said), seen), 400
    saved(_("Pesos guardados, versión %(version)s. Valen para los planes que se calculen desde ahora.",
            version=found.version))  # fmt: skip
    return redirect(url_for("console.rules"))


def _seen(data: bytes) -> dict[str, Any]:
    told = weighing.bring_in(store(), data, why="", by=Actor(who().login, SIGNERS[who().role]), dry_run=True)
    return weights_seen(weighing.current(store()), told)


def _why() -> str:
    return request.form.get("motivo_pesos", "")[: limits.MAX_WHY + 1]


VIEW = View(
    {
        "console.rules": ALL_READ,
        "console.set_limit": ADMIN,
        "console.preview_weights": ADMIN,
        "console.bring_weights": ADMIN,
    },
    under=MORE,
    uploads={"console.preview_weights": MAX_BYTES + 64 * 1024, "console.bring_weights": 4 * MAX_BYTES},
    listed=(
        Listed(
            "console.rules",
            N_("Reglas del reparto"),
            N_("Pesos, límite de la segunda firma y lo que el reparto puede usar."),
            "shield",
            Group.OFFICE,
        ),
    ),
)
