"""The page of one's own account: the passphrase, the code of the telephone, the sessions."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import second_factor, staff
from hub.console.blueprint import console, store
from hub.console.navigation import MORE
from hub.console.view import ALL_READ, Group, Listed, View
from hub.factors import Factors
from shared.acts import Actor
from shared.clock import LIMA
from shared.errors import BadInput
from shared.web import N_, Refused, check_passphrase, gate, let_out, now, saved, say, who
from shared.web import gettext as _
from shared.web.accounts import token_hash
from shared.web.context import wiring
from shared.web.failures import ROLE_NAMES
from shared.web.pages import proof_of, refusal_words


def factors() -> Factors:
    """Return the second factors of the office's accounts."""
    found: Factors = current_app.extensions["factors"]
    return found


@console.get("/mi-cuenta")
def account() -> str:
    """Show one's own account."""
    return _page()


@console.post("/mi-cuenta/telefono")
def set_up_factor() -> str | tuple[str, int]:
    """Tie a telephone to one's account, and show the codes for a day without it: this once."""
    secret = second_factor.read_spelled(request.form.get("semilla", "")[:80])
    try:
        if secret is None:
            raise BadInput("La página estaba incompleta. Se muestra otra vez: use el código nuevo.")
        codes = factors().set_up(who().login, secret, request.form.get("codigo", "")[:40], by=_me())
    except BadInput as problem:
        # Sent twice, it is the second answer that is seen: the form of the first is no more on the page.
        field = "suya" if factors().of(who().login) else "codigo"
        return _page(secret, **{field: say(problem.said)}), 400
    return render_template("recovery_codes.html", codes=codes)


@console.post("/mi-cuenta/otro-telefono")
def drop_factor() -> Response | tuple[str, int]:
    """Untie the telephone of who has it still, to tie another."""
    try:
        _proved()
        factors().drop(who().login, by=_me(), own=True)
    except BadInput as problem:
        return _page(suya=say(problem.said)), 400
    saved(_("Teléfono quitado. Configure ahora el otro."))
    return redirect(url_for("console.account"))


@console.post("/mi-cuenta/clave")
def change_passphrase() -> Response | tuple[str, int]:
    """Change one's own passphrase: whoever is in with the old one is out."""
    form, field = request.form, "suya"
    try:
        _proved()
        field = "nueva"
        if form.get("nueva") != form.get("clave2"):
            raise BadInput("Las dos claves nuevas no son iguales. No se cambió nada.")
        staff.change_secret(store(), who().login, gate().hashed(check_passphrase(form.get("nueva", ""))))
    except BadInput as problem:
        return _page(None, **{field: say(problem.said)}), 400
    saved(_("Clave cambiada. Entre con la nueva."))
    return let_out(redirect(url_for("web.signin")))


@console.post("/mi-cuenta/sesiones")
def end_others() -> Response:
    """End one's other sessions."""
    count = staff.end_sessions(store(), who().login, by=_me(), but=_token())
    saved(_("Sesiones cerradas: %(n)s.", n=count))
    return redirect(url_for("console.account"))


def _proved() -> None:
    """Make sure that who is in is whose account it is: by passphrase and code, counted as at the door."""
    answer = gate().check(who().login, request.form.get("suya", ""), request.remote_addr or "", proof_of(who().login))
    if isinstance(answer, Refused):
        raise BadInput("%(why)s", why=refusal_words(answer))


def _me() -> Actor:
    return Actor(who().login, ROLE_NAMES[who().role])


def _token() -> str:
    return token_hash(request.cookies.get(wiring().cookie, "")).hex()


def _page(secret: bytes | None = None, **errors: str) -> str:
    factor = factors().of(who().login)
    here = _token()
    return render_template(
        "account.html",
        factor=factor,
        must=factors().is_missing(who().login),
        setup=None if factor else _setup(secret or second_factor.new_secret()),
        time=f"{now().astimezone(LIMA):%H:%M:%S}",
        sessions=[(one, one.token == here) for one in staff.open_sessions(store(), who().login)],
        errors=errors,
    )


def _setup(secret: bytes) -> dict[str, Any]:
    from shared.web.qr import qr_of

    told = {"spelled": second_factor.spelled(secret)}
    try:
        size, path = qr_of(second_factor.address(secret, who().login))
    except ImportError:
        # Nothing here draws one: the letters do.
        return told
    return {**told, "size": size, "path": path}


RULES = dict.fromkeys(
    (
        "console.account",
        "console.set_up_factor",
        "console.drop_factor",
        "console.change_passphrase",
        "console.end_others",
    ),
    ALL_READ,
)
VIEW = View(
    RULES,
    under=MORE,
    listed=(
        Listed(
            "console.account",
            N_("Mi cuenta"),
            N_("Su clave, su teléfono y dónde tiene la sesión abierta."),
            "lock",
            Group.OFFICE,
        ),
    ),
)
