"""The node's web application: the one place where its objects meet."""

from typing import TYPE_CHECKING, Any

from flask import Flask, request, url_for

from edge.accounts import StoreAccounts
from edge.config import Config
from edge.store import Store
from edge.views import arrivals, classroom, home, needs, record, sending, student
from edge.views.node import Node, school_name
from edge.views.policy import POLICY
from edge.views.sync_words import badge
from shared import web

if TYPE_CHECKING:
    from edge.agent import Agent

VERSION = "0.1.0"
PAGES = tuple(view.pages for view in (home, record, needs, arrivals, sending, classroom, student))
_NAV = (
    web.NavItem("home.page", web.N_("Inicio"), "home"),
    web.NavItem("record.use", web.N_("Registrar"), "pen"),
    web.NavItem("needs.page", web.N_("Necesidad"), "chart"),
    web.NavItem("arrivals.page", web.N_("Llegadas"), "truck"),
    web.NavItem("sending.page", web.N_("Envío"), "queue"),
)
_SECTIONS = {item.endpoint.partition(".")[0]: item.endpoint for item in _NAV} | {"classroom": "record.use"}


def create_app(config: Config, store: Store, agent: "Agent | None" = None) -> Flask:
    """
    Wire the node's pages over an open store.

    Args:
        agent: Sends in the background; None where the pages are served without it (*Enviar ahora* then says so).
    """
    app = Flask(__name__, static_folder=None)
    app.extensions["edge"] = Node(config, store, agent, config.clock)
    for pages in PAGES:
        app.register_blueprint(pages)
    web.install(
        app,
        accounts=StoreAccounts(store),
        policy=POLICY,
        clock=config.clock,
        home="home.page",
        student_home="student.signin",
        cookie=f"chasqui_{config.port}",
        nav=_NAV,
        place=_place,
        version=VERSION,
    )
    app.context_processor(_context)
    return app


def _place() -> str:
    return school_name()


def _context() -> dict[str, Any]:
    who = web.who()
    staff = who.role in web.STAFF
    return {
        "section": _SECTIONS.get(request.blueprint or ""),
        "student_url": url_for("student.signin"),
        "badge": badge() if staff else None,
        "may_count": POLICY.allows("record.count", who.role),
        "may_send": POLICY.allows("sending.send", who.role),
        "may_receive": POLICY.allows("arrivals.receive", who.role),
        "may_object": POLICY.allows("arrivals.oppose", who.role),
    }
