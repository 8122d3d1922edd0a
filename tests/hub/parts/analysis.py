"""What the region's data say: their quality, use, who got what, and use that is doubted."""

from collections.abc import Sequence

from hub.store import Store
from tests.hub.parts import Part


def examples(_store: Store) -> Sequence[str]:
    return ["/calidad", "/uso", "/uso?por=ugel&recurso=guia", "/equidad", "/uso-en-revision"]


PART = Part(
    who_may={
        "console.quality_page": "OAN",
        "console.quality_csv": "OAN",
        "console.used_page": "OAN",
        "console.used_csv": "OAN",
        "console.who_got_page": "OAN",
        "console.who_got_csv": "OAN",
        "console.doubts": "OAN",
        "console.doubts_csv": "OAN",
        "console.look_at_use": "AN",
    },
    examples=examples,
    unseen=frozenset({"console.quality_csv", "console.used_csv", "console.who_got_csv", "console.doubts_csv"}),
)
