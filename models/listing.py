"""Schools for a simulated region: real ones from the ministry's listing, or made up; enrolment and power always are."""

import csv
import gzip
import io
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.region import School
from shared.errors import BadInput
from shared.ids import school_id, site_id
from shared.resources import Power

COLUMNS = (
    "cod_mod", "anexo", "nombre", "ubigeo", "departamento", "provincia", "distrito", "codooii", "ugel",
    "centro_poblado", "cod_centro_poblado_med", "codlocal", "direccion", "nivel", "gestion", "altitud_m",
    "fuente_coordenadas", "lat", "lon", "fuente_archivo", "ubigeo_derivado", "cp_cercano", "cp_cercano_tipo",
    "cp_cercano_km",
)  # fmt: skip
"""Of the ministry's listing, as re-published."""
SIMULATED = ("students", "power", "coverage", "rurality", "languages", "simulated")
"""Columns of ours: what no public listing says; ``simulated`` names those that were made up."""
_LEVELS = ("Primaria", "Secundaria")
_POWER = (Power.GRID, Power.SOLAR, Power.NONE)


def real_schools(file: Path, ugel: str, count: int, seed: int) -> list[School]:
    """
    Return *count* public primary and secondary schools of one UGEL, drawn from the ministry's listing.

    Raises:
        BadInput: The file cannot be read, lacks a column, or has no such school.
    """
    try:
        raw = file.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise BadInput(
            "No se puede leer %(file)s: %(error)s. Indique el listado de servicios en CSV.", file=file, error=error
        ) from error
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows or any(name not in rows[0] for name in ("cod_mod", "ugel", "nivel", "gestion", "codlocal")):
        raise BadInput("A %(file)s le faltan columnas (cod_mod, ugel, nivel, gestion, codlocal).", file=file)
    wanted = [
        row
        for row in rows
        if row["ugel"].strip().upper() == ugel.upper()
        and row["gestion"].startswith("Públ")
        and row["nivel"].strip() in _LEVELS
        and row["codlocal"].strip()
    ]
    if not wanted:
        raise BadInput(
            "%(file)s no tiene escuelas públicas de primaria o secundaria de la UGEL «%(ugel)s».", file=file, ugel=ugel
        )
    rng = np.random.default_rng(seed)
    drawn = rng.permutation(len(wanted))[:count]
    return [_school({**dict.fromkeys(COLUMNS, ""), **wanted[at]}, rng) for at in sorted(drawn)]


def made_up_schools(count: int, seed: int) -> list[School]:
    """
    Return *count* invented schools, one to a site; their codes start with 99, which the ministry does not use.

    >>> [school.id for school in made_up_schools(2, seed=1)]
    ['9900001-0', '9900002-0']
    """
    rng = np.random.default_rng(seed)
    return [_school(_row(number, rng), rng) for number in range(1, count + 1)]


def _row(number: int, rng: np.random.Generator) -> dict[str, str]:
    return {
        **dict.fromkeys(COLUMNS, ""),
        "cod_mod": f"99{number:05d}",
        "anexo": "0",
        "nombre": f"Escuela simulada {number}",
        "ubigeo": "059999",
        "departamento": "SIMULADO",
        "provincia": "SIMULADA",
        "distrito": f"SIMULADO {1 + number % 8}",
        "codooii": "059999",
        "ugel": "SIMULADA",
        "codlocal": f"99{number:04d}",
        "nivel": _LEVELS[int(rng.random() < 0.3)],
        "gestion": "Pública - Sector Educación",
        "altitud_m": f"{rng.integers(2200, 4300)}.0",
        "lat": f"{-13.2 + rng.normal(0, 0.3):.6f}",
        "lon": f"{-74.2 + rng.normal(0, 0.3):.6f}",
        "cp_cercano_tipo": "R",
    }


def _school(row: dict[str, str], rng: np.random.Generator) -> School:
    rural = row["cp_cercano_tipo"] != "U"
    students = int(np.clip(rng.lognormal(4.0 if rural else 5.2, 0.6), 12, 500))
    power = str(rng.choice([p.value for p in _POWER], p=[0.6, 0.2, 0.2] if rural else [0.97, 0.02, 0.01]))
    coverage = str(rng.choice(["si", "no"], p=[0.55, 0.45] if rural else [0.97, 0.03]))
    languages = "es quy" if rng.random() < (0.5 if rural else 0.05) else "es"
    rurality = f"Rural {1 + int(rng.integers(3))}" if rural else "Urbana"
    school = school_id(row["cod_mod"], row["anexo"])
    made_up = {"students": str(students), "power": power, "coverage": coverage, "rurality": rurality}
    made_up["languages"] = languages
    return School(
        id=school,
        site=site_id(row["codlocal"], school),
        name=row["nombre"],
        level=row["nivel"],
        students=students,
        power=power,
        coverage=coverage,
        rurality=rurality,
        listing={**row, **made_up, "simulated": " ".join(made_up)},
    )


def write_listing(schools: Sequence[School], file: Path) -> None:
    """Write the schools in the columns of the ministry's listing, then ours."""
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, [*COLUMNS, *SIMULATED], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(school.listing for school in schools)
