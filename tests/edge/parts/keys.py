"""The key to the names, and how it is opened."""

from tests.edge.parts import Part

PART = Part(
    who_may={"unlocking.page": "C T I", "unlocking.unlock": "C T I"},
    browsed=("/nombres/",),
)
