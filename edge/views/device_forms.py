"""The form of a device: its serial, what it is, and whether it has just come."""

from dataclasses import dataclass

from flask import request

from edge.views.forms import read_or_note, whole_number
from edge.views.serials import device_of, known_device, nameless, read_serial
from shared.fact_fields import Fact
from shared.facts import Device, Receipt
from shared.ids import ResourceId
from shared.web import gettext as _

MOST_GB = 10_000


@dataclass(frozen=True, slots=True)
class DeviceForm:
    """What is written of a device."""

    nonce: str = ""
    resource: str = ""
    serial: str = ""
    came: str = ""
    """``nuevo``: it is added to what there is; ``estaba``: it was here, and counted."""
    origin: str = ""
    maker: str = ""
    android: str = ""
    storage: str = ""
    memory: str = ""


def read_form() -> DeviceForm:
    said = request.form
    return DeviceForm(
        nonce=said.get("vez", "")[:40],
        resource=said.get("recurso", ""),
        serial=said.get("serie", "").strip()[:80],
        came=said.get("llegada", ""),
        origin=said.get("origen", "").strip()[:80],
        maker=said.get("marca", "").strip()[:80],
        android=said.get("android", "").strip()[:8],
        storage=said.get("espacio", "").strip()[:8],
        memory=said.get("memoria", "").strip()[:8],
    )


def registered(form: DeviceForm, errors: dict[str, str]) -> list[Fact]:
    """Return what a form of a new device says; all that is wrong with it by the field."""
    resource = read_or_note(lambda: known_device(form.resource), "recurso", errors)
    serial = read_or_note(lambda: read_serial(form.serial), "serie", errors)
    origin = read_or_note(lambda: nameless(form.origin), "origen", errors)
    if form.came not in ("nuevo", "estaba"):
        errors["llegada"] = _("Diga si acaba de llegar o si ya estaba: así no se cuenta dos veces.")
    if resource is not None and serial is not None and device_of(resource.id, serial) is not None:
        errors["serie"] = _("La serie %(serial)s ya está registrada. Búsquela en la lista de equipos.", serial=serial)
    told = told_of(form, resource.id if resource else ResourceId(""), serial or "", errors)
    if told is None or serial is None:
        return []
    came = Receipt(resource=told.resource, units=1, origin=origin or "", serials=(serial,))
    return [came, told] if form.came == "nuevo" else [told]


def told_of(form: DeviceForm, resource: ResourceId, serial: str, errors: dict[str, str]) -> Device | None:
    """Return what a form says that a device is; blanks stay untold."""
    maker = read_or_note(lambda: nameless(form.maker), "marca", errors)
    android = read_or_note(lambda: _number(form.android, 99), "android", errors)
    storage = read_or_note(lambda: _megabytes(form.storage), "espacio", errors)
    memory = read_or_note(lambda: _megabytes(form.memory), "memoria", errors)
    if errors:
        return None
    return Device(
        resource=resource,
        serial=serial,
        maker=maker or None,
        android=android,
        storage_mb=storage,
        memory_mb=memory,
    )


def _number(text: str, most: int) -> int | None:
    return whole_number(text, least=1, most=most) if text else None


def _megabytes(text: str) -> int | None:
    """
    Read gigabytes, whole or with one decimal.

    >>> _megabytes("32"), _megabytes("1,5"), _megabytes("")
    (32000, 1500, None)
    """
    whole, _point, part = text.replace(",", ".").partition(".")
    if not text:
        return None
    tenths = whole_number(part or "0", most=9)
    return whole_number(whole, most=MOST_GB) * 1000 + tenths * 100
