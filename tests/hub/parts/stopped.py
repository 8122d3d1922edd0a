"""What came and does not count."""

from collections.abc import Sequence

from hub.store import Store
from tests.hub.parts import Part


def examples(_store: Store) -> Sequence[str]:
    return ["/detenidos", "/detenidos?tipo=resource", "/detenidos?q=nobody", "/?detenido=si"]


PART = Part(
    who_may={"console.stopped_records": "OAN", "console.stopped_csv": "OAN"},
    examples=examples,
    unseen=frozenset({"console.stopped_csv"}),
    names=("un código demasiado largo. Se guarda aparte; avise a soporte.", "proyector"),
)
