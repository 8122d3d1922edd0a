"""The page on which the region checks a school's printed paper by the code under it."""

from flask import render_template, request

from hub.console.blueprint import console, store
from hub.console.view import ALL_READ, View
from hub.paper_checks import Verdict, check_paper, words_of
from shared.errors import BadInput
from shared.web import gettext as _
from shared.web import say
from shared.web.codes import PAPER_KINDS
from sync.signed_paper import MOST

STATES = {Verdict.GOOD: "ok", Verdict.REVOKED: "queue", Verdict.NO_COMPUTER: "queue", Verdict.TYPED: "queue"}
"""Of every other: err."""


@console.get("/comprobar")
def checking() -> str:
    """Ask for a code."""
    return _page("")


@console.post("/comprobar")
def check_code() -> str | tuple[str, int]:
    """Tell of a code who signed it."""
    text = request.form.get("codigo", "")[: 2 * MOST]
    if not text.strip():
        return _page(text, error=_("Lea el QR que está bajo el papel.")), 400
    try:
        found = check_paper(store(), text)
    except BadInput as problem:
        return _page(text, error=say(problem.said)), 400
    what, todo = words_of(found)
    told = {
        "state": STATES.get(found.verdict, "err"),
        "what": say(what),
        "todo": say(todo),
        "title": _(PAPER_KINDS[found.code.kind]),
        "doc": found.code.doc,
    }
    return _page(text, told)


def _page(text: str, found: dict[str, str] | None = None, *, error: str = "") -> str:
    errors = {"codigo": error} if error else {}
    return render_template("check_code.html", text=text, found=found, errors=errors, most=MOST)


VIEW = View({"console.checking": ALL_READ, "console.check_code": ALL_READ}, under="console.deliveries")
