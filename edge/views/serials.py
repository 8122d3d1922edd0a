"""What a form says of a device: a serial as people and scanners write it, and what may be written beside it."""

from edge.naming_check import names_somebody
from edge.views.choices import known_resource, resource_choices
from edge.views.node import node
from shared.devices import DeviceState, serial_of
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.resources import Resource, ResourceKind

MOST = 40
"""Characters of a serial: sixty of them go in one count."""


def read_serial(text: str) -> str:
    """
    Return a serial as it is compared.

    >>> read_serial(" hga1'4x ")
    'HGA1-4X'

    Raises:
        BadInput: None, or longer than serials are.
    """
    serial = serial_of(text)
    if not serial:
        raise BadInput("Escriba la serie, o léala con el lector.")
    if len(serial) > MOST or "/" in serial or not serial.isprintable():
        raise BadInput("Eso no parece una serie: son hasta 40 letras y números. Léala otra vez.")
    return serial


def device_of(resource: str, serial: str) -> DeviceState | None:
    """Return a device; None where nothing was told of it."""
    return node().store.devices.one((ResourceId(resource), serial_of(serial)))


def found_by(text: str) -> list[DeviceState]:
    """Return the devices with that serial, whatever they are."""
    serial = serial_of(text)
    return [one for one in node().store.devices.all() if one.serial == serial]


def the_device(text: str, resource: str = "") -> DeviceState:
    """
    Return the device that a serial names.

    Raises:
        BadInput: No such device, or several and nobody said which.
    """
    serial = read_serial(text)
    found = [one for one in found_by(serial) if resource in ("", one.resource)]
    if not found:
        raise BadInput("La serie %(serial)s no está registrada. Revísela, o regístrela primero.", serial=serial)
    if len(found) > 1:
        raise BadInput("Hay más de un equipo con la serie %(serial)s. Ábralo desde la lista de equipos.", serial=serial)
    return found[0]


def known_device(text: str) -> Resource:
    """
    Return the resource that a form names, one that is lent and comes back.

    Raises:
        BadInput: It is none.
    """
    found = known_resource(text)
    if found.kind is not ResourceKind.REUSABLE:
        raise BadInput("Elija el recurso.")
    return found


def lendable() -> list[dict[str, str]]:
    """Return the resources that are lent and come back, as a form shows them."""
    known = node().resources()
    return [one for one in resource_choices() if known[ResourceId(one["id"])].kind is ResourceKind.REUSABLE]


def nameless(text: str) -> str:
    """
    Return a short text that travels to the region.

    Raises:
        BadInput: It names somebody of this school.
    """
    if text and names_somebody(node().store.people, text):
        raise BadInput("Aquí no escriba nombres ni DNI: esto va a la región. Quítelos y repita.")
    return text
