"""Joining in the browser: an invitation as a file, as the text of its QR or in words, and one look before it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from edge.config import Config
from edge.fresh import NewAccount, Newcomers
from edge.introduced import in_words
from edge.rows import SchoolRow, told_apart
from edge.views.node import node
from edge.views.view import KEEPING, Group, Listed, View
from edge.wiring import join_anew
from shared import web
from shared.errors import BadInput, ChasquiError, RoadClosed
from shared.web import N_, say
from shared.web import gettext as _
from sync.card import read_card, read_invitation
from sync.enrolment import MAX_INVITATION_BYTES, Invitation
from sync.plugged import Plugged

pages = Blueprint("joining", __name__, url_prefix="/unir", template_folder="../templates")
FILE, CARD, WORDS = "archivo", "qr", "palabras"


@dataclass(frozen=True, slots=True)
class _Told:
    """What was written into the form, to be shown again."""

    way: str = FILE
    fields: Mapping[str, str] = field(default_factory=dict)


@pages.get("/")
def page() -> str:
    """Ask for the invitation."""
    return _ask("", _Told())


@pages.post("/")
def look() -> str | tuple[str, int]:
    """Read the invitation and show whose it is; nothing is changed."""
    told = _Told(request.form.get("forma", FILE), {name: text[:4_000] for name, text in request.form.items()})
    try:
        invitation = _invitation(told, request.files.get("archivo"))
    except ChasquiError as problem:
        return _ask(say(problem.said), told), 400
    return _confirm(invitation, "")


@pages.post("/confirmar")
def confirm() -> Response | str | tuple[str, int]:
    """Join as the invitation that was looked at says."""
    try:
        invitation = Invitation.from_json(request.form.get("invitacion", "").encode())
    except BadInput as problem:
        return _ask(say(problem.said), _Told()), 400
    try:
        new = newcomers()
        return _begin(new, invitation) if new else _join_anew(invitation)
    except ChasquiError as problem:
        return _confirm(invitation, say(problem.said)), 400


def newcomers() -> Newcomers | None:
    """Return who takes in the first invitation of this folder; None where there is a node already."""
    found: Newcomers | None = current_app.extensions.get("newcomers")
    return found


def _begin(new: Newcomers, invitation: Invitation) -> Response:
    told = request.form
    if told.get("clave", "") != told.get("clave2", ""):
        raise BadInput("Las dos claves no son iguales. Escríbalas otra vez.")
    account = NewAccount(told.get("cuenta", "")[:80], told.get("nombre", "")[:200], told.get("clave", ""))
    new.begin(invitation, account)
    page = current_app.make_response(
        render_template("joined.html", names=_names(invitation), login=account.login.strip().lower())
    )
    # Once this answer has left, the node's own pages take this address.
    page.call_on_close(new.done.set)
    return page


def _join_anew(invitation: Invitation) -> Response:
    here = node()
    if here.agent is None:
        raise BadInput("El envío no está encendido en este equipo. Use: chasqui-edge enrol")
    new_key = "otra_clave" in request.form
    join_anew(here.config, here.store, here.agent, invitation, new_key=new_key)
    words = _("Enlazada otra vez. Se está enviando ahora; lo que la región ya tiene cuenta una sola vez.")
    ask = _("Pida a la oficina que dé de baja la clave anterior.")
    web.saved(f"{words} {ask}" if new_key else words)
    return redirect(url_for("sending.page"))


def _invitation(told: _Told, file: FileStorage | None) -> Invitation:
    said = told.fields
    if told.way == CARD:
        return read_card(said.get("texto", ""))
    if told.way == WORDS:
        names = ("local", "huella", "codigo")
        return _told_in_words(_place(said.get("desde", "").strip()), [said.get(name, "").strip() for name in names])
    if file is None or not file.filename:
        raise BadInput("Elija el archivo de la invitación.")
    return read_invitation(file.stream.read(MAX_INVITATION_BYTES + 1))


def _told_in_words(place: str, words: Sequence[str]) -> Invitation:
    if place.startswith("http"):
        return in_words(place, *words)
    return _plugged().ask(Path(place), lambda: in_words(place, *words))


def _place(typed: str) -> str:
    """Return the address that was typed, else the stick that is plugged in and was at the office."""
    if typed:
        if not typed.lower().startswith(("http://", "https://")):
            raise BadInput("Escriba la dirección de la región con http:// o https:// delante, como está en la hoja.")
        return typed
    look = _plugged().look()
    ours = [one.path for one in look.sticks if one.ours]
    if not ours and look.silent:
        raise RoadClosed("%(why)s", why=look.silent[0])
    if not ours:
        raise BadInput("No se ve ningún USB que haya pasado por la oficina. Conéctelo, o escriba la dirección.")
    return str(ours[0])


def _ask(error: str, told: _Told) -> str:
    return render_template(
        "join.html",
        error=error,
        fresh=newcomers() is not None,
        folder=_config().dir,
        way=told.way,
        told=told.fields,
        sticks=[one.name for one in _plugged().look().sticks if one.ours],
    )


def _confirm(invitation: Invitation, error: str) -> str:
    return render_template(
        "join_confirm.html",
        error=error,
        fresh=newcomers() is not None,
        names=_names(invitation),
        site=invitation.site,
        url=invitation.url,
        fingerprint=invitation.hub.fingerprint(),
        invitation=invitation.to_json().decode(),
        login=request.form.get("cuenta", "coordinacion")[:80],
        name=request.form.get("nombre", "")[:200],
        new_key="otra_clave" in request.form,
    )


def _names(invitation: Invitation) -> list[str]:
    rows = [SchoolRow(*one) for one in zip(invitation.schools, invitation.school_names, strict=True)]
    return list(told_apart(rows).values())


def _config() -> Config:
    new = newcomers()
    return new.config if new else node().config


def _plugged() -> Plugged:
    new = newcomers()
    return new.plugged if new else node().plugged


VIEW = View(
    pages,
    dict.fromkeys(("joining.page", "joining.look", "joining.confirm"), KEEPING),
    under="sending.page",
    listed=(
        Listed(
            "joining.page",
            N_("Enlazar otra vez"),
            N_("Si la oficina entrega otra invitación."),
            "send",
            Group.MACHINE,
        ),
    ),
)
