"""The register of devices, what is lent, counted and lost."""

from edge.store import Store
from tests.edge.parts import Part
from tests.edge.views.school import TABLET

SERIAL = "HGA1-4X"


def _canary(store: Store) -> tuple[str, ...]:
    """A guardian takes a tablet home, with all that its paper says."""
    return ()


PART = Part(
    who_may={
        "devices.page": "C I",
        "devices.device": "C I",
        "devices.tell": "C I",
        "devices.add": "C",
        "devices.save": "C",
    },
    words={"serial": SERIAL},
    with_values=("/equipos/?serie=ZZ9", f"/equipos/{TABLET}/{SERIAL}", "/equipos/?lugar=lent"),
    names=(SERIAL, "ZZ9"),
    browsed=("/equipos/", "/equipos/nuevo"),
    canary=_canary,
)
