"""What schools asked for, and what they were answered."""

from collections.abc import Sequence

from hub.store import Store
from tests.hub.parts import Part


def examples(_store: Store) -> Sequence[str]:
    return ["/pedidos", "/pedidos?estado=waits&q=quebrada", "/pedidos?q=nobody"]


PART = Part(
    who_may={"console.requests": "OAN", "console.requests_csv": "OAN", "console.answer_asked": "OA"},
    examples=examples,
    unseen=frozenset({"console.requests_csv"}),
    names=("Somos más este año.", "Llegan en mayo."),
)
