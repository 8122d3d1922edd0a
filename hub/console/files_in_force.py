"""Catalogue, weights and calendars in force as files that are edited and imported again."""

from flask import Response, abort, request

from hub import files_in_force
from hub.console.blueprint import console, store
from hub.console.navigation import MORE
from hub.console.view import ALL_READ, View
from shared.web.downloads import attachment


@console.get("/catalogo.json")
def catalogue_file() -> Response:
    """Give the catalogue in force as *Importar* takes it back."""
    return _given(files_in_force.catalogue(store()))


@console.get("/reglas/pesos.json")
def weights_file() -> Response:
    """Give the table of weights in force as its form takes it back."""
    return _given(files_in_force.weights(store()))


@console.get("/calendarios.json")
def calendar_file() -> Response:
    """Give the region's calendar in force, or the own one of a UGEL, as it is taken back."""
    return _given(files_in_force.calendar(store(), request.args.get("ugel", "")) or abort(404))


def _given(file: files_in_force.FileInForce) -> Response:
    return attachment(file.data, file.name, "application/json")


VIEW = View(
    {"console.catalogue_file": ALL_READ, "console.weights_file": ALL_READ, "console.calendar_file": ALL_READ},
    under=MORE,
)
