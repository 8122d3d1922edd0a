"""Getting in without the passphrase: a printed code, used once, and a new passphrase in the same act."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edge.key_holder import locked
from edge.views.node import node
from edge.views.unlocking import LOCKED
from edge.views.view import View
from shared import web
from shared.acts import Actor
from shared.errors import BadInput
from shared.web import gettext as _
from shared.web import ngettext, say
from shared.web.pages import refusal_words

pages = Blueprint("recovering", __name__, url_prefix="/entrar/codigo", template_folder="../templates")


@pages.get("/")
def page() -> str:
    """Ask for the account, a code and a new passphrase."""
    return _page("", {})


@pages.post("/")
def recover() -> Response | tuple[str, int]:
    """Spend the code, keep the new passphrase, and let them in."""
    form, store = request.form, node().store
    login, code, new = form.get("cuenta", "")[:80].strip().lower(), form.get("codigo", "")[:40], form.get("nueva", "")
    if not store.people.seal.is_open:
        # Without the key no code can be told from another: a good one must not count as a wrong try.
        return _page(login, {"codigo": say(locked().said)}), LOCKED
    try:
        web.check_passphrase(new)
    except BadInput as problem:
        return _page(login, {"nueva": say(problem.said)}), 400

    def owner() -> web.Credential | None:
        return _credential(login) if store.codes_once.opens(login, code) else None

    found = web.gate().recover(login, request.remote_addr or "", owner)
    if isinstance(found, web.Refused):
        wait = refusal_words(found) if found.wait_s else _("Revise la cuenta y el código: cada uno sirve una sola vez.")
        return _page(login, {"codigo": wait}), 429 if found.wait_s else 403
    # Only now: hashing is slow, and whoever has no code must not keep those who sign in waiting.
    secret = web.gate().hashed(new)
    by = Actor(found.person.hex(), found.role.value)
    with store.db.transaction():
        if not store.codes_once.spend(login, code, by, subject=by.login):
            return _page(login, {"codigo": _("Ese código ya se usó. Pruebe con otro.")}), 403
        store.staff.change_secret(login, secret, by)
    left = store.codes_once.left(login)
    words = ngettext("Le queda %(n)s código.", "Le quedan %(n)s códigos.", left)
    web.saved(_("Entró con un código y ya tiene clave nueva. %(left)s", left=words))
    answer = web.gate().sign_in(login, new, request.remote_addr or "")
    home = redirect(url_for("home.page"))
    return home if isinstance(answer, web.Refused) else web.let_in(home, answer)


def _credential(login: str) -> web.Credential | None:
    """Return the credential of a member of the staff."""
    row = next((row for row in node().store.staff.accounts() if row.login == login), None)
    return None if row is None else web.Credential(row.login, web.Role(row.role), "", row.person)


def _page(login: str, errors: dict[str, str]) -> str:
    return render_template("recover.html", login=login, errors=errors)


VIEW = View(pages, {"recovering.page": web.EVERYONE, "recovering.recover": web.EVERYONE})
