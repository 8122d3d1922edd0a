"""Content packs: taking them in, what a device can open, and what pupils open."""

from tests.edge.parts import Part

PART = Part(
    who_may=dict.fromkeys(("packs.page", "packs.add", "packs.check", "packs.drop"), "C I"),
    browsed=("/paquetes/",),
)
