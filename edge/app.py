"""The node's web application: the one place where its objects meet."""

from typing import IO, TYPE_CHECKING, Any

from flask import Flask, Request, current_app, g, request, url_for

from edge.accounts import StoreAccounts
from edge.config import Config
from edge.enrol import load_identity
from edge.lan import Lan
from edge.mdns import NAMES, local_name
from edge.pack_work import PackWork
from edge.program.folder import own_program
from edge.program.found import Updates
from edge.store import Store
from edge.uploads import FOLDER, Uploads
from edge.views.node import Node, school_name
from edge.views.policy import POLICY
from edge.views.staying import ask_again
from edge.views.sync_words import badge
from edge.views.table import VIEWS
from edge.views.unlocking import closed
from shared import web
from shared.errors import NamesLocked
from shared.web.routes import Route
from sync.plugged import Plugged

if TYPE_CHECKING:
    from edge.agent import Agent

VERSION = "0.1.0"
_NAV = (
    web.NavItem("home.page", web.N_("Inicio"), "home"),
    web.NavItem("record.use", web.N_("Registrar"), "pen"),
    web.NavItem("needs.page", web.N_("Necesidad"), "chart"),
    web.NavItem("arrivals.page", web.N_("Llegadas"), "truck"),
    web.NavItem("sending.page", web.N_("Envío"), "queue"),
    web.NavItem("more.page", web.N_("Más"), "list"),
)
_SECTIONS = {view.pages.name: view.under for view in VIEWS if view.under} | {
    item.endpoint.partition(".")[0]: item.endpoint for item in _NAV
}


def create_app(
    config: Config,
    store: Store,
    agent: "Agent | None" = None,
    plugged: Plugged | None = None,
    lan: Lan | None = None,
) -> Flask:
    """
    Wire the node's pages over an open store.

    Args:
        agent: Sends in the background; None where the pages are served without it (*Enviar ahora* then says so).
        lan: The door to the school's network; None where the pages are served without one that opens.
    """
    app = Flask(__name__, static_folder=None)
    app.request_class = _PageRequest
    app.url_rule_class = Route
    uploads = Uploads(store.path.with_name(FOLDER), store.people.seal)
    app.extensions["edge"] = Node(
        config,
        store,
        agent,
        config.clock,
        uploads,
        plugged or Plugged(config.sticks),
        lan or Lan(config, store.db),
        VIEWS,
        PackWork(),
    )
    app.extensions["program"] = Updates(own_program(), lambda: load_identity(config).invitation.hub)
    for view in VIEWS:
        app.register_blueprint(view.pages)
    web.install(
        app,
        accounts=StoreAccounts(store.db),
        policy=POLICY,
        clock=config.clock,
        home="home.page",
        student_home="student.signin",
        cookie=f"chasqui_{config.port}",
        nav=_NAV,
        hosts=[*_names(config.lan_name), *config.tls_names],
        place=_place,
        version=VERSION,
    )
    app.register_error_handler(NamesLocked, closed)
    app.context_processor(_context)
    app.before_request(_drop_upload)
    app.before_request(ask_again)
    app.teardown_request(_close_received)
    return app


def _names(label: str) -> list[str]:
    """Return every name under which this laptop may come to answer on the school's network."""
    return [local_name(label, number) for number in range(1, NAMES + 1)] if label else []


class _PageRequest(Request):
    """A request whose uploaded file is received in the node's own folder: lists hold pupils' names."""

    def _get_file_stream(self, *_told: object, **_more: object) -> IO[bytes]:
        uploads: Uploads = current_app.extensions["edge"].uploads
        stream = uploads.stream()
        g.setdefault("received", []).append(stream)
        return stream


def _drop_upload() -> None:
    # Whoever leaves has given up the file that waited for their yes.
    if request.endpoint == "web.signout" and (who := web.who()).role in web.STAFF:
        uploads: Uploads = current_app.extensions["edge"].uploads
        uploads.drop(who.person)


def _close_received(_error: BaseException | None) -> None:
    # A request that broke off half-way leaves its file to nobody else.
    for stream in g.pop("received", []):
        stream.close()


def _place() -> str:
    return school_name()


def _context() -> dict[str, Any]:
    who = web.who()
    staff = who.role in web.STAFF
    return {
        "section": _SECTIONS.get(request.blueprint or ""),
        "student_url": url_for("student.materials" if who.role is web.Role.STUDENT else "student.signin"),
        "recovery_url": url_for("recovering.page"),
        "badge": badge() if staff else None,
    }
