"""The fields of what the region keeps, in words: what they are called, and what their values say."""

from collections.abc import Mapping
from datetime import date

from hub.console.schools import POWERS
from hub.field_names import NAMES, made_up
from shared.differing import Fate, FieldChange, RowChange
from shared.resources import Power, ResourceKind
from shared.web import N_
from shared.web import gettext as _
from shared.web.formats import day, number

FATES: Mapping[Fate, tuple[str, str, str]] = {
    Fate.NEW: ("ok", "plus", N_("Nueva")),
    Fate.CHANGED: ("queue", "pen", N_("Cambia")),
    Fate.GONE: ("err", "err", N_("Se quita")),
    Fate.ABSENT: ("off", "info", N_("No está en el archivo; sigue")),
}
"""Tone, icon and words."""
KINDS: Mapping[str, str] = {
    ResourceKind.REUSABLE: N_("Se presta"),
    ResourceKind.CONSUMABLE: N_("Se consume"),
    ResourceKind.PACK: N_("Paquete digital"),
}
"""How need of a resource is counted."""
_SHOWN = 8
_NOTHING = (None, "", (), 0, False)
_UNITS: Mapping[str, tuple[int, str, str]] = {
    "cents": (100, "S/", "S/ {:,.2f}"),
    "trip_cents": (100, "S/", "S/ {:,.2f}"),
    "weight_g": (1000, "kg", "{:,g} kg"),
    "volume_ml": (1000, "L", "{:,g} L"),
}
"""How many of a field make one of the unit in which it is told, the unit, and how a page writes it."""
_OURS = ("simulated", "power", "kind")
"""Fields whose values are words of ours, in the language of the page."""
_LEFT: Mapping[str, str] = {"units": N_("sin existencias")}
"""Fields of which a row that goes says what it had, and what is left."""
_DEGREES = ("lat", "lon")
_PLAIN = ("year", "version", "ubigeo", *_DEGREES)


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
        case str() | tuple() | list() if field == "simulated":
            kinds = value.split() if isinstance(value, str) else map(str, value)
            return ", ".join(_(made_up(kind)) for kind in kinds)
        case str() if field == "power" and value in list(Power):
            return _(POWERS[Power(value)])
        case date():
            return day(value)
        case int() | float() if field in _UNITS:
            per, _unit, written = _UNITS[field]
            return written.format(int(value) / per)
        case float() if field in _DEGREES:
            # A metre is five decimals of a degree.
            return f"{value:.5f}".rstrip("0").rstrip(".")
        case int() | float() if field not in _PLAIN:
            return number(value) if isinstance(value, int) else f"{value:g}"
        case str() if field == "kind" and value in KINDS:
            return _(KINDS[value])
        case tuple() | list():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def cells_of(field: FieldChange) -> tuple[object, ...]:
    """Return a field as a spreadsheet has it: its name and unit, and what it was and is; a number is one there."""
    per, unit, _written = _UNITS.get(field.name, (1, "", ""))
    named = f"{name_of(field.name)} ({unit})" if unit else name_of(field.name)
    return named, _cell(field.name, field.before, per), _left(field) or _cell(field.name, field.after, per)


def _cell(field: str, value: object, per: int) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value_of(field, value)
    return value if per == 1 else value / per


def _left(field: FieldChange) -> str:
    """Return what is left of a field that says nothing any more; empty where nothing is said of it."""
    return _(_LEFT[field.name]) if field.after is None and field.name in _LEFT else ""


def tongue_of(field: str, value: object) -> str:
    """Return the language of what ``value_of`` says, empty where it is that of the page."""
    return "" if field in _OURS or isinstance(value, bool) else "es"


def change_told(one: RowChange) -> dict[str, object]:
    """Return a row of the difference as a page shows it."""
    tone, icon, words = FATES[one.fate]
    fields = [field for field in one.fields if _is_shown(one, field)]
    shown = [_field(one.fate, field) for field in fields[:_SHOWN]]
    return {
        "tone": tone,
        "icon": icon,
        "words": _(words),
        "key": one.key,
        "label": one.label,
        "fields": shown,
        "more": len(fields) - len(shown),
    }


def _is_shown(one: RowChange, field: FieldChange) -> bool:
    if one.fate is Fate.GONE:
        return bool(_left(field))
    return one.fate is Fate.CHANGED or _says(one, field)


def _says(one: RowChange, field: FieldChange) -> bool:
    return field.after not in _NOTHING and str(field.after) not in (one.key, one.label)


def _field(fate: Fate, field: FieldChange) -> tuple[str, str, str, str]:
    before = value_of(field.name, field.before) if fate in (Fate.CHANGED, Fate.GONE) else ""
    if left := _left(field):
        return name_of(field.name), before, left, ""
    return name_of(field.name), before, value_of(field.name, field.after), tongue_of(field.name, field.after)
