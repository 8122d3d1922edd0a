"""Each kind of file is recognised by what it holds, whatever its columns are called."""

from pathlib import Path

import pytest

from hub.importers.kinds import IMPORTERS, Kind, recognise
from shared.errors import BadInput


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("COD_MOD;ANEXO;CEN_EDU;D_NIV_MOD", Kind.SCHOOLS),
        ("CODLOCAL;TALUMNO", Kind.SCHOOLS),
        ("UBIGEO;DISTRITO", Kind.SCHOOLS),
        ("Código de UGEL;IGED", Kind.SCHOOLS),
        ("Almacén;Recurso;Cantidad", Kind.SUPPLY),
        ("Ruta;Kg;Litros", Kind.ZONES),
        ("Código de local;Ruta;Costo del viaje", Kind.ROADS),
        ("Almacén;Monto", Kind.BUDGETS),
        ("Recurso;Costo unitario", Kind.COSTS),
        ("Ubigeo;Quintil;Fuente;Año", Kind.QUINTILES),
        ("Código modular;Anexo;Quintil", Kind.QUINTILES),
        ("CODLOCAL;MB libres", Kind.PACK_ROOMS),
        ("Recurso;Medida;DHIS2", Kind.DHIS2),
        ("Código modular;Anexo;UID DHIS2", Kind.DHIS2),
    ],
)
def test_a_table_is_recognised_by_its_headings(tmp_path: Path, head: str, kind: Kind) -> None:
    file = tmp_path / "x.csv"
    file.write_text(head + "\n" + ";".join("1" for _ in head.split(";")) + "\n", encoding="utf-8")

    assert recognise(file) is kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [('{"version": 2, "resources": []}', Kind.CATALOGUE), ('\ufeff{"version": 2, "terms": []}', Kind.CALENDAR)],
)
def test_a_json_is_recognised_by_what_it_holds(tmp_path: Path, text: str, kind: Kind) -> None:
    file = tmp_path / "x.json"
    file.write_text(text, encoding="utf-8")

    assert recognise(file) is kind


@pytest.mark.parametrize("text", ["nombre;nota\nLos Andes;1\n", '{"otra": 1}\n', "{roto\n"])
def test_what_is_none_of_them_asks_for_the_kind(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(BadInput, match="Elíjalo en «De qué es el archivo»"):
        recognise(file)


def test_every_kind_has_its_importer() -> None:
    assert set(IMPORTERS) == set(Kind)
