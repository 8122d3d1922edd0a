"""The fields of what the region keeps, in words: what they are called, and what their values say."""

from collections.abc import Callable, Mapping
from datetime import date

from shared.differing import Fate, FieldChange, RowChange
from shared.web import N_
from shared.web import gettext as _
from shared.web.formats import day, number

NAMES: Mapping[str, str] = {
    "id": N_("código"), "site": N_("local"), "name": N_("nombre"), "ugel": "UGEL", "level": N_("nivel"),
    "management": N_("gestión"), "rurality": N_("ruralidad"), "district": N_("distrito"), "ubigeo": "ubigeo",
    "students": N_("estudiantes"), "power": N_("energía"), "coverage": N_("cobertura"), "internet": "internet",
    "languages": N_("lenguas"), "altitude_m": N_("altitud en m"), "lat": N_("latitud"), "lon": N_("longitud"),
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
    "superseded_by": N_("se juntó con"), "closed": N_("cerró el"), "superseded_why": N_("motivo"),
}  # fmt: skip
FATES: Mapping[Fate, tuple[str, str, str]] = {
    Fate.NEW: ("ok", "plus", N_("Nueva")),
    Fate.CHANGED: ("queue", "pen", N_("Cambia")),
    Fate.GONE: ("err", "err", N_("Se quita")),
    Fate.ABSENT: ("off", "info", N_("No está en el archivo; sigue")),
}
"""Tone, icon and words."""
_SHOWN = 8
_NOTHING = (None, "", (), 0, False)
_UNITS: Mapping[str, Callable[[int], str]] = {
    "cents": lambda n: f"S/ {n / 100:,.2f}",
    "trip_cents": lambda n: f"S/ {n / 100:,.2f}",
    "weight_g": lambda n: f"{n / 1000:,g} kg",
    "volume_ml": lambda n: f"{n / 1000:,g} L",
}
_PLAIN = ("year", "version", "ubigeo", "lat", "lon")


def name_of(field: str) -> str:
    """Return what a field is called."""
    return _(NAMES[field]) if field in NAMES else field


def value_of(field: str, value: object) -> str:
    """Return what a field says."""
    match value:
        case bool():
            return _("sí") if value else _("no")
        case None | "" | ():
            return "—"
        case date():
            return day(value)
        case int() | float() if field in _UNITS:
            return _UNITS[field](int(value))
        case int() | float() if field not in _PLAIN:
            return number(value) if isinstance(value, int) else f"{value:g}"
        case tuple() | list():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def change_told(one: RowChange) -> dict[str, object]:
    """Return a row of the difference as a page shows it."""
    tone, icon, words = FATES[one.fate]
    fields = [field for field in one.fields if one.fate is Fate.CHANGED or _says(one, field)]
    shown = [_field(one.fate, field) for field in fields[:_SHOWN]] if one.fate is not Fate.GONE else []
    return {
        "tone": tone,
        "icon": icon,
        "words": _(words),
        "key": one.key,
        "label": one.label,
        "fields": shown,
        "more": len(fields) - len(shown) if shown else 0,
    }


def _says(one: RowChange, field: FieldChange) -> bool:
    return field.after not in _NOTHING and str(field.after) not in (one.key, one.label)


def _field(fate: Fate, field: FieldChange) -> tuple[str, str, str]:
    before = value_of(field.name, field.before) if fate is Fate.CHANGED else ""
    return name_of(field.name), before, value_of(field.name, field.after)
