"""The laptop's history, staff accounts, duty, and how long data is kept."""

from tests.edge.parts import Part

PART = Part(
    who_may={"audit.page": "C"},
    with_values=("/escuela/historial/?antes=2",),
    browsed=("/escuela/historial/",),
)
