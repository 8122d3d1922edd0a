"""What is told of accepted goods beside their number: the signed paper, where they are kept, the serials."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from edge.views.serials import read_serial
from shared.errors import BadInput
from shared.facts import DeliveryLine
from shared.ids import ResourceId
from shared.web import gettext as _
from shared.web import say
from shared.web.codes import STORAGE

MOST_SERIALS = 1_000
"""Of a delivery: they go in one event."""
MOST_LETTERS = 60_000
"""Of the field of one line."""
Serials = dict[ResourceId, tuple[str, ...]]
_BETWEEN = re.compile(r"[\n\r\t,;]+")


@dataclass(frozen=True, slots=True)
class Papers:
    """What is written beside the lines of a proof of delivery."""

    acta: str = ""
    no_acta: bool = False
    """Nobody signed one: told, not left out."""
    kept_in: str = ""
    serials: Mapping[str, str] = field(default_factory=dict)
    """By resource, as a scanner or a person wrote them, one a line."""
    some_unread: frozenset[str] = frozenset()
    """Resources of which some accepted units have no serial that can be read."""


def read_papers(form: Papers, lines: Sequence[DeliveryLine]) -> tuple[Serials, dict[str, str]]:
    """
    Return the serials of each line, and what must be corrected, by the id of the field.

    A line has all its serials, none, or fewer where somebody says that the others cannot be read.
    """
    errors: dict[str, str] = {}
    if not form.acta.strip() and not form.no_acta:
        errors["acta"] = _("Escriba el número del acta, o marque que no se firmó.")
    if form.kept_in not in STORAGE:
        errors["guardado"] = _("Elija dónde se guarda lo que recibió.")
    found: Serials = {}
    for line in lines:
        text, name = form.serials.get(line.resource, ""), f"s-{line.resource}"
        try:
            serials = read_serials(text)
        except BadInput as problem:
            errors[name] = say(problem.said)
            continue
        if wrong := _number_wrong(len(serials), line.accepted, some_unread=line.resource in form.some_unread):
            errors[name] = wrong
        found[line.resource] = serials
    if sum(map(len, found.values())) > MOST_SERIALS:
        errors["series"] = _(
            "Son más de %(most)s series. Deje algunas y regístrelas después.", most=f"{MOST_SERIALS:,}"
        )
    return found, errors


def read_serials(text: str) -> tuple[str, ...]:
    """
    Return the serials of a field, one a line or with commas between.

    >>> read_serials("hga1-4x\\r\\n HGA1'5X, b7")
    ('HGA1-4X', 'HGA1-5X', 'B7')

    Raises:
        BadInput: One is none, or there twice; it says which.
    """
    serials = [read_serial(one) for one in _BETWEEN.split(text) if one.strip()]
    twice = next((one for at, one in enumerate(serials) if one in serials[:at]), None)
    if twice is not None:
        raise BadInput("La serie %(serial)s está dos veces. Quite una y repita.", serial=twice)
    return tuple(serials)


def _number_wrong(serials: int, accepted: int, *, some_unread: bool) -> str:
    if serials > accepted:
        return _(
            "Hay %(serials)s series y aceptó %(accepted)s. Quite las que no aceptó.", serials=serials, accepted=accepted
        )
    if 0 < serials < accepted and not some_unread:
        return _(
            "Faltan series: hay %(serials)s de %(accepted)s. Léalas, o marque que algunas no se leen.",
            serials=serials,
            accepted=accepted,
        )
    return ""
