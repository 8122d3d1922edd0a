"""How well what was decided arrives."""

from collections.abc import Sequence

from hub.store import Store
from tests.hub.parts import Part


def examples(_store: Store) -> Sequence[str]:
    return ["/eficiencia", "/eficiencia?por=zone&ciclos=12", "/eficiencia?ciclos=nunca"]


PART = Part(
    who_may={"console.efficiency": "OAN", "console.efficiency_csv": "OAN"},
    examples=examples,
    unseen=frozenset({"console.efficiency_csv"}),
)
