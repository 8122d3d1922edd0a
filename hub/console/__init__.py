"""
The region's pages: schools and how their news arrives, the plan with its reasons, deliveries, watched forecasts.

Wiring, in ``hub.app.create_app``::

    app.extensions["store"] = store                     # hub.store.Store
    app.register_blueprint(console)
    web.install(app, accounts=store, policy=web.Policy(rules=RULES, machine=...), clock=config.clock, home=HOME,
                nav=NAV, cookie="chasqui_hub", region=True, ...)
"""

from collections.abc import Mapping, Sequence

from hub.brought import MAX_BYTES
from hub.console import (
    changes,
    deliveries,
    forecasts,
    forks,
    history,
    invitations,
    locks,
    nodes,
    packs,
    papers,
    plan,
    replies,
    restores,
    rules,
    schools,
    signatures,
    usb,
    what_if,
)
from hub.console.blueprint import console
from hub.offices import SIGNERS
from shared.web import N_, NavItem, Role

__all__ = [
    "HOME",
    "NAV",
    "RULES",
    "UPLOADS",
    "changes",
    "console",
    "deliveries",
    "forecasts",
    "forks",
    "history",
    "invitations",
    "locks",
    "nodes",
    "packs",
    "papers",
    "plan",
    "replies",
    "restores",
    "rules",
    "schools",
    "signatures",
    "usb",
    "what_if",
]

HOME = "console.schools"
_READERS = frozenset({Role.OPERATOR, Role.ADMIN, Role.ANALYST})
_SIGNERS = frozenset(SIGNERS)
_ADMIN = frozenset({Role.ADMIN})

RULES: Mapping[str, frozenset[Role]] = {
    "console.schools": _READERS,
    "console.schools_csv": _READERS,
    "console.plan": _READERS,
    "console.plan_csv": _READERS,
    "console.plan_school": _READERS,
    "console.what_if": _READERS,
    "console.confirm_approve": _SIGNERS,
    "console.approve": _SIGNERS,
    "console.confirm_publish": _SIGNERS,
    "console.publish": _SIGNERS,
    "console.changes": _READERS,
    "console.changes_csv": _READERS,
    "console.changes_xlsx": _READERS,
    "console.cuadro": _READERS,
    "console.cuadro_csv": _READERS,
    "console.cuadro_xlsx": _READERS,
    "console.packs": _READERS,
    "console.packs_csv": _READERS,
    "console.packs_xlsx": _READERS,
    "console.packing": _READERS,
    "console.packing_xlsx": _READERS,
    "console.confirm_reject": _SIGNERS,
    "console.reject": _SIGNERS,
    "console.history": _READERS,
    "console.rules": _READERS,
    "console.locks": _READERS,
    "console.lay_lock": _SIGNERS,
    "console.confirm_lift": _SIGNERS,
    "console.lift_lock": _SIGNERS,
    "console.set_limit": _ADMIN,
    "console.bring_weights": _ADMIN,
    "console.seen": _SIGNERS,
    "console.deliveries": _READERS,
    "console.forecasts": _READERS,
    "console.forecasts_csv": _READERS,
    "console.reply": _SIGNERS,
    "console.confirm_node": _SIGNERS,
    "console.accept_node": _SIGNERS,
    "console.invitations": _SIGNERS,
    "console.invite_site": _SIGNERS,
    "console.invitation_sheet": _SIGNERS,
    "console.settle_fork": _SIGNERS,
    "console.usb": _SIGNERS,
    "console.read_usb": _SIGNERS,
    "console.read_files": _SIGNERS,
    "console.usb_visit": _SIGNERS,
    "console.usb_answers": _SIGNERS,
}
"""Who may open what; every other role is turned away."""
UPLOADS: Mapping[str, int] = {"console.read_files": MAX_BYTES}

NAV: Sequence[NavItem] = (
    NavItem("console.schools", N_("Escuelas"), "map"),
    NavItem("console.plan", N_("Plan"), "box"),
    NavItem("console.deliveries", N_("Entregas"), "truck"),
    NavItem("console.forecasts", N_("Pronóstico"), "chart"),
    NavItem("console.usb", N_("USB"), "usb"),
)
