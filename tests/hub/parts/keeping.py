"""Incidents with people's data."""

from collections.abc import Sequence

from hub.store import Store
from tests.hub.parts import Part


def examples(_store: Store) -> Sequence[str]:
    return ["/incidentes", "/incidentes/1", "/incidentes/2", "/incidentes/1/hoja", "/incidentes/2/hoja"]


PART = Part(
    who_may={
        "console.incidents": "OA",
        "console.open_incident": "OA",
        "console.incident": "OA",
        "console.write_incident": "OA",
        "console.incident_sheet": "OA",
    },
    examples=examples,
    names=(
        "Robaron la laptop de la escuela.",
        "Se dio de baja la laptop.",
        "A la dirección, por oficio.",
        "Apareció sellada.",
        "Se perdió un USB.",
        "A la UGEL.",
    ),
)
