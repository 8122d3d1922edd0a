"""The page of the tokens of other programs: which there are, the form that gives one, and taking one back."""

from collections.abc import Collection
from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub import access
from hub.access import OPENS, Program, Scope
from hub.console.already import already
from hub.console.blueprint import console, page_of, store
from hub.console.navigation import MORE
from hub.console.view import ADMIN, Group, Listed, View
from hub.offices import SIGNERS
from shared.acts import Actor
from shared.clock import LIMA
from shared.errors import BadInput
from shared.sentences import Sentence
from shared.web import N_, formats, saved, say, who
from shared.web import gettext as _

_ENDED = N_("La clave de «%(name)s» ya no vale: venció, u otra persona la retiró.")
_TERMS = (30, 90, access.DAYS, access.MOST_DAYS)


@console.get("/claves")
def programs() -> str:
    """Show every token that holds, or with ``ver`` all that ever were, and the form that gives one."""
    return _page("", set(), access.DAYS)


@console.post("/claves")
def give_token() -> str | tuple[str, int]:
    """Give a program a token, and show it: this once."""
    name, chosen = request.form.get("programa", "")[:200], set(request.form.getlist("permiso"))
    asked = request.form.get("dias", "")
    days = int(asked) if asked in map(str, _TERMS) else 0
    try:
        made, token = access.grant(store(), name, chosen, days=days, by=_by())
    except BadInput as problem:
        return _page(name, chosen, days or access.DAYS, say(problem.said)), 400
    return render_template("token.html", row=_row(made), token=token)


@console.get("/claves/<int:number>/retirar")
def confirm_end_token(number: int) -> str:
    """Ask before a token is taken back."""
    return render_template("token_end.html", row=_row(_in_force(number)))


@console.post("/claves/<int:number>/retirar")
def end_token(number: int) -> Response:
    """Take a token back, in the name of the account's office."""
    gone = access.revoke(store(), _in_force(number).number, by=_by())
    saved(_("La clave de «%(name)s» ya no vale.", name=gone.name))
    return redirect(url_for("console.programs"))


def _by() -> Actor:
    return Actor(who().login, SIGNERS[who().role])


def _in_force(number: int) -> Program:
    found = next((one for one in access.programs(store()) if one.number == number), None) or abort(404)
    if not found.is_in_force(store().clock.now()):
        already(Sentence(_ENDED, {"name": found.name}), url_for("console.programs"))
    return found


def _page(name: str, chosen: set[str], days: int, error: str = "") -> str:
    every, now = access.programs(store()), store().clock.now()
    # A permission that nothing asks for yet would be given for nothing.
    opened: Collection[Scope] = current_app.extensions["scopes"]
    whole = request.args.get("ver") == "todo"
    page = page_of([one for one in every if whole or one.is_in_force(now)])
    return render_template(
        "tokens.html",
        page=page,
        rows=[_row(one) for one in page.rows],
        whole=whole,
        gone=sum(not one.is_in_force(now) for one in every),
        scopes=[(scope.value, _(words), scope.value in chosen) for scope, words in OPENS.items() if scope in opened],
        name=name,
        days=days,
        terms=_TERMS,
        error=error,
        most=access.MAX_NAME,
    )


def _row(one: Program) -> dict[str, Any]:
    opens = [_(OPENS[scope]) for scope in Scope if scope in one.scopes]
    return {
        "program": one,
        "opens": ", ".join(opens),
        "until": formats.day(one.until.astimezone(LIMA).date()),
        "used": formats.day(one.used) if one.used else "",
        "is_in_force": one.is_in_force(store().clock.now()),
    }


VIEW = View(
    {
        "console.programs": ADMIN,
        "console.give_token": ADMIN,
        "console.confirm_end_token": ADMIN,
        "console.end_token": ADMIN,
    },
    under=MORE,
    listed=(
        Listed(
            "console.programs",
            N_("Claves de programas"),
            N_("Con qué preguntan a la central Prometheus y otros programas."),
            "key",
            Group.PROGRAMS,
        ),
    ),
)
