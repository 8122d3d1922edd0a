"""Points of districts from a file: GeoJSON, or a table with ubigeo, latitude and longitude."""

from pathlib import Path
from typing import Any

import msgspec

from hub.districts import Point
from hub.importers.cells import PERU_LAT, PERU_LON
from shared.errors import BadInput
from shared.tabular import Column, read_table
from shared.tabular.codes import UBIGEO, restored

MOST_BYTES = 32 * 1_048_576
_UBIGEO = Column("ubigeo", ("código ubigeo", "cod ubigeo", "iddist", "codgeo", "inei"), needed=True)
_LAT = Column("lat", ("latitud", "latitude", "y"), needed=True)
_LON = Column("lon", ("longitud", "longitude", "lng", "x"), needed=True)
_NAME = Column("name", ("distrito", "nombre", "nombdist"))
_CODES = ("ubigeo", "iddist", "codgeo", "cod_ubigeo")
_NAMES = ("name", "distrito", "nombdist", "nombre")


def read_points(file: Path) -> list[Point]:
    """
    Read the points of a file, each district once.

    Raises:
        BadInput: It is no such file, a place is not in Peru, or a district is there twice with other places.
    """
    found = _of_geojson(file) if file.suffix.casefold() in (".geojson", ".json") else _of_table(file)
    points: dict[str, Point] = {}
    for one in found:
        if points.setdefault(one.ubigeo, one) != one:
            raise BadInput(
                "El distrito «%(ubigeo)s» está dos veces con otro lugar. Deje uno y repita.", ubigeo=one.ubigeo
            )
    if not points:
        raise BadInput("«%(name)s» no trae ningún punto de distrito. Revise el archivo y repita.", name=file.name)
    return list(points.values())


def _of_table(file: Path) -> list[Point]:
    table = read_table(file, (_UBIGEO, _LAT, _LON, _NAME))
    for error in table.refused:
        raise error
    return [_point(row["ubigeo"], row["lat"], row["lon"], row["name"], f"línea {row.line}") for row in table.rows]


def _of_geojson(file: Path) -> list[Point]:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise BadInput("«%(name)s» es demasiado grande para puntos de distritos.", name=file.name)
        told = msgspec.json.decode(file.read_bytes())
        features = [one for one in told["features"] if one["geometry"]["type"] == "Point"]
        return [_of_feature(one, number) for number, one in enumerate(features, start=1)]
    except OSError as error:
        raise BadInput("No se puede leer «%(name)s». Revise la ruta y repita.", name=file.name) from error
    except (msgspec.DecodeError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise BadInput("«%(name)s» no es GeoJSON de puntos. Revise el archivo y repita.", name=file.name) from error


def _of_feature(feature: dict[str, Any], number: int) -> Point:
    told = {str(key).casefold(): str(value) for key, value in (feature.get("properties") or {}).items()}
    lon, lat = feature["geometry"]["coordinates"][:2]
    code = next((told[key] for key in _CODES if told.get(key)), str(feature.get("id") or ""))
    return _point(code, str(lat), str(lon), next((told[key] for key in _NAMES if told.get(key)), ""), f"punto {number}")


def _point(code: str, lat: str, lon: str, name: str, where: str) -> Point:
    try:
        ubigeo, at = restored(code, UBIGEO), (float(lat.replace(",", ".")), float(lon.replace(",", ".")))
    except (BadInput, ValueError):
        ubigeo, at = "", (0.0, 0.0)
    inside = PERU_LAT[0] <= at[0] <= PERU_LAT[1] and PERU_LON[0] <= at[1] <= PERU_LON[1]
    if not (len(ubigeo) == UBIGEO and inside):
        words = "El ubigeo o el lugar no puede ser (%(where)s). Escriba grados con decimales, como -13.15 y -74.22."
        raise BadInput(words, where=where)
    return Point(ubigeo=ubigeo, lat=at[0], lon=at[1], name=" ".join(name.split())[:80])
