"""The first step of whatever is recorded of one device: which one."""

from collections.abc import Callable, Sequence

from flask import render_template, request

from edge.hands import check_hands
from edge.views.serials import the_device
from shared.devices import DeviceState
from shared.errors import BadInput
from shared.events import Claim
from shared.web import say


def asked(claims_of: Callable[[DeviceState], Sequence[Claim]]) -> tuple[DeviceState | None, str]:
    """
    Return the device that the address names; none where it names none: where a form was sent empty, that is told.

    What *claims_of* would record must be able to follow what is known of it: else it is none, and the words say why.
    """
    text = request.args.get("serie", "").strip()[:80]
    if not text and "serie" not in request.args:
        return None, ""
    try:
        state = the_device(text, request.args.get("recurso", ""))
        check_hands(claims_of(state), {state.key: state})
    except BadInput as problem:
        return None, say(problem.said)
    return state, ""


def named() -> tuple[DeviceState | None, str]:
    """Return the device that a form is of; what is wrong where it is of none."""
    try:
        return the_device(request.form.get("serie", ""), request.form.get("recurso", "")), ""
    except BadInput as problem:
        return None, say(problem.said)


def scan_page(title: str, intro: str, problem: str, links: Sequence[tuple[str, str]] = ()) -> str:
    """Ask for a serial."""
    said = request.values.get("serie", "")[:80]
    return render_template("scan.html", title=title, intro=intro, asked=said, problem=problem, links=links)
