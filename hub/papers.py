"""The papers of a plan as files: the cuadro de distribución as CSV and XLSX, the packing list of a depot as XLSX."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from sqlalchemy import select

from hub import kept_means, schema
from hub.cuadro import HEADER, Cuadro, Load, Stop, by_road, cuadro_of, matrix, rows, total
from hub.means import Means
from hub.store import Store
from shared import os_errors
from shared.errors import BadInput
from shared.ids import SiteId
from shared.tabular import spreadsheet
from shared.tabular.workbook import workbook

TOTAL = "TOTAL"
PECOSA_HEADER = ("pecosa", "almacen", "local", "escuelas", "recurso", "unidades", "peso_kg", "volumen_l")
PACKING_HEADER = (
    "parada", "ruta", "distrito", "local", "escuela", "pecosa", "recurso", "unidades", "peso_kg", "volumen_l",
    "contado",
)  # fmt: skip


def read_cuadro(store: Store, plan_id: str) -> Cuadro:
    """Return what a plan sends, with the PECOSA numbers that were given to it and the roads that it was drawn with."""
    return cuadro_of(
        store.plan_lines(plan_id),
        store.every_school(),
        store.catalogue(),
        _pecosas(store, plan_id),
        _zones(store, plan_id),
    )


def csv_of(cuadro: Cuadro) -> str:
    """Return the cuadro as CSV; the last row is its total."""
    load = cuadro.load
    last = ("", "", "", "", "", TOTAL, "", load.units, load.kg, load.litres, "")
    return spreadsheet(HEADER, [*rows(cuadro), last])


def xlsx_of(cuadro: Cuadro) -> bytes:
    """Return the cuadro as a workbook: schools by resources, line by line, and by PECOSA."""
    load = cuadro.load
    last = ("", "", "", "", "", TOTAL, "", load.units, load.kg, load.litres, "")
    return workbook(
        {
            "Cuadro": matrix(cuadro),
            "Detalle": (HEADER, [*rows(cuadro), last]),
            "PECOSA": (PECOSA_HEADER, _by_pecosa(cuadro)),
        }
    )


def packing_xlsx(cuadro: Cuadro, depot: str) -> bytes:
    """Return the packing list of a depot as a workbook: its stops in order, each with its sum, and the whole."""
    stops = cuadro.route(depot)
    load = total(item for stop in stops for item in stop.items)
    last = ("", "", "", "", "", "", TOTAL, load.units, load.kg, load.litres, "")
    packed = (row for _zone, own, load in by_road(stops) for row in _on_road(own, load))
    return workbook({"Empaque": (PACKING_HEADER, [*packed, last])})


def write(file: Path, cuadro: Cuadro) -> None:
    """
    Write the cuadro as what the name of *file* ends with, ``.csv`` or ``.xlsx``.

    Raises:
        BadInput: It ends otherwise, or cannot be written.
    """
    _put_as(file, {".csv": lambda: csv_of(cuadro).encode(), ".xlsx": lambda: xlsx_of(cuadro)})


def sheet(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Return a workbook of one sheet."""
    return workbook({title: (header, rows)})


def write_rows(file: Path, title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """
    Write a table as what the name of *file* ends with, ``.csv`` or ``.xlsx``.

    Raises:
        BadInput: It ends otherwise, or cannot be written.
    """
    _put_as(file, {".csv": lambda: spreadsheet(header, rows).encode(), ".xlsx": lambda: sheet(title, header, rows)})


def _put_as(file: Path, kinds: Mapping[str, Callable[[], bytes]]) -> None:
    made = kinds.get(file.suffix.lower())
    if made is None:
        raise BadInput("«%(file)s» no termina en .csv ni en .xlsx. Ponga uno de los dos y repita.", file=file)
    put(file, made())


def depot_told(cuadro: Cuadro, name: str | None) -> str:
    """
    Return the depot of that name, or the only one that sends anything.

    Raises:
        BadInput: There is no such depot, or several and none was named.
    """
    there = [depot for depot, _load, _sites in cuadro.depots()]
    if name is None and len(there) == 1:
        return there[0]
    if name is None or name not in there:
        raise BadInput("Diga con --depot de qué almacén: %(there)s.", there=", ".join(there) or "ninguno envía nada")
    return name


def put(file: Path, data: bytes) -> None:
    """
    Write a file.

    Raises:
        BadInput: It cannot be written.
    """
    try:
        file.write_bytes(data)
    except OSError as error:
        raise BadInput(
            "No se pudo escribir «%(file)s»: %(reason)s. Elija otra carpeta.", file=file, reason=os_errors.reason(error)
        ) from error


def _pecosas(store: Store, plan_id: str) -> dict[SiteId, str]:
    decided, sent = schema.decisions.c, schema.shipments.c
    query = select(sent.site, sent.pecosa).join(schema.decisions, decided.id == sent.decision)
    with store.read() as connection:
        found = connection.execute(query.where(decided.plan == plan_id))
        return {SiteId(row.site): row.pecosa for row in found}


def _zones(store: Store, plan_id: str) -> dict[SiteId, str]:
    """Return the road of each site: as the plan was drawn with it, or as it is known now."""
    drawn = msgspec.convert(store.plan(plan_id).inputs.get("means", {}), Means)
    return {road.site: road.zone for road in (*kept_means.standing(store).roads, *drawn.roads)}


def _by_pecosa(cuadro: Cuadro) -> Iterator[tuple[object, ...]]:
    for depot, _load, _sites in cuadro.depots():
        for stop in cuadro.route(depot):
            where = (stop.pecosa, depot, stop.site, ", ".join(stop.names))
            units: dict[str, list[int]] = {}
            for item in stop.items:
                sums = units.setdefault(item.called, [0, 0, 0])
                for at, figure in enumerate((item.load.units, item.load.weight_g, item.load.volume_ml)):
                    sums[at] += figure
            for called, (count, grams, millilitres) in units.items():
                yield (*where, called, count, grams / 1000 or "", millilitres / 1000 or "")
    load = cuadro.load
    yield (TOTAL, "", "", "", "", load.units, load.kg, load.litres)


def _on_road(stops: Sequence[Stop], load: Load) -> Iterator[tuple[object, ...]]:
    """Give the rows of the stops of one road, and what its trucks carry where the road is known."""
    yield from (row for stop in stops for row in _packed(stop))
    if zone := stops[0].zone:
        yield ("", zone, "", "", "suma de la ruta", "", "", load.units, load.kg, load.litres, "")


def _packed(stop: Stop) -> Iterator[tuple[object, ...]]:
    for item in stop.items:
        load = item.load
        yield (stop.number, stop.zone, stop.district, stop.site, item.name, stop.pecosa, item.called,
               load.units, load.kg or "", load.litres or "", "")  # fmt: skip
    load = stop.load
    yield (stop.number, stop.zone, "", stop.site, "suma de la parada", stop.pecosa, "",
           load.units, load.kg, load.litres, "")  # fmt: skip
