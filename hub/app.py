"""The hub's web application: the road's end under ``/v1``, and the region's pages."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, request

from hub import access, probes, second_step
from hub.access import Scope
from hub.accounts import HubAccounts
from hub.api import api
from hub.config import Config
from hub.console import HOME, NAV, RULES, SECTIONS, UPLOADS, VIEWS, console
from hub.depots import depot_told
from hub.factors import Factors
from hub.metrics import metrics
from hub.parts import Parts, install, open_parts
from shared import web
from shared.sentences import Sentence

SCOPES: Mapping[str, Scope] = {
    "metrics.get_metrics": Scope.METRICS,
    "api.get_export": Scope.EXPORT,
    "api.get_dhis2": Scope.EXPORT,
    "api.get_health": Scope.HEALTH,
    "api.get_plan": Scope.PLAN_READ,
}
"""What a program's token must open, endpoint by endpoint (``hub.access``)."""
MACHINES = SCOPES.keys() | {
    "api.get_bundle",
    "api.get_hub",
    "api.get_model",
    "api.get_openapi",
    "probes.healthz",
    "probes.readyz",
}
"""
Endpoints that carry their own proof: a signed bundle, a file named by its hash, a fingerprint, a token; and those that
tell of no school and no person: whether the hub lives and is ready, what can be asked.
"""
POLICY = web.Policy(rules=RULES, machine=frozenset(MACHINES), uploads=UPLOADS)


def create_app(config: Config, hub: Parts | None = None) -> Flask:
    """
    Wire the application of the hub in ``config.folder``, opened as *hub* where it is open already.

    Raises:
        NotInitialised: There is none.
    """
    hub = hub or open_parts(config)
    app = Flask(__name__, static_folder=None)
    install(app, hub)
    app.extensions["store"] = hub.store
    app.extensions["views"] = VIEWS
    app.register_blueprint(api)
    app.register_blueprint(metrics)
    probes.install(app, hub)
    app.register_blueprint(console)
    factors = Factors(hub.store, required=config.second_factor)
    web.install(
        app,
        accounts=HubAccounts(hub.store),
        policy=POLICY,
        clock=config.clock,
        home=HOME,
        cookie="chasqui_hub",
        nav=NAV,
        hosts=config.hosts,
        place=lambda: web.gettext("Oficina regional"),
        region=True,
        second=factors,
    )
    access.install(app, SCOPES)
    second_step.install(app, factors)
    app.context_processor(_context)
    app.add_template_filter(_depot, "depot")
    return app


def _depot(name: str) -> str:
    told = depot_told(name)
    return web.say(told) if isinstance(told, Sentence) else str(told)


def _context() -> dict[str, Any]:
    return {"section": SECTIONS.get(request.endpoint or "", "")}
