"""Real schools keep their codes; a listing that cannot be used says why."""

from pathlib import Path

import pytest

from models.listing import made_up_schools, real_schools, write_listing
from shared.errors import BadInput

HEADER = "cod_mod,anexo,nombre,ugel,codlocal,nivel,gestion,cp_cercano_tipo"


def _listing(tmp_path: Path, *rows: str) -> Path:
    file = tmp_path / "listing.csv"
    file.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8-sig")
    return file


def test_codes_keep_their_leading_zeros(tmp_path: Path) -> None:
    file = _listing(tmp_path, "0403691,0,38001,HUAMANGA,074294,Primaria,Pública - Sector Educación,R")

    (school,) = real_schools(file, "huamanga", 5, seed=1)

    assert (school.id, school.site) == ("0403691-0", "074294")


def test_private_schools_and_other_levels_are_left_out(tmp_path: Path) -> None:
    private = "0000001,0,A,HUAMANGA,000001,Primaria,Privada - Particular,R"
    kinder = "0000002,0,B,HUAMANGA,000002,Inicial - Jardín,Pública - Sector Educación,R"

    with pytest.raises(BadInput, match="HUAMANGA"):
        real_schools(_listing(tmp_path, private, kinder), "HUAMANGA", 5, seed=1)


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")

    with pytest.raises(BadInput, match="columnas"):
        real_schools(tmp_path / "x.csv", "HUAMANGA", 5, seed=1)


def test_a_truncated_gzip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv.gz").write_bytes(b"\x1f\x8b\x08\x00cut")

    with pytest.raises(BadInput, match="No se puede leer"):
        real_schools(tmp_path / "x.csv.gz", "HUAMANGA", 5, seed=1)


def test_what_was_written_can_be_read_again(tmp_path: Path) -> None:
    schools = made_up_schools(5, seed=3)
    write_listing(schools, tmp_path / "s.csv")

    again = real_schools(tmp_path / "s.csv", "SIMULADA", 9, seed=1)

    assert [school.id for school in again] == [school.id for school in schools]
