"""What the fields of what the region keeps are called, and what of them was made up."""

from collections.abc import Mapping

from shared.notices import FIELD_NAMES
from shared.sentences import N_

NAMES: Mapping[str, str] = {
    **FIELD_NAMES,
    "id": N_("código"), "site": N_("local"), "management": N_("gestión"), "ubigeo": "ubigeo",
    "simulated": N_("datos inventados"), "units": N_("unidades"), "zone": N_("ruta"), "weight_g": N_("peso"),
    "volume_ml": N_("volumen"), "trip_cents": N_("costo del viaje"), "cents": N_("monto"), "resource": N_("recurso"),
    "depot": N_("almacén"), "place": N_("lugar"), "quintile": N_("quintil"), "source": N_("fuente"), "year": N_("año"),
    "free_mb": N_("MB libres"), "sync_mb": N_("MB por la línea"), "kind": N_("clase"), "icon": N_("dibujo"),
    "unit": N_("unidad"), "lot": N_("lote"), "value": N_("valor"), "kit_without_power": N_("equipo sin energía"),
    "language": N_("lengua"), "variety": N_("variedad"), "area": N_("área"), "grades": N_("grados"),
    "contents": N_("contenidos"), "after": N_("va después de"), "requires_power": N_("necesita energía"),
    "requires_coverage": N_("necesita cobertura"), "requires_internet": N_("necesita internet"),
    "requires_storage_mb": N_("MB que ocupa"), "requires_android": N_("versión de Android"),
    "requires_memory_mb": N_("MB de memoria"), "requires_levels": N_("niveles"),
    "requires_languages": N_("lenguas de la escuela"),
    "version": N_("versión"), "first": N_("primer día"), "last": N_("último día"), "day_off": N_("sin clases"),
    "superseded_by": N_("se juntó con"),
    "closed": N_("cerró el"),
    "dhis2": "DHIS2",
}  # fmt: skip
_MADE_UP: Mapping[str, str] = {
    "students": N_("matrícula"), "power": N_("energía eléctrica"), "coverage": N_("cobertura"),
    "internet": N_("internet"), "rurality": N_("ruralidad"), "languages": N_("lenguas"), "level": N_("nivel"),
    "quintile": N_("quintil de pobreza"),
}  # fmt: skip


def made_up(field: str) -> str:
    """
    Return what a kind of made-up data is called; of one that this version does not know, as it was written.

    >>> made_up("students"), made_up("altitude_m"), made_up("colour")
    ('matrícula', 'altitud en m', 'colour')
    """
    return _MADE_UP.get(field) or NAMES.get(field, field)
