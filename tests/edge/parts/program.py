"""The program itself: its version, and a newer one from a stick."""

from tests.edge.parts import Part

PART = Part(
    who_may={"program.page": "C I", "program.begin": "C I", "program.seen": "C I"},
    browsed=("/programa/",),
)
