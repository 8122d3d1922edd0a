"""What the depots have, and every movement that made it so."""

from collections.abc import Sequence

from hub.store import Store
from tests.hub.parts import Part


def examples(_store: Store) -> Sequence[str]:
    return ["/almacenes", "/almacenes?almacen=Huamanga"]


PART = Part(
    who_may={"console.depots": "OAN", "console.depots_csv": "OAN", "console.adjust_stock": "OA"},
    examples=examples,
    unseen=frozenset({"console.depots_csv"}),
    names=("Volvieron de una escuela.",),
)
