"""A pupil's way in by the QR code of their card: whose it is, is asked; only the answer signs in."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.accounts import StoreAccounts
from edge.pupil_cards import is_token
from edge.views.called import called
from edge.views.node import node
from edge.views.view import View
from edge.views.ways_in import cards, login_of
from shared import web
from shared.web.context import set_cookie, wiring

pages = Blueprint("card", __name__, url_prefix="/a", template_folder="../templates")


@pages.get("/t/<token>")
def scan(token: str) -> Response:
    """
    Take the card out of the address at once, and ask.

    A phone is handed on: what it remembers of the pages it showed must open nobody's page.
    """
    response = redirect(url_for("card.ask"))
    if is_token(token):
        set_cookie(response, _cookie(), token)
    return response


@pages.get("/tarjeta")
def ask() -> str | Response:
    """Ask whether it is who the card says; nobody is signed in."""
    token = request.cookies.get(_cookie(), "")
    if not token:
        return _page("", web.fragment(web.N_("No se leyó ninguna tarjeta. Apunta la cámara a tu tarjeta otra vez.")))
    found = web.gate().look_up(lambda: _credential(token), request.remote_addr or "")
    if isinstance(found, web.Refused):
        return _refused(found)
    learner = node().store.people.learner(found.person)
    return _page(called(learner), "")


@pages.post("/tarjeta")
def enter() -> Response:
    """Sign in whoever said that it is theirs; whoever was in on this phone before is out."""
    token = request.cookies.get(_cookie(), "")
    if request.form.get("soy") != "si" or not token:
        return _forgotten(redirect(url_for("student.signin")))
    answer = web.gate().sign_in_with_card(lambda: _credential(token), request.remote_addr or "")
    if isinstance(answer, web.Refused):
        return _refused(answer)
    response = web.let_out(redirect(url_for("student.materials")))
    return _forgotten(web.let_in(response, answer))


def _credential(token: str) -> web.Credential | None:
    person = cards().holder(token)
    return None if person is None else StoreAccounts(node().store.db).credential(login_of(person))


def _refused(refused: web.Refused) -> Response:
    minutes = -(-refused.wait_s // 60)
    words = web.fragment(web.N_("Esta tarjeta ya no sirve. Pide otra a tu docente: te la da al momento."))
    if refused.wait_s:
        words = web.nfragment(
            "Espera %(n)s minuto y prueba otra vez.", "Espera %(n)s minutos y prueba otra vez.", minutes
        )
    response = make_response(_page("", words), 429 if refused.wait_s else 403)
    # While they wait the card is kept: theirs may be good.
    return response if refused.wait_s else _forgotten(response)


def _forgotten(response: Response) -> Response:
    response.delete_cookie(_cookie())
    return response


def _cookie() -> str:
    return f"{wiring().cookie}_tarjeta"


def _page(name: str, error: str) -> str:
    return render_template("card.html", name=name, error=error)


_RULES = {"card.scan": web.EVERYONE, "card.ask": web.EVERYONE, "card.enter": web.EVERYONE}
VIEW = View(pages, _RULES, lan=frozenset(_RULES))
