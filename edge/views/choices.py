"""What a form offers to choose from, and what was chosen."""

from collections import Counter
from dataclasses import dataclass

from edge.rows import ClassRow, LearnerRow, StockRow, told_apart
from edge.views.node import node
from shared.errors import BadInput
from shared.ids import ResourceId, SchoolId
from shared.resources import Resource, ResourceKind
from shared.web import gettext as _
from shared.web import ngettext
from shared.web.formats import number

KIND_ORDER = {ResourceKind.REUSABLE: 0, ResourceKind.CONSUMABLE: 1, ResourceKind.PACK: 2}


def resource_choices() -> list[dict[str, str]]:
    """Return every resource as a form shows it: what the school has on top."""
    stock = {row.resource: row for row in node().store.folded.stock()}
    found = sorted(node().resources().values(), key=lambda r: (r.id not in stock, KIND_ORDER[r.kind], r.name))
    return [
        {"id": item.id, "name": item.name, "icon": item.icon, "hint": _stock_hint(item, stock.get(item.id))}
        for item in found
    ]


def _stock_hint(item: Resource, row: StockRow | None) -> str:
    if item.kind is ResourceKind.PACK:
        return _("paquete digital")
    if row is None or not row.counted:
        return _("%(n)s, sin contar", n=number(row.on_hand)) if row and row.on_hand else _("sin contar todavía")
    if item.kind is ResourceKind.REUSABLE:
        return _("%(n)s en buen estado", n=number(row.on_hand))
    return ngettext("queda %(n)s", "quedan %(n)s", row.on_hand)


@dataclass(frozen=True, slots=True)
class Room:
    """Whose use a form records: that of a class, of no list (``-``), or of nobody who was named yet (empty)."""

    key: str
    row: ClassRow | None = None


def room_of(key: str) -> Room:
    """
    Return the class that a form names.

    Where there are several nothing is chosen for anybody: what is recorded of a wrong class stays in the log.
    """
    classes = node().store.people.classes()
    if key == "-" or not classes:
        return Room("-")
    asked = [row for row in classes if str(row.id) == key or (not key and len(classes) == 1)]
    return Room(str(asked[0].id), asked[0]) if asked else Room("")


def class_names() -> dict[int, str]:
    """Return the names of the classes by their id: with their service where two services have one of that name."""
    classes, names = node().store.people.classes(), told_apart(node().store.site.schools())
    times = Counter(row.name.casefold() for row in classes)
    return {
        row.id: f"{row.name} · {names.get(row.school, row.school)}" if times[row.name.casefold()] > 1 else row.name
        for row in classes
    }


def learners_of(room: Room) -> list[LearnerRow]:
    """Return the pupils of a class; nobody without one."""
    return node().store.people.learners(room.row.id) if room.row else []


def schools() -> list[tuple[str, str]]:
    """Return id and name of the services of this site."""
    return [(row.id, row.name) for row in node().store.site.schools()]


def first_school() -> str:
    """Return the service that a form starts with: none where there are several to choose from."""
    found = schools()
    return found[0][0] if len(found) == 1 else ""


def known_school(text: str) -> SchoolId:
    """Return the service that a form names.

    Raises:
        BadInput: It is none of this site.
    """
    for row in node().store.site.schools():
        if row.id == text:
            return row.id
    raise BadInput("Elija el servicio educativo.")


def known_resource(text: str) -> Resource:
    """Return the resource that a form names.

    Raises:
        BadInput: The catalogue does not have it.
    """
    found = node().resources().get(ResourceId(text))
    if found is None:
        raise BadInput("Elija el recurso.")
    return found
