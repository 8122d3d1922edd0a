"""
What both applications' pages stand on: sign-in, policy, headers, form tokens, words, base templates.

Wiring, once, in ``create_app``::

    app = Flask(__name__, static_folder=None)
    app.register_blueprint(console)
    web.install(app, accounts=store_accounts, policy=POLICY, clock=clock, home="console.schools", cookie="chasqui_hub",
                nav=[web.NavItem("console.schools", web.N_("Escuelas"), "map"), ...], place=lambda: "Nodo regional")

``accounts`` is any ``web.Accounts`` (shared/web/accounts.py: nine small methods over the store). ``POLICY`` is
``web.Policy(rules={"console.schools": web.STAFF, ...}, lan=frozenset(), machine=frozenset({"api.get_bundle", ...}))``:
an endpoint that no rule names answers 403. ``machine`` endpoints have no session and no form token.

A page extends ``school.html``, ``hub.html`` or, to be printed, ``sheet.html``, imports ``macros.html`` as ``ui`` and
fills ``title``, ``icons`` (its own: ``{{ ui.sprite(["box", "why"]) }}``) and ``main``. In every template: ``_()``,
``ngettext`` and ``{% trans %}``; ``csrf()`` first in each form; ``may("endpoint")``; ``asset("chasqui.css")``;
``who`` (``.role``, ``.person``, ``.login``, ``.signed_in``); filters ``day``, ``short_day``, ``long_day``,
``week_day``, ``moment``, ``hour``, ``number``, ``day_label``, ``fours``.
In a view: ``web.who()``, ``web.gettext as _``, ``web.saved(text)`` before a redirect: the next page shows it as
``ui.note("ok", "status")`` (the layouts do so by themselves), ``web.formats``.
Staff accounts: ``web.Credential(login, role, web.hash_secret(web.check_passphrase(text)), person)``. Words go in
``translations/<language>/<part>.po`` (read as they are, no build step; Spanish is the source).
"""

from shared.web import formats
from shared.web.accounts import Accounts, Credential, Gate, Refused, Session, SignedIn
from shared.web.context import NavItem, Who, gate, let_in, let_out, may, now, saved, stay, who
from shared.web.fragments import fragment, nfragment
from shared.web.i18n import N_, gettext, ngettext, say
from shared.web.passphrases import (
    PICTURES,
    check_passphrase,
    draw_pictures,
    draw_pin,
    hash_secret,
    matches,
    pictures_secret,
    pin_secret,
)
from shared.web.policy import EVERYONE, STAFF, Policy, Role
from shared.web.throttle import Throttle
from shared.web.wiring import FORM_ONLY, MAX_FORM_BYTES, every_language, install

__all__ = [
    "EVERYONE",
    "FORM_ONLY",
    "MAX_FORM_BYTES",
    "N_",
    "PICTURES",
    "STAFF",
    "Accounts",
    "Credential",
    "Gate",
    "NavItem",
    "Policy",
    "Refused",
    "Role",
    "Session",
    "SignedIn",
    "Throttle",
    "Who",
    "check_passphrase",
    "draw_pictures",
    "draw_pin",
    "every_language",
    "formats",
    "fragment",
    "gate",
    "gettext",
    "hash_secret",
    "install",
    "let_in",
    "let_out",
    "matches",
    "may",
    "nfragment",
    "ngettext",
    "now",
    "pictures_secret",
    "pin_secret",
    "saved",
    "say",
    "stay",
    "who",
]
