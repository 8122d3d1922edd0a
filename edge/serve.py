"""``chasqui-edge run``: one process that serves the pages, watches for a road and forecasts at night."""

import logging
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, Any

import click
import waitress
from flask import Flask
from waitress import wasyncore

from edge.agent import Agent
from edge.app import create_app
from edge.config import Config
from edge.daily_copies import DailyCopies
from edge.door import LOOPBACK, THREADS, Door
from edge.enrol import is_node, load_identity
from edge.first_pages import FirstPages
from edge.forecast_apart import ForecastsApart
from edge.health_reports import HealthReports
from edge.jobs import Job, Jobs, Nightly
from edge.lan import Lan
from edge.lan_server import LanServer
from edge.memory import give_back_large_blocks
from edge.mending import opened
from edge.models_store import ModelFiles
from edge.orders import MAX_BYTES, carry_out
from edge.page_server import page_server
from edge.power import ALIVE_EVERY_S, PowerLog
from edge.retention import keep_to_it
from edge.space import make_shrinkable
from edge.store import Store
from edge.threaded_server import ThreadedServer
from edge.wiring import agent_of, watch_of
from shared.surviving import surviving

if TYPE_CHECKING:
    from edge.tls import TlsServer

_DOOR_SOCKETS = 6
"""Two of them are the endpoint's own."""
_DOOR_SILENCE_S = 30
"""After which a connection that says nothing is closed."""
PAGES_FIRST_S = 1.0
"""So long after it is ready a node leaves its pages the processor."""
COPY_POLL_S = 60
HEALTH_POLL_S = 600
RETENTION_POLL_S = 3_600
_log = logging.getLogger(__name__)


def serve(config: Config, *, gives_back: bool = True) -> None:
    """
    Serve until told to stop. Being killed at any moment loses nothing that was answered "saved".

    In a folder without a node the pages first ask for an invitation, on this laptop alone, and go on once it is one.

    *gives_back*: whether large blocks of memory go back to the system; that they may stay is for measuring.

    Raises:
        DatabaseBusy: It runs already.
        NotReady: Another program has the port of the pages, or this machine has no such address.
    """
    if gives_back:
        give_back_large_blocks()
    signal.signal(signal.SIGTERM, _leave)
    # A class that taps together makes a queue, and closing drops it: neither is worth a warning.
    logging.getLogger("waitress").setLevel(logging.ERROR)
    joining = _joined_first(config)
    identity = load_identity(config)
    opening, mending = opened(config)
    with opening as store:
        make_shrinkable(store)
        forecast = ForecastsApart()
        agent: Agent = agent_of(config, store, identity, forecast)
        lan = Lan(config, store.db)
        app = create_app(config, store, agent, lan=lan)
        for first in (joining, mending):
            if first is not None:
                first.close()
        sockets: dict[int, Any] = {}
        server = page_server(app, f"{config.host}:{config.port}", config.threads, sockets)
        files = ModelFiles(config.models)
        door = DoorServer(Door(lambda order: carry_out(order, store, config, lambda: agent, forecast)))
        jobs = Jobs(agent, Nightly(store, files, forecast), watch_of(config, store, agent), caring_for(store))
        power = PowerLog(store.db)
        power.begin()
        # Before anything runs that would have to be stopped again.
        lan.start(lambda listen: LanServer(app, listen, config.threads))
        lan.secure(lambda: _tls_server(app, config))
        jobs.start(PAGES_FIRST_S)
        door.start()
        door.address.keep(config.dir)
        click.echo(f"Abierto en http://{config.host}:{config.port}/ (Ctrl+C para cerrar)")
        if lan.is_open:
            click.echo(f"Página de estudiantes en la red local: {', '.join(lan.urls()) or 'todavía sin red'}")
        if staff := lan.secure_urls():
            click.echo(f"Páginas del personal, cifradas: {', '.join(staff)}")
        _log.info("serving host=%s port=%d node=%s", config.host, config.port, identity.keys.node_id.hex())
        try:
            server.run()
        finally:
            door.address.forget(config.dir)
            door.close()
            jobs.stop()
            lan.stop()
            lan.unsecure()
            wasyncore.close_all(sockets, ignore_all=True)
            with surviving("end not noted"):
                power.end()


def _joined_first(config: Config) -> FirstPages | None:
    if is_node(config):
        return None
    # A laptop is made a node once, and starts without what that takes ever after.
    from edge.joining import join_first

    return join_first(config)


def _tls_server(app: Flask, config: Config) -> "TlsServer":
    # Few schools have a certificate, and none of the others pays for what it takes.
    from edge.tls import TlsServer

    return TlsServer(app, config)


def caring_for(store: Store) -> tuple[Job, ...]:
    """Return what looks after the laptop while it runs."""
    copying, reporting = DailyCopies(store.db, store.days), HealthReports(store)
    return (
        Job("copy", copying.run_if_due, COPY_POLL_S),
        # After the first copy of the day, which it tells of.
        Job("health", reporting.run_if_due, HEALTH_POLL_S),
        Job("retention", lambda: keep_to_it(store), RETENTION_POLL_S),
        Job("alive", PowerLog(store.db).alive, ALIVE_EVERY_S),
    )


class DoorServer:
    """
    The orders' own endpoint, on a free port of loopback, with a thread of its own.

    Bodies stay in memory, for they hold names; so few connections are let in, lest a stranger fill it before the secret
    is looked at. A limit of its own needs sockets of its own: a class on the pages must not shut commands out.
    """

    def __init__(self, door: Door) -> None:
        sockets: dict[int, Any] = {}
        limits = {"max_request_body_size": MAX_BYTES, "inbuf_overflow": MAX_BYTES, "outbuf_overflow": MAX_BYTES}
        server = waitress.create_server(
            door,
            map=sockets,
            listen=f"{LOOPBACK}:0",
            threads=THREADS,
            ident=None,
            connection_limit=_DOOR_SOCKETS,
            channel_timeout=_DOOR_SILENCE_S,
            **limits,
        )
        self.address = door.opened(int(server.effective_port))
        self._server = ThreadedServer(server, sockets, "door")

    def start(self) -> None:
        """Begin to take orders."""
        self._server.start()

    def close(self) -> None:
        """Take no more orders."""
        self._server.close()


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
