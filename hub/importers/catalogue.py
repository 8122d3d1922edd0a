"""Catalogues and calendars: read from JSON, kept as versions, broadcast to every node."""

import codecs
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import msgspec

from hub.named_files import read_named
from hub.release import broadcast_calendar, broadcast_catalogue
from hub.store import Store
from hub.ugel_calendars import days_of, with_other_years
from shared.differing import Fate, differences
from shared.errors import BadIdentifier, BadInput
from shared.ids import ResourceId, resource_id
from shared.imported import Imported, outcome
from shared.json_faults import fault
from shared.resources import Catalogue, Resource, read_catalogue
from shared.school_year import SchoolCalendar, week_of
from shared.sentences import N_, Sentence

_SHOWN, MAX_NAME = 80, 200
MAX_LOT, MAX_SIZE = 100_000, 10_000_000
MAX_VALUE = 1_000_000_000
"""In millionths: a thousand times the usual worth."""
_ORDER = N_("Los bloques del calendario deben ir en orden y sin cruzarse. Corrija el archivo y repita.")

DEFAULT_CATALOGUE = Path(__file__).resolve().parents[1] / "data" / "catalogue.json"


def import_catalogue(store: Store, file: Path = DEFAULT_CATALOGUE, *, dry_run: bool = False) -> Imported:
    """
    Read a catalogue and broadcast it. A resource that left is only offered no more: its id is never used again.

    Raises:
        BadInput: Not a catalogue, one that no plan can be drawn with, an id that changed its kind, or a version that is
            not newer.
    """
    return take_catalogue(store, read_catalogue(_text_of(file)), dry_run=dry_run)


def take_catalogue(store: Store, catalogue: Catalogue, *, dry_run: bool = False) -> Imported:
    """
    Broadcast a catalogue as the newest version, as ``import_catalogue`` does with that of a file.

    Raises:
        BadInput: No plan can be drawn with it, an id changed its kind, or its version is not newer.
    """
    before = _known(store)
    old = {one.id: one for one in before.resources}
    _check_amounts(catalogue, old)
    turned = [one.id for one in catalogue.resources if one.id in old and one.kind is not old[one.id].kind]
    if turned:
        raise BadInput(
            "Un recurso no cambia de clase: %(turned)s. Use otro código para el nuevo.", turned=", ".join(turned)
        )
    changes = differences(_resources(before.resources), _resources(catalogue.resources), "name")
    added, changed = (sum(one.fate is fate for one in changes) for fate in (Fate.NEW, Fate.CHANGED))
    # What is in force, downloaded and taken back as it is, has no newer version and needs none.
    if catalogue != before:
        broadcast_catalogue(store, catalogue, dry_run=dry_run)
    done = outcome((), good=1, dry_run=dry_run, accept=False)
    return Imported(len(catalogue.resources), added, changed, outcome=done, changes=changes)


def _resources(resources: Iterable[Resource]) -> dict[str, dict[str, object]]:
    return {one.id: fields_of(one) for one in resources}


def fields_of(one: Resource) -> dict[str, object]:
    """
    Return a resource as plain fields, what it requires among them.

    >>> from shared.resources import ResourceKind
    >>> found = fields_of(Resource(id=ResourceId("guia"), name="guías", kind=ResourceKind.CONSUMABLE, lot=10))
    >>> found["lot"], found["requires_power"], found["kit_without_power"]
    (10, False, ())
    """
    asks = {f"requires_{name}": value for name, value in msgspec.structs.asdict(one.requires).items()}
    parts = tuple(f"{part.units_per_unit} {part.resource}" for part in one.kit_without_power)
    own = {name: value for name, value in msgspec.structs.asdict(one).items() if name not in ("id", "requires")}
    contents = tuple(f"{each.id} {each.name}" for each in one.contents)
    return {**own, "kind": one.kind.value, "kit_without_power": parts, "contents": contents, **asks}


def import_calendar(store: Store, file: Path, *, dry_run: bool = False) -> Imported:
    """
    Read a school calendar and broadcast it. The years that the file does not name stay as they are known.

    Raises:
        BadInput: Not a calendar, terms that overlap or last into another year, or a version that is not newer.
    """
    told = read_calendar(_text_of(file), file.name)
    if not told.terms:
        raise BadInput(_ORDER)
    before = store.calendar()
    calendar = with_other_years(told, before)
    broadcast_calendar(store, calendar, dry_run=dry_run)
    done = outcome((), good=1, dry_run=dry_run, accept=False)
    changes = differences(days_of(before), days_of(calendar))
    return Imported(1, 0, int(calendar != before), notes=_weeks_told(told), outcome=done, changes=changes)


def read_calendar(text: bytes, name: str) -> SchoolCalendar:
    """
    Read a school calendar from JSON; *name* is that of its file. One with days without classes alone adds to another.

    Raises:
        BadInput: Not a calendar, nothing in it, or terms that overlap or last into another year.
    """
    try:
        told = msgspec.json.decode(text.removeprefix(codecs.BOM_UTF8), type=SchoolCalendar)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise BadInput(
            "«%(file)s» no se puede leer como calendario: %(problem)s. Escríbalo como el ejemplo de "
            "docs/region.md (version, source, terms con first y last, days_off; días como 2027-03-15) y repita. Nada "
            "se guardó.",
            file=name,
            problem=fault(error, text),
        ) from error
    ends = [day for term in told.terms for day in (term.first, term.last)]
    if not (ends or told.days_off) or ends != sorted(ends):
        raise BadInput(_ORDER)
    if any(term.first.year != term.last.year for term in told.terms):
        raise BadInput("Un bloque del calendario termina en otro año. Corrija sus días y repita.")
    return told


def _weeks_told(told: SchoolCalendar) -> tuple[Sentence, ...]:
    """Say how long each year is: what a file leaves out of a year that it names has no classes."""
    weeks = Counter(term.first.year for term in told.terms for _ in range(week_of(term.first), week_of(term.last) + 1))
    words = (
        "Año %(year)s: %(n)s semanas con clases; las demás quedan sin clases. Si falta un bloque, complete el archivo "
        "y repita."
    )
    return tuple(Sentence(words, {"year": str(year), "n": n}) for year, n in weeks.items())


def _check_amounts(catalogue: Catalogue, old: Collection[ResourceId]) -> None:
    """
    Refuse now what would stop the plan of a night: an amount out of bounds, a kit within a kit, no name.

    Of what is not *old* also a code that no school could record.
    """
    known = catalogue.by_id()
    wrong = [
        one.id[:_SHOWN] or "«»"
        for one in catalogue.resources
        if not _serves(one, known) or not (one.id in old or _is_id(one.id))
    ]
    if wrong:
        raise BadInput(
            "El catálogo trae recursos que no sirven para repartir: %(wrong)s. Cada uno lleva nombre, y un código de "
            "hasta 64 minúsculas (de la a a la z), cifras y «.», «_», «:», «-», con que las escuelas lo anotan; el "
            "lote y las partes de un equipo van de 1 a %(lot)s, el valor de 0 a %(value)s, peso, volumen y megabytes "
            "de 0 a %(size)s. Una parte no lleva otra parte. Corrija el archivo y repita.",
            wrong=", ".join(wrong),
            lot=MAX_LOT,
            value=MAX_VALUE,
            size=MAX_SIZE,
        )


def _serves(one: Resource, known: Mapping[ResourceId, Resource]) -> bool:
    named = 0 < len(one.id) <= _SHOWN and 0 < len(one.name.strip()) <= MAX_NAME
    amounts = 1 <= one.lot <= MAX_LOT and 0 <= one.value <= MAX_VALUE
    of_one = (one.weight_g, one.volume_ml, one.sync_mb, one.requires.storage_mb, one.requires.memory_mb)
    sizes = all(0 <= size <= MAX_SIZE for size in (*of_one, one.requires.android))
    parts = all(
        1 <= part.units_per_unit <= MAX_LOT and not known[part.resource].kit_without_power
        for part in one.kit_without_power
    )
    return named and amounts and sizes and parts


def _is_id(text: str) -> bool:
    try:
        return resource_id(text) == text
    except BadIdentifier:
        return False


def _known(store: Store) -> Catalogue:
    with store.read() as connection:
        newest = store.newest_version(connection, "catalogue")
    return Catalogue(0, ()) if newest is None else read_catalogue(newest[1])


def _text_of(file: Path) -> bytes:
    # Notepad marks its files so, and JSON knows no such mark.
    return read_named(file).removeprefix(codecs.BOM_UTF8)
