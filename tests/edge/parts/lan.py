"""The school's network: addresses, door and poster."""

from tests.edge.parts import Part

PART = Part(
    who_may={"lan.page": "C I", "lan.switch": "C I", "lan.poster": "C I", "lan.printed": "C I"},
    browsed=("/red/", "/red/afiche"),
)
