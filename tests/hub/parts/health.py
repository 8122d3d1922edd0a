"""How the region does: what must be attended to, and each part."""

from collections.abc import Sequence

from hub.store import Store
from tests.hub.parts import Part


def examples(_store: Store) -> Sequence[str]:
    return ["/salud", "/salud?p=2"]


PART = Part(
    who_may={"console.health": "OAN", "console.support_file": "OA", "console.see_alarm": "OA"},
    examples=examples,
    unseen=frozenset({"console.support_file"}),
    names=("SQLite", "PostgreSQL"),
)
