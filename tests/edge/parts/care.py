"""The laptop itself: how it is, its copies."""

from tests.edge.parts import Part

PART = Part(
    who_may={"care.page": "C I", "care.copy": "C I", "backups.page": "C I", "backups.copy": "C I"},
    browsed=("/equipo/", "/equipo/copia/"),
)
