"""A list of devices kept in a spreadsheet: one per line, by serial and resource."""

from collections.abc import Sequence
from datetime import date

from edge.importers.draft import Draft, FactIn, Kind
from edge.importers.headings import all_there, headings_of
from edge.importers.naming import ResourceNames
from edge.importers.place import Place
from shared.devices import Key, serial_of
from shared.errors import BadInput, BadRow
from shared.facts import Device
from shared.ids import ResourceId
from shared.occurred import Occurred
from shared.resources import ResourceKind
from shared.sentences import Sentence
from shared.tabular import Column, Row, Table, check_day_first
from shared.tabular import day as day_written

SOURCE = "list"
"""The source that lists of devices and of loans are claimed by."""
MOST = 40
SERIAL = Column(
    "serial",
    ("serie", "número de serie", "n° de serie", "nro de serie", "nro. serie", "n° serie", "código de barras"),
    needed=True,
)
RESOURCE = ("recurso", "equipo", "tipo de equipo", "bien")
COLUMNS = (
    SERIAL,
    Column("resource", RESOURCE, needed=True),
    Column("maker", ("marca y modelo", "marca", "modelo")),
    Column("android", ("android", "versión de android")),
    Column("storage_gb", ("espacio en GB", "espacio", "almacenamiento", "GB")),
    Column("memory_gb", ("memoria en GB", "memoria", "RAM")),
    Column("origin", ("de dónde vino", "origen", "procedencia", "programa")),
    Column("day", ("fecha", "visto el", "fecha de registro")),
)


def is_devices(table: Table) -> bool:
    """Tell whether these are the columns of a list of devices."""
    return all_there(table, COLUMNS)


def read_devices(table: Table, place: Place) -> Draft:
    """
    Read a list of devices; what each cell leaves blank is not told.

    Raises:
        BadInput: There is no catalogue yet; or no day, and no clock to tell one.
        BadRow: A column is missing, or there twice.
    """
    names = headings_of(table, COLUMNS)
    check_catalogue(place)
    notes = check_day_first((row[names["day"]] for row in table.rows), "fecha") if "day" in names else []
    resources, facts, refused = ResourceNames(place.resources), list[FactIn](), list(table.refused)
    first: dict[Key, int] = {}
    for row in table.rows:
        row = Row(row.line, {name: row[names[name]].strip() for name in names})
        try:
            fact = _device(row, resources, place)
            at = first.setdefault((fact.resource, fact.serial), row.line)
            if at != row.line:
                raise BadRow(row.line, "esta serie ya está en la línea %(line)s. Deje una sola.", line=at)
            facts.append(
                FactIn(row.line, fact, day_of(row, "day", place), "\t".join(map(str, ("device", *_said(fact)))))
            )
        except BadRow as error:
            refused.append(error)
    stays = Sentence("Se registran como equipos que ya estaban en la escuela: la cantidad que hay no cambia.")
    count = len(table.rows) + len(table.refused)
    return Draft(Kind.DEVICES, count, tuple(facts), refused=tuple(refused), notes=(*table.notes, *notes, stays))


def check_catalogue(place: Place) -> None:
    """
    Check that there is a catalogue to tell resources by.

    Raises:
        BadInput: There is none.
    """
    if not place.resources:
        raise BadInput("Todavía no llegó el catálogo de la región: envíe o lleve el USB una vez, y repita.")


def serial_in(row: Row) -> str:
    """
    Return the serial of a row.

    Raises:
        BadRow: It has none, or a spreadsheet made a number of it.
    """
    serial = serial_of(row["serial"])
    if not serial:
        raise BadRow(row.line, "falta la serie.")
    if len(serial) > MOST or "/" in serial or not serial.isprintable():
        raise BadRow(row.line, "eso no parece una serie: son hasta 40 letras y números.")
    if "E+" in serial and serial.replace(".", "").replace(",", "").replace("E+", "").isdigit():
        raise BadRow(
            row.line, "la serie perdió cifras en la hoja de cálculo. Dé formato de texto a la columna y repita."
        )
    return serial


def day_of(row: Row, column: str, place: Place) -> Occurred:
    """
    Return the day that a row tells, today where it tells none.

    Raises:
        BadInput: Nobody knows which day it is today.
        BadRow: It is no day, or one that has not come.
    """
    try:
        day = day_written(row[column])
    except BadInput as error:
        raise BadRow(row.line, error) from error
    if day is None and place.today is None:
        raise BadInput(
            "El reloj de la laptop no está bien: ponga la columna «fecha» con el día de cada fila, y repita."
        )
    found: date | None = day or place.today
    assert found is not None
    if place.today is not None and found > place.today:
        raise BadRow(row.line, "el día «%(day)s» todavía no llega.", day=row[column][:30])
    return Occurred.on(found, SOURCE)


def resource_in(row: Row, resources: ResourceNames, place: Place) -> ResourceId:
    """
    Return the resource that a row names, one that is lent and comes back.

    Raises:
        BadRow: It is none.
    """
    resource = resources.find(row.line, row["resource"])
    kinds = {one.id: one.kind for one in place.resources}
    if kinds[resource] is not ResourceKind.REUSABLE:
        raise BadRow(row.line, "«%(name)s» no es un equipo que se presta y vuelve.", name=row["resource"][:60])
    return resource


def _device(row: Row, resources: ResourceNames, place: Place) -> Device:
    resource = resource_in(row, resources, place)
    android = _whole(row, "android", 1)
    if android is not None and not 1 <= android <= 99:
        raise BadRow(row.line, "«%(text)s» no es una versión de Android.", text=row["android"][:20])
    return Device(
        resource=resource,
        serial=serial_in(row),
        maker=row["maker"][:80] or None,
        android=android,
        storage_mb=_whole(row, "storage_gb", 1000),
        memory_mb=_whole(row, "memory_gb", 1000),
        origin=row["origin"][:200],
    )


def _whole(row: Row, column: str, times: int) -> int | None:
    """Return the number of a cell, so many times over: of gigabytes a decimal is fine."""
    text = row[column].casefold().removesuffix("gb").strip().replace(",", ".")
    if not text:
        return None
    try:
        value = float(text) * times
    except ValueError:
        value = -1.0
    if not 0 <= value < 2**31 or value != int(value):
        raise BadRow(row.line, "«%(text)s» no es una cantidad.", text=row[column][:20])
    return int(value)


def _said(fact: Device) -> Sequence[object]:
    return fact.resource, fact.serial, fact.maker, fact.android, fact.storage_mb, fact.memory_mb, fact.origin
