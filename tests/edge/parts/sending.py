"""The road to the region: sending, and joining anew."""

from tests.edge.parts import Part

PART = Part(
    who_may={
        "sending.page": "C T I",
        "sending.send": "C I",
        "sending.carry": "C I",
        "sending.allow": "C I",
        "joining.page": "C I",
        "joining.look": "C I",
        "joining.confirm": "C I",
    },
    browsed=("/envio/", "/unir/"),
)
