"""Units beside pupils: of which resources one is enough for each, and when more are sent."""

from shared.resources import Resource, ResourceKind

_ONE_EACH = ("ejemplar", "equipo")
"""Units of the catalogue that one pupil has in hand; of what is counted in boxes, cases or lines it is not known."""


def is_for_one(resource: Resource) -> bool:
    """
    Tell whether a unit is for one pupil, by what the catalogue says: a copy, a device, or what is of some grades.

    >>> from shared.ids import ResourceId
    >>> [is_for_one(Resource(id=ResourceId("a"), name="a", kind=ResourceKind.CONSUMABLE, unit=unit, grades=grades))
    ...  for unit, grades in (("ejemplar", ()), ("unidad", (5,)), ("caja", ()))]
    [True, True, False]
    """
    return resource.kind is not ResourceKind.PACK and (resource.unit in _ONE_EACH or bool(resource.grades))


def is_beyond(units: int, resource: Resource | None, students: int | None) -> bool:
    """Tell whether so many units are more than one for each pupil; of how many nobody said, they are not."""
    return resource is not None and students is not None and units > students and is_for_one(resource)
