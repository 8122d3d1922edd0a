"""What schools did not accept, and what became of it."""

from collections.abc import Sequence

from hub.store import Store
from tests.hub.parts import Part


def examples(_store: Store) -> Sequence[str]:
    return ["/entregas/diferencias", "/entregas/diferencias?estado=resuelta", "/entregas/diferencias?q=nobody"]


PART = Part(
    who_may={
        "console.differences": "OAN",
        "console.differences_csv": "OAN",
        "console.solve_difference": "OA",
        "console.undo_difference": "OA",
    },
    examples=examples,
    unseen=frozenset({"console.differences_csv"}),
    names=("Cayó al río.", "Apareció en la UGEL.", "Lo trajo el camión."),
)
