"""The pages of a folder without a node: on this laptop alone, until somebody has joined it to its school."""

import logging

import click
from flask import Flask

from edge.config import Config
from edge.door import LOOPBACK
from edge.enrol import is_node
from edge.first_pages import FirstPages, first_app
from edge.fresh import Newcomers
from edge.views import joining, restoring
from shared import web
from sync.plugged import Plugged

POLICY = web.Policy(
    dict.fromkeys(
        ("joining.page", "joining.look", "joining.confirm", "restoring.page", "restoring.restore"), web.EVERYONE
    )
)
_log = logging.getLogger(__name__)


def create_joining_app(new: Newcomers) -> Flask:
    """Wire the pages on which a laptop joins, or takes in a copy of its node."""
    app = first_app(new.config, (joining.pages, restoring.pages), POLICY, "joining.page")
    app.extensions["newcomers"] = new
    return app


def join_first(config: Config) -> FirstPages | None:
    """
    Return at once where there is a node; else serve the pages on which somebody makes it, until they have.

    They stay open until whoever gets them has made the node's own pages ready, and closes them.
    """
    if is_node(config):
        return None
    new = Newcomers(config, Plugged(config.sticks))
    served = FirstPages(config, create_joining_app(new), new.done)
    click.echo(
        f"Esta computadora todavía no está enlazada a su escuela (carpeta {config.dir}). "
        f"Abra en ella http://{LOOPBACK}:{config.port}/ y siga lo que dice. (Ctrl+C para cerrar)"
    )
    served.wait()
    _log.info("joined dir=%s", config.dir)
    return served
