"""Tables as offices save them: DBF, XLSX, ZIP and text, built in memory."""

import csv
import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook

PADRON = (
    ("CODINST", 8), ("COD_MOD", 7), ("ANEXO", 1), ("CODLOCAL", 6), ("CEN_EDU", 100), ("NIV_MOD", 2), ("D_NIV_MOD", 50),
    ("D_FORMA", 20), ("TIPSSEXO", 1), ("D_TIPSSEXO", 15), ("GESTION", 1), ("D_GESTION", 50), ("GES_DEP", 2),
    ("D_GES_DEP", 50), ("DIRECTOR", 90), ("TELEFONO", 40), ("EMAIL", 50), ("PAGWEB", 50), ("DIR_CEN", 200),
    ("LOCALIDAD", 80), ("CODCP_INEI", 10), ("CODCCPP", 6), ("CEN_POB", 100), ("AREA_CENSO", 5), ("DAREACENSO", 12),
    ("CODGEO", 6), ("D_DPTO", 15), ("D_PROV", 40), ("D_DIST", 60), ("D_REGION", 50), ("CODOOII", 6), ("D_DREUGEL", 60),
    ("NLAT_IE", 12), ("NLONG_IE", 12), ("TIPOPROG", 2), ("D_TIPOPROG", 30), ("COD_TUR", 2), ("D_COD_TUR", 30),
    ("NRORUC", 11), ("RZSOCIAL", 60), ("PROMOTOR", 60), ("ESTADO", 1), ("D_ESTADO", 12), ("FECHAREG", 10),
    ("FECHA_ACT", 10),
)  # fmt: skip
"""The columns of ``Padron_web.dbf`` with widths that make a record of its length."""
NUMERIC = {"NLAT_IE": 6, "NLONG_IE": 6}


def dbf(
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Mapping[str, str]],
    *,
    encoding: str = "cp850",
    driver: int = 2,
    pad: bytes = b" ",
    version: int = 3,
    deleted: Iterable[int] = (),
) -> bytes:
    """Return a dBase III table; *deleted* names records (from 0) that are marked so."""
    fields = b"".join(
        name.encode().ljust(11, b"\0")
        + (b"N" if name in NUMERIC else b"C")
        + bytes(4)
        + bytes([width, NUMERIC.get(name, 0)])
        + bytes(14)
        for name, width in columns
    )
    gone = set(deleted)
    records = [_record(columns, row, encoding, pad, at in gone) for at, row in enumerate(rows)]
    size = 1 + sum(width for _, width in columns)
    header = 32 + len(fields) + 1
    start = struct.pack("<4BIHH", version, 121, 8, 16, len(records), header, size) + bytes(17) + bytes([driver, 0, 0])
    return start + fields + b"\r" + b"".join(records) + b"\x1a"


def _record(
    columns: Sequence[tuple[str, int]], row: Mapping[str, str], encoding: str, pad: bytes, is_deleted: bool
) -> bytes:
    cells = []
    for name, width in columns:
        text = row.get(name, "").encode(encoding)[:width]
        cells.append(text.rjust(width) if name in NUMERIC else text.ljust(width, pad))
    return (b"*" if is_deleted else b" ") + b"".join(cells)


def xlsx(rows: Iterable[Sequence[object]], *, sheet: str = "Hoja1", merge: str = "") -> bytes:
    """Return a workbook of one sheet."""
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    if merge:
        book.active.merge_cells(merge)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of *files*."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return out.getvalue()


def text(rows: Iterable[Sequence[str]], delimiter: str = ";", *, end: str = "\r\n") -> str:
    """Return delimited text, quoted where it must be."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()
