"""What left the depots, one shipment a page."""

from collections.abc import Sequence

from hub.store import Store
from tests.hub.parts import Part


def examples(store: Store) -> Sequence[str]:
    ways = [f"/entregas/{one.pecosa}" for one in sorted(store.shipments(), key=lambda one: one.pecosa)]
    loads = ["/entregas/salidas", "/entregas/salidas?almacen=Huamanga", "/entregas/salidas?almacen=Otro"]
    return [*loads, *ways, f"{ways[0]}/hoja", f"{ways[-1]}/hoja"]


PART = Part(
    who_may={
        "console.shipment": "OAN",
        "console.dispatch_shipment": "OA",
        "console.close_shipment": "OA",
        "console.departures": "OA",
        "console.depart_together": "OA",
        "console.pecosa_sheet": "OAN",
    },
    examples=examples,
    names=("Camión AB-123", "Cambió el camión."),
)
