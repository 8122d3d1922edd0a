"""
The region's pages: schools and how their news arrives, the plan with its reasons, deliveries, watched forecasts.

Each module of pages ends in a ``VIEW`` (``hub.console.view``), and ``hub.console.table`` gathers them. Wiring, in
``hub.app.create_app``::

    app.extensions["store"] = store                     # hub.store.Store
    app.extensions["views"] = VIEWS
    app.register_blueprint(console)
    web.install(app, accounts=store, policy=web.Policy(rules=RULES, machine=...), clock=config.clock, home=HOME,
                nav=NAV, cookie="chasqui_hub", region=True, ...)
"""

from collections.abc import Mapping

from hub.console.blueprint import console
from hub.console.navigation import navigation, sections
from hub.console.table import VIEWS
from shared.web import Role

__all__ = ["HOME", "NAV", "RULES", "SECTIONS", "UPLOADS", "VIEWS", "console"]

HOME = "console.schools"
RULES: Mapping[str, frozenset[Role]] = {endpoint: roles for view in VIEWS for endpoint, roles in view.rules.items()}
"""Who may open what; every other role is turned away."""
UPLOADS: Mapping[str, int] = {endpoint: size for view in VIEWS for endpoint, size in view.uploads.items()}
NAV = navigation(VIEWS)
SECTIONS = sections(VIEWS)
