"""What a plan sends beside how many pupils a school has today: the plan keeps no enrolment of its own."""

from collections.abc import Collection, Iterable

from hub.console.plan_index import Entry
from hub.pupils import is_beyond
from hub.region_rows import School
from shared.ids import ResourceId, SchoolId
from shared.resources import Catalogue


def beyond(
    entries: Iterable[Entry], catalogue: Catalogue, schools: Iterable[School], untold: Collection[SchoolId] = ()
) -> frozenset[tuple[SchoolId, ResourceId]]:
    """Return the lines that send more than one unit for each pupil; of schools that are *untold* none is named."""
    known = catalogue.by_id()
    students = {one.id: one.students for one in schools if one.id not in untold}
    return frozenset(
        (one.school, one.resource)
        for one in entries
        if is_beyond(one.units, known.get(one.resource), students.get(one.school))
    )
