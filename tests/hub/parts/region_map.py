"""The map of the region."""

from collections.abc import Sequence

from hub.store import Store
from tests.hub.parts import Part


def examples(_store: Store) -> Sequence[str]:
    return ["/?distrito=0501"]


PART = Part(
    who_may={"console.districts_geojson": "OAN"},
    examples=examples,
    unseen=frozenset({"console.districts_geojson"}),
)
