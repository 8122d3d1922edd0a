"""The pages that both applications have: sign-in, sign-out, help, privacy, and the static files."""

from collections.abc import Callable

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from shared.clock import LIMA
from shared.web.accounts import Refused, SignedIn
from shared.web.carried import WHERE, WRITTEN, fields_of, written
from shared.web.context import Who, gate, let_in, let_out, now, who, wiring
from shared.web.i18n import gettext as _
from shared.web.i18n import ngettext
from shared.web.policy import Role
from shared.web.security import local_path

web = Blueprint("web", __name__, template_folder="templates", static_folder="static", static_url_path="/estatico")


@web.get("/entrar")
def signin() -> str | Response:
    """Show the staff's sign-in page."""
    if who().signed_in and who().role != Role.STUDENT:
        return redirect(_next())
    return render_template("signin.html", login="", error="", target=_next())


@web.post("/entrar")
def enter() -> str | Response | tuple[str, int]:
    """Sign a staff member in."""
    login = request.form.get("cuenta", "")[:80]
    answer = gate().sign_in(login, request.form.get("clave", ""), request.remote_addr or "", proof_of(login))
    if isinstance(answer, Refused):
        words, along = refusal_words(answer), _along(request.form.get(WRITTEN, ""), request.form.get(WHERE, ""))
        page = render_template("signin.html", login=login, error=words, target=_next(), **along)
        return page, 429 if answer.wait_s else 403
    if request.form.get(WRITTEN):
        return _carried(answer)
    return let_in(redirect(_next()), answer)


def proof_of(login: str) -> Callable[[], bool]:
    """Return what asks whether the code in this form is the account's; where no code is wanted, it always is."""
    second, name, code = wiring().second, login.strip().lower(), request.form.get("codigo", "")[:40]
    return (lambda: True) if second is None else (lambda: second.proves(name, code))


def session_over() -> Response | None:
    """Answer a form that came after the session ended with a sign-in that keeps it; None where it cannot go along."""
    if not (text := written()):
        return None
    page = render_template("signin.html", login="", error="", target="", **_along(text, request.full_path))
    return make_response(page, 403)


def still_to_save() -> Response | None:
    """
    Give back a form of our own whose token is of an earlier session: its page was open while somebody signed in again.

    None where the browser does not say that the form is ours, or nobody of the staff who may send it is signed in.
    """
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    allowed = who().role is not Role.STUDENT and wiring().policy.allows(str(request.endpoint), who().role)
    if not (ours and allowed and who().signed_in and (text := written())):
        return None
    where = request.full_path.rstrip("?")
    return make_response(render_template("carried.html", fields=fields_of(text), where=where), 400)


def _along(text: str, where: str) -> dict[str, str]:
    """Return what the sign-in shows of a form that goes along; nothing where none does."""
    return {"written": text, "where": local_path(where.rstrip("?"), url_for(wiring().home))} if text else {}


def _carried(signed: SignedIn) -> Response:
    """Let somebody in, and give back what they wrote, to be saved."""
    # The page, and its form, are of the session that begins with it.
    g.browser_secret, one = signed.token, signed.session
    g.who = Who(one.role, one.login, one.person)
    where = local_path(request.form.get(WHERE), url_for(wiring().home))
    page = render_template("carried.html", fields=fields_of(request.form[WRITTEN]), where=where)
    return let_in(make_response(page), signed)


@web.post("/salir")
def signout() -> Response:
    """End the session and go back to the page that fits who it was."""
    student = who().role == Role.STUDENT
    return let_out(redirect(url_for(wiring().student_home) if student else url_for("web.signin")))


@web.get("/ayuda", endpoint="help")
def help_page() -> str:
    """Show the help."""
    return render_template("help.html")


@web.get("/privacidad")
def privacy() -> str:
    """Say what data is kept, where, and for how long."""
    return render_template("privacy.html")


def refusal_words(refused: Refused) -> str:
    """Say why somebody was not let in and what to do next."""
    if refused.wait_s:
        minutes = -(-refused.wait_s // 60)
        return ngettext(
            "Espere %(n)s minuto y vuelva a intentar.", "Espere %(n)s minutos y vuelva a intentar.", minutes
        )
    left = ngettext("Le queda %(n)s intento.", "Le quedan %(n)s intentos.", refused.tries_left)
    if wiring().second is None:
        return " ".join((_("La cuenta y la clave no coinciden."), left))
    time = f"{now().astimezone(LIMA):%H:%M:%S}"
    clock = _("En la central son las %(time)s: si su teléfono marca otra hora, póngalo en hora.", time=time)
    return " ".join((_("La cuenta, la clave y el código no coinciden."), left, clock))


def _next() -> str:
    return local_path(request.values.get("siguiente"), url_for(wiring().home))
