"""The tables for other programs."""

from collections.abc import Sequence

from hub import dhis2_names
from hub.dhis2_names import Names
from hub.store import Store
from tests.hub.parts import Part


def examples(store: Store) -> Sequence[str]:
    first = store.schools()[0].id
    dhis2_names.keep(store, Names(elements={"guia": {"units": "fbfJHSPpUQD"}}, units={first: "DiszpKrYNg8"}))
    return ["/exportar"]


PART = Part(
    who_may={"console.exports": "OAN", "console.export_file": "OAN", "console.export_dhis2": "OAN"},
    examples=examples,
    unseen=frozenset({"console.export_file", "console.export_dhis2"}),
    names=("DHIS2", "Parquet"),
)
