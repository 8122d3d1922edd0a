"""What people wrote in a form, as values; what cannot be used is said in words, field by field."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from shared.errors import BadInput
from shared.facts import DeliveryLine
from shared.ids import ResourceId
from shared.occurred import Occurred, checked
from shared.web import gettext as _
from shared.web import say
from shared.web.codes import REJECTION_REASONS

MOST_UNITS = 100_000

T = TypeVar("T")


def source_key(nonce: str, part: str = "") -> bytes | None:
    """Return the key that makes sending a form twice harmless; None without a nonce."""
    return hashlib.blake2b(f"{nonce} {part}".encode(), digest_size=8).digest() if nonce else None


def whole_number(text: str, *, least: int = 0, most: int = MOST_UNITS) -> int:
    """
    Read a whole number; a comma or a no-break space between thousands is fine.

    >>> whole_number(" 1,234 ")
    1234

    Raises:
        BadInput: Nothing, not a whole number, or outside *least* to *most*.
    """
    if not text.strip():
        raise BadInput("Escriba cuánto: un número entero, por ejemplo 12.")
    digits = text.strip().replace(",", "").replace(" ", "").replace("\u00a0", "")
    if not digits.isascii() or not digits.isdigit():
        raise BadInput("«%(text)s» no es una cantidad. Escriba un número entero, por ejemplo 12.", text=text[:20])
    value = int(digits[:12])
    if not least <= value <= most:
        raise BadInput("Escriba un número entre %(least)s y %(most)s.", least=f"{least:,}", most=f"{most:,}")
    return value


def read_or_note(read: Callable[[], T], field: str, errors: dict[str, str]) -> T | None:
    """
    Return what a field says; where it cannot be used, note why in *errors*: a form tells all that is wrong at once.

    >>> errors: dict[str, str] = {}
    >>> read_or_note(lambda: whole_number("3"), "cantidad", errors), errors
    (3, {})
    """
    try:
        return read()
    except BadInput as problem:
        errors[field] = say(problem.said)
        return None


def number_or(text: str, fallback: int) -> int:
    """
    Return the number in *text*, or *fallback*: for the +/− buttons, which must not fail.

    >>> number_or("x", 0), number_or("3", 0)
    (0, 3)
    """
    try:
        return whole_number(text)
    except BadInput:
        return fallback


def day_written(text: str) -> date:
    """
    Read a day written as day/month/year.

    >>> day_written("3/6/2026")
    datetime.date(2026, 6, 3)

    Raises:
        BadInput: Not such a day.
    """
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise BadInput("Escriba la fecha como día/mes/año, por ejemplo 23/06/2026.") from None


def when_written(choice: str, text: str, today: date | None) -> Occurred | None:
    """
    Read when something happened: ``hoy`` claims nothing, ``ayer``, or ``otro`` with a day in *text*.

    >>> when_written("hoy", "", date(2026, 6, 23)) is None, when_written("ayer", "", date(2026, 6, 23)).day()
    (True, datetime.date(2026, 6, 22))

    Raises:
        BadInput: No day, one in the future or before 2020, or yesterday of nobody knows which day.
    """
    if choice == "ayer":
        if today is None:
            raise BadInput("El reloj de la laptop no está bien: escriba la fecha en «Otro día».")
        return Occurred.on(today - timedelta(days=1))
    if choice == "otro":
        return checked(Occurred.on(day_written(text)), today)
    return None


@dataclass(frozen=True, slots=True)
class DeliveryForm:
    """The form of a proof of delivery, as written."""

    pecosa: str
    day: str
    deliverer: str
    accepted: Mapping[str, str]
    rejected: Mapping[str, str]
    reasons: Mapping[str, str]


def read_delivery(
    form: DeliveryForm, pecosa: str, shipped: Sequence[tuple[ResourceId, int]]
) -> tuple[list[DeliveryLine], date | None, dict[str, str]]:
    """
    Read a proof of delivery: its lines, its day, and what must be corrected (by the id of the field).

    Every line must add up, and each rejection needs its reason; there is no way around either.
    """
    errors: dict[str, str] = {}
    lines: list[DeliveryLine] = []
    for resource, units in shipped:
        line = _delivery_line(form, resource, units, errors)
        lines += [line] if line else []
    if form.pecosa.strip() != pecosa:
        errors["pecosa"] = _("La hoja de esta entrega es la PECOSA %(pecosa)s. Revise el número.", pecosa=pecosa)
    if not form.deliverer.strip():
        errors["entrega"] = _("Falta el nombre de quien trajo las cajas.")
    day = read_or_note(lambda: day_written(form.day), "fecha", errors)
    return lines, day, errors


def day_problem(received: date, left: date, today: date) -> str:
    """
    Return what is wrong with the day of a reception, in words; nothing where it may be so.

    A later count would bury goods received on an older day. A laptop whose clock is behind the shipment does not know
    what is in the future.

    >>> day_problem(date(2026, 10, 20), date(2026, 10, 17), date(2026, 10, 21))
    ''
    """
    if received < left:
        return _(
            "La salida del almacén es del %(day)s: las cajas no pudieron llegar antes. Corrija la fecha.",
            day=f"{left:%d/%m/%Y}",
        )
    if received > today >= left:
        return _("Esa fecha todavía no llega. Escriba el día en que contó las cajas.")
    return ""


def _delivery_line(
    form: DeliveryForm, resource: ResourceId, shipped: int, errors: dict[str, str]
) -> DeliveryLine | None:
    found = dict[str, str]()
    accepted = read_or_note(lambda: whole_number(form.accepted.get(resource, "")), f"a-{resource}", found)
    rejected = read_or_note(lambda: whole_number(form.rejected.get(resource, "") or "0"), f"x-{resource}", found)
    reason = form.reasons.get(resource) or None
    if accepted is not None and rejected is not None:
        read_or_note(lambda: _check_sum(accepted, rejected, shipped), f"a-{resource}", found)
    if rejected and reason not in REJECTION_REASONS:
        found[f"m-{resource}"] = _("Falta el motivo del rechazo.")
    errors |= found
    if found or accepted is None or rejected is None:
        return None
    return DeliveryLine(
        resource=resource, shipped=shipped, accepted=accepted, rejected=rejected, reason=reason if rejected else None
    )


def _check_sum(accepted: int, rejected: int, shipped: int) -> None:
    short = shipped - accepted - rejected
    if short > 0:
        raise BadInput("No cuadra: por ubicar, %(n)s. ¿No llegó? Póngalo en rechazado con su motivo.", n=short)
    if short < 0:
        raise BadInput(
            "%(accepted)s aceptados + %(rejected)s rechazados pasan de los %(shipped)s de la PECOSA. Cuente otra vez.",
            accepted=accepted,
            rejected=rejected,
            shipped=shipped,
        )
