"""A file to a table, by what it holds and not by what it is called."""

from collections.abc import Sequence
from pathlib import Path

from shared import os_errors
from shared.errors import BadInput
from shared.tabular.archive import MAX_BYTES, is_gzip, is_zip, only_table, unzipped
from shared.tabular.assemble import Records, assemble
from shared.tabular.dbf import dbf_records, is_dbf
from shared.tabular.delimited import text_records
from shared.tabular.page import page_records
from shared.tabular.table import Column, Table
from shared.tabular.xlsx import is_workbook, xlsx_records


def read_table(path: Path, columns: Sequence[Column] = (), *, max_bytes: int = MAX_BYTES) -> Table:
    """
    Read a file whole: CSV and the like in any encoding, DBF, XLSX, a page's table, or a gzip or ZIP that holds one.

    With *columns* only those are kept, under our names, and the header is found by them. ``refused`` of the table
    lists lines that do not fit the header: they are not among its rows.

    Raises:
        BadInput: It cannot be opened, is too large, is no table, or is cut short or damaged.
        BadRow: The same, where a line can be named; or a needed column is missing.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= max_bytes else None
    except OSError as error:
        raise BadInput(
            "No se puede abrir «%(path)s»: %(why)s. Revise la ruta y repita.", path=path, why=os_errors.reason(error)
        ) from error
    if data is None:
        raise BadInput(
            "«%(name)s» es demasiado grande (más de %(most)s MB). Divídalo y repita.",
            name=path.name,
            most=max_bytes // 1_048_576,
        )
    return parse_table(data, path.name, columns, max_bytes=max_bytes)


def parse_table(
    data: bytes, name: str = "el archivo", columns: Sequence[Column] = (), *, max_bytes: int = MAX_BYTES
) -> Table:
    """
    Read a table from the bytes of a file (see ``read_table``).

    >>> table = parse_table("código;nombre\\r\\n0403691;Ñahuinpuquio\\r\\n".encode("latin-1"))
    >>> table.encoding, table.delimiter, table.rows[0].line, table.rows[0]["nombre"]
    ('cp1252', ';', 2, 'Ñahuinpuquio')

    Raises:
        BadInput: See ``read_table``.
        BadRow: See ``read_table``.
    """
    return assemble(_records(data, name, columns, max_bytes), columns, name)


def _records(data: bytes, name: str, columns: Sequence[Column], max_bytes: int) -> Records:
    data = unzipped(data, name, max_bytes=max_bytes)
    if is_zip(data) and not is_workbook(data, name, max_bytes=max_bytes):
        name, data = only_table(data, name, max_bytes=max_bytes)
        data = unzipped(data, name, max_bytes=max_bytes)
    if is_zip(data) and is_workbook(data, name, max_bytes=max_bytes):
        return xlsx_records(data, name, columns)
    if is_zip(data) or is_gzip(data):
        raise BadInput("«%(name)s» está comprimido más de una vez. Descomprímalo y repita.", name=name)
    if is_dbf(data):
        return dbf_records(data, name)
    return page_records(data, name, columns) or text_records(data, name)
