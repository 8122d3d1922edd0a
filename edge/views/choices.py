"""What a form offers to choose from, and what was chosen."""

from edge.rows import ClassRow, LearnerRow, StockRow
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
    stock = {row.resource: row for row in node().store.stock()}
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


def class_of(key: str) -> ClassRow | None:
    """Return the class of a form: the first one where none is named, None for ``-``."""
    classes = node().store.classes()
    if key == "-" or not classes:
        return None
    return next((row for row in classes if str(row.id) == key), classes[0])


def learners_of(chosen: ClassRow | None) -> list[LearnerRow]:
    """Return the pupils of a class; nobody without one."""
    return node().store.learners(chosen.id) if chosen else []


def schools() -> list[tuple[str, str]]:
    """Return id and name of the services of this site."""
    return [(row.id, row.name) for row in node().store.schools()]


def first_school() -> str:
    """Return the service that a form starts with: none where there are several to choose from."""
    found = schools()
    return found[0][0] if len(found) == 1 else ""


def known_school(text: str) -> SchoolId:
    """Return the service that a form names.

    Raises:
        BadInput: It is none of this site.
    """
    for row in node().store.schools():
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
