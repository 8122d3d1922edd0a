"""The laptop itself: how it is, its copies, its repair, what support may see."""

from tests.edge.parts import Part

PART = Part(
    who_may=dict.fromkeys(
        (
            *("care.page", "care.copy", "backups.page", "backups.copy", "repairs.page", "repairs.act"),
            *("support.page", "support.download"),
        ),
        "C I",
    ),
    browsed=("/equipo/", "/equipo/copia/", "/equipo/reparar/", "/equipo/soporte/"),
)
