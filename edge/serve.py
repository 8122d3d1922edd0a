"""``chasqui-edge run``: one process that serves the pages, watches for a road and forecasts at night."""

import logging
import signal
import sys
from types import FrameType
from typing import Any

import click
import waitress
from waitress import wasyncore

from edge.agent import Agent
from edge.app import create_app
from edge.config import Config
from edge.door import LOOPBACK, THREADS, Address, Door
from edge.enrol import load_identity
from edge.jobs import Jobs, Nightly
from edge.memory import give_back_large_blocks
from edge.models_store import ModelFiles
from edge.orders import MAX_BYTES, carry_out
from edge.store import Store
from edge.uploads import MAX_BYTES as UPLOAD_BYTES
from edge.wiring import agent_of

_log = logging.getLogger(__name__)


def serve(config: Config) -> None:
    """
    Serve until told to stop. Being killed at any moment loses nothing that was answered "saved".

    Raises:
        NotInitialised: There is no node in the folder.
        DatabaseBusy: It runs already.
    """
    give_back_large_blocks()
    identity = load_identity(config)
    with Store(config.database, config.clock) as store:
        agent: Agent = agent_of(config, store, identity)
        app = create_app(config, store, agent)
        # A class that taps together makes a queue, and closing drops it: neither is worth a warning.
        logging.getLogger("waitress").setLevel(logging.ERROR)
        sockets: dict[int, Any] = {}
        server = waitress.create_server(
            app,
            map=sockets,
            listen=_addresses(config),
            threads=config.threads,
            ident="chasqui",
            max_request_body_size=UPLOAD_BYTES + 1_048_576,
        )
        files = ModelFiles(config.models)
        address = _open_door(Door(lambda order: carry_out(order, store, files, lambda: agent)), sockets)
        jobs = Jobs(agent, Nightly(store, files))
        signal.signal(signal.SIGTERM, _leave)
        jobs.start()
        address.keep(config.dir)
        click.echo(f"Abierto en http://{config.host}:{config.port}/ (Ctrl+C para cerrar)")
        _log.info("serving host=%s port=%d node=%s", config.host, config.port, identity.keys.node_id.hex())
        try:
            server.run()
        finally:
            address.forget(config.dir)
            jobs.stop()
            wasyncore.close_all(sockets, ignore_all=True)


def _open_door(door: Door, sockets: dict[int, Any]) -> Address:
    """Listen for orders beside the pages, on a free port of loopback. Bodies stay in memory: they hold names."""
    limits = {"max_request_body_size": MAX_BYTES, "inbuf_overflow": MAX_BYTES, "outbuf_overflow": MAX_BYTES}
    listen = f"{LOOPBACK}:0"
    server = waitress.create_server(door, map=sockets, listen=listen, threads=THREADS, ident=None, **limits)
    return door.opened(int(server.effective_port))


def _addresses(config: Config) -> str:
    listen = f"{config.host}:{config.port}"
    return f"{listen} {config.lan_host}:{config.lan_port}" if config.lan_host else listen


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
