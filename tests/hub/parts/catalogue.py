"""The page of the catalogue, and the form of one resource."""

from collections.abc import Sequence

from hub.store import Store
from tests.hub.parts import Part
from tests.hub.regions import TABLET


def examples(store: Store) -> Sequence[str]:
    return ["/catalogo", f"/catalogo/{TABLET}"]


PART = Part(
    who_may={
        "console.catalogue": "OAN",
        "console.catalogue_file": "OAN",
        "console.resource": "A",
        "console.edit_resource": "A",
        "console.withdraw_resource": "A",
    },
    examples=examples,
    unseen=frozenset({"console.catalogue_file"}),
)
