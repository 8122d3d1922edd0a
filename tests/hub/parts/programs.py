"""The tokens of other programs."""

from collections.abc import Sequence

from hub import access
from hub.store import Store
from tests.hub.parts import Part


def examples(store: Store) -> Sequence[str]:
    newest = next(one for one in access.programs(store) if one.ended is None)
    return ["/claves", "/claves?ver=todo", f"/claves/{newest.number}/retirar"]


PART = Part(
    who_may={
        "console.programs": "A",
        "console.give_token": "A",
        "console.confirm_end_token": "A",
        "console.end_token": "A",
    },
    examples=examples,
    names=("Prometheus", "DHIS2"),
)
