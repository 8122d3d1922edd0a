"""What a scanner, or somebody's fingers, typed into the form of a use: a resource, a serial, a pupil's code."""

from collections.abc import Sequence
from dataclasses import dataclass

from edge.rows import LearnerRow
from edge.views.choices import class_names
from edge.views.node import node
from edge.views.serials import found_by
from edge.views.words import resource_name
from shared.devices import DeviceState, serial_of
from shared.errors import BadInput
from shared.ids import Pseudonym, ResourceId

MOST = 80
"""Characters of a code."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a code chooses in the form: a resource, a pupil by their key, or both where a device is lent to one."""

    words: str
    resource: str = ""
    learner: str = ""


def scanned(text: str, learners: Sequence[LearnerRow]) -> Scanned:
    """
    Return what a code stands for, with the *learners* of the form to choose from.

    A resource goes before a serial, and a serial before a pupil: two that are written alike are told by hand.

    Raises:
        BadInput: Nothing here has that code, or a pupil has it whom the form does not list.
    """
    code, names = serial_of(text), node().resources()
    resource = next((one for one in names.values() if serial_of(one.id) == code), None)
    if resource is not None:
        return Scanned(resource.name, resource.id)
    devices = found_by(code)
    kinds = {one.resource for one in devices}
    if len(kinds) == 1:
        return _device(devices[0], learners)
    if kinds:
        called = ", ".join(sorted(resource_name(one, names) for one in kinds))
        raise BadInput("Esa serie la tienen varios recursos: %(names)s. Elíjalo abajo.", names=called)
    who = node().store.people.with_code(text) or node().store.people.with_code(code)
    if who is None:
        raise BadInput(
            "«%(code)s» no es un recurso, ni una serie registrada, ni el código de un estudiante. Léalo otra vez, o "
            "elija abajo.",
            code=text[:MOST],
        )
    return _pupil(who, learners)


def _device(device: DeviceState, learners: Sequence[LearnerRow]) -> Scanned:
    names = node().resources()
    name = resource_name(device.resource, names)
    if ResourceId(device.resource) not in names:
        raise BadInput("El catálogo no tiene «%(name)s», el recurso de esa serie. Elija otro abajo.", name=name)
    holder = next((row for row in learners if row.person in (device.learner, device.holder)), None)
    words = ", ".join([f"{name} {device.serial}", *([holder.name] if holder else [])])
    return Scanned(words, device.resource, holder.key if holder else "")


def _pupil(who: Pseudonym, learners: Sequence[LearnerRow]) -> Scanned:
    row = next((row for row in learners if row.person == who), None)
    if row is not None:
        return Scanned(row.name, learner=row.key)
    other = node().store.people.learner(who)
    if other is None:
        raise BadInput("Ese código no es de un estudiante. Léalo otra vez, o elija abajo.")
    if other.class_id is None:
        raise BadInput("Ese estudiante no está en ninguna aula. Anótelo en «Sin lista».")
    raise BadInput("Ese estudiante es de %(where)s. Elija esa aula arriba.", where=class_names()[other.class_id])
