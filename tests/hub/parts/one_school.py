"""The page of one school, and those that are out of service."""

from collections.abc import Sequence

from hub import school_changes
from hub.region_rows import School
from hub.store import Store
from shared.acts import Actor
from shared.ids import SchoolId, SiteId
from tests.hub.office import schools
from tests.hub.parts import Part

GONE = School(id=SchoolId("0999190-0"), site=SiteId("999190"), name="Quebrada Chica", ugel="Huamanga")


def examples(store: Store) -> Sequence[str]:
    if GONE.id not in {one.id for one in store.every_school()}:
        store.put_schools([GONE])
        by = Actor("ana", "Administración")
        school_changes.close(store, GONE.id, schools()[0].id, why="Una sola escuela.", by=by)
    return [*(f"/escuelas/{one.id}" for one in (*schools()[:2], GONE)), "/escuelas/fuera"]


PART = Part(
    who_may={
        "console.school": "OAN",
        "console.closed_schools": "OAN",
        "console.correct_school": "A",
        "console.close_school": "A",
    },
    examples=examples,
    names=("Quebrada Chica", "Una sola escuela."),
)
