"""Real schools, from the ministry's files: their codes, UGELs and pupils are kept, and the instance can be divided."""

from pathlib import Path

import pandas as pd
import pytest

from hub.allocation.files import read_instance
from hub.allocation.solve import divide
from hub.allocation.writing import write_instance
from hub.real_country import generate_from
from shared.errors import BadInput

LISTING = (
    "cod_mod,anexo,nombre,ubigeo,distrito,ugel,codlocal,nivel,gestion\n"
    "0403691,0,38077,050101,AYACUCHO,HUAMANGA,074294,Primaria,Pública de gestión directa\n"
    "0403692,0,Los Andes,050101,AYACUCHO,HUAMANGA,074295,Inicial - Jardín,Pública de gestión directa\n"
    "0403693,0,Liceo,050101,AYACUCHO,HUAMANGA,074296,Primaria,Privada - Particular\n"
)


def test_real_schools_are_kept_as_they_are_and_private_ones_left_out(tmp_path: Path) -> None:
    (tmp_path / "listing.csv").write_text(LISTING, encoding="utf-8")
    (tmp_path / "counts.csv").write_text("CODLOCAL,TALUMNO\n074294,57\n", encoding="utf-8")

    schools = generate_from([tmp_path / "listing.csv", tmp_path / "counts.csv"], 7).tables["schools"]

    assert schools["school_id"].tolist() == ["0403691-0", "0403692-0"]
    assert schools["site"].tolist() == ["074294", "074295"]
    assert schools["enrolment"][0] == 57
    assert schools["level"].tolist() == ["Primaria", "Inicial - Jardín"]


def test_a_file_without_schools_is_refused(tmp_path: Path) -> None:
    (tmp_path / "listing.csv").write_text(LISTING.splitlines()[0] + "\n" + LISTING.splitlines()[3], encoding="utf-8")

    with pytest.raises(BadInput, match="escuelas públicas"):
        generate_from([tmp_path / "listing.csv"], 7)


def test_the_ministry_s_own_files_become_an_instance(real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "schools"
    drawn = generate_from([folder / "escale_ayacucho_tacna.csv.gz", folder / "mtc_locales_alumnos_2025.csv"], 7)
    write_instance(tmp_path, drawn.tables, drawn.settings)

    read = read_instance(tmp_path)
    answer = divide(read.instance.changed(alpha=0.0))

    listed = pd.read_csv(folder / "escale_ayacucho_tacna.csv.gz", dtype=str)
    codes = set(listed["cod_mod"].str.zfill(7) + "-" + listed["anexo"])
    assert len(read.instance.schools) > 2_000
    assert set(read.instance.schools.id) <= codes
    assert answer.gap_pct < 1
