"""The page of a node whose database is damaged: on this laptop alone, until somebody has had it repaired."""

import click
from flask import Flask

from edge.config import Config
from edge.door import LOOPBACK
from edge.first_pages import FirstPages, first_app
from edge.patient import Patient
from edge.repairing import finish_repair, forget_asking, is_asked_for, repair
from edge.store import Store
from edge.views import mending
from edge.views.repairs import repaired_words
from shared import web
from shared.errors import ChasquiError, Damaged

POLICY = web.Policy(dict.fromkeys(("mending.page", "mending.repair"), web.EVERYONE))


def create_mending_app(patient: Patient) -> Flask:
    """Wire the page on which a node is repaired."""
    app = first_app(patient.config, (mending.pages,), POLICY, "mending.page")
    app.extensions["patient"] = patient
    return app


def opened(config: Config) -> tuple[Store, FirstPages | None]:
    """
    Open a node's database; where it is damaged, serve the page on which somebody has it repaired, and then open it.

    That page stays open until whoever gets it has made the node's own pages ready, and closes it.

    Raises:
        ChasquiError: What ``Store`` and ``edge.repairing.repair`` raise.
    """
    finish_repair(config)
    if is_asked_for(config):
        _repair_as_asked(config)
    try:
        return Store(config.database, config.clock), None
    except Damaged as trouble:
        patient = Patient(config, trouble)
    pages = FirstPages(config, create_mending_app(patient), patient.done)
    click.echo(f"{patient.trouble} Abra en esta laptop http://{LOOPBACK}:{config.port}/ para repararlos.")
    pages.wait()
    return Store(config.database, config.clock), pages


def _repair_as_asked(config: Config) -> None:
    try:
        done = repair(config)
    except ChasquiError as problem:
        # On a full disk, say. It stays asked for, and what can be opened is: nobody is to stand before a dead laptop.
        click.echo(str(problem))
        return
    for words in repaired_words(done):
        click.echo(words)
    forget_asking(config)
