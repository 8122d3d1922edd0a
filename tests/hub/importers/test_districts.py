"""Points of districts are read from GeoJSON or a table, and a place that cannot be is refused with where it stands."""

from pathlib import Path

import pytest

from hub.districts import Point
from hub.importers.districts import read_points
from shared.errors import BadInput

GOOD = (
    '{"features":[{"geometry":{"type":"Point","coordinates":[%s]},"properties":{"UBIGEO":"%s","NOMBDIST":"Huanta"}}]}'
)


def written(folder: Path, text: str, name: str = "d.geojson") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_table_says_ubigeo_latitude_and_longitude_whatever_a_spreadsheet_made_of_them(tmp_path: Path) -> None:
    file = written(tmp_path, "Ubigeo;Distrito;Latitud;Longitud\n50101;Ayacucho;-13,16;-74,22\n", "d.csv")

    assert read_points(file) == [Point(ubigeo="050101", lat=-13.16, lon=-74.22, name="Ayacucho")]


def test_a_feature_names_its_ubigeo_as_offices_do(tmp_path: Path) -> None:
    assert read_points(written(tmp_path, GOOD % ("-74.25, -12.93, 2600", "050401"))) == [
        Point(ubigeo="050401", lat=-12.93, lon=-74.25, name="Huanta")
    ]


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        (GOOD % ("-12.93, -74.25", "050401"), "d.geojson", "punto 1"),
        (GOOD % ("-74.25, -12.93", "Huanta"), "d.geojson", "punto 1"),
        ('{"features":[]}', "d.geojson", "ningún punto"),
        ('{"features":7}', "d.geojson", "no es GeoJSON"),
        ("hola", "d.json", "no es GeoJSON"),
        ("ubigeo,lat,lon\n050101,-13,-74\n050101,-13.5,-74\n", "d.csv", "dos veces"),
        ("ubigeo,lat,lon\n050101,norte,-74\n", "d.csv", "línea 2"),
    ],
)
def test_what_cannot_be_is_refused_with_where_it_stands(tmp_path: Path, text: str, name: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_points(written(tmp_path, text, name))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No se puede leer"):
        read_points(tmp_path / "no.geojson")
