"""Tables from outside: whatever encoding, delimiter and line ends they have, as rows with their line numbers."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.errors import BadInput, BadRow

MAX_BYTES = 256 * 1_048_576
MAX_COLUMNS = 512
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line of the file on which it ends (from 1; the header counts), and its cells by column name."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table read whole: a truncated or damaged file never gives half of itself."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    ended: bool
    """The last line has its line end: where it must have one, a file without it was cut short."""

    def require(self, names: Sequence[str]) -> None:
        """
        Check that the columns *names* are there.

        Raises:
            BadRow: One is missing; the message lists what the file has.
        """
        missing = [name for name in names if name not in self.columns]
        if missing:
            found = ", ".join(self.columns[:20])
            raise BadRow(
                1, "falta la columna %(missing)s. El archivo trae: %(found)s.", missing=", ".join(missing), found=found
            )


def read_table(path: Path, *, max_bytes: int = MAX_BYTES) -> Table:
    """
    Read a delimited file, plain or gzip, all of it before anything is returned.

    Raises:
        BadInput: It cannot be opened, is too large, is not text, or its compressed form is cut short.
        BadRow: A line has another number of cells than the header, or a quote is never closed.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= max_bytes else None
    except OSError as error:
        raise BadInput(
            "No se puede abrir «%(path)s»: %(reason)s. Revise la ruta y repita.", path=path, reason=error.strerror
        ) from error
    if data is None:
        raise BadInput(
            "«%(name)s» es demasiado grande (más de %(most_mb)s MB). Divídalo y repita.",
            name=path.name,
            most_mb=max_bytes // 1_048_576,
        )
    return parse_table(unzipped(data, path.name, max_bytes=max_bytes), path.name)


def unzipped(data: bytes, name: str = "el archivo", *, max_bytes: int = MAX_BYTES) -> bytes:
    """
    Return *data*, decompressed where it is gzip.

    Raises:
        BadInput: Cut short, damaged, or too large once decompressed.
    """
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            plain = file.read(max_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadInput("«%(name)s» está cortado o dañado. Cópielo otra vez; no se importó nada.", name=name) from error
    if len(plain) > max_bytes:
        raise BadInput("«%(name)s» es demasiado grande. Divídalo y repita.", name=name)
    return plain


def parse_table(data: bytes, name: str = "el archivo") -> Table:
    """
    Read a table from the bytes of a file.

    >>> table = parse_table("código;nombre\\r\\n0403691;Ñahuinpuquio\\r\\n".encode("latin-1"))
    >>> table.encoding, table.delimiter, table.rows[0].line, table.rows[0]["nombre"]
    ('cp1252', ';', 2, 'Ñahuinpuquio')

    Raises:
        BadInput: Empty, or not text.
        BadRow: See ``read_table``.
    """
    text, encoding = decode(data, name)
    delimiter = sniff_delimiter(text)
    lines = _records(text, delimiter)
    line, header = next(lines, (1, []))
    columns = tuple(cell.strip() for cell in header)
    if not any(columns):
        raise BadInput("«%(name)s» está vacío. Elija otro archivo.", name=name)
    twice = {column for column in columns if column and columns.count(column) > 1}
    if twice or len(columns) > MAX_COLUMNS:
        raise BadRow(line, "la cabecera repite columnas o trae demasiadas: %(twice)s", twice=", ".join(sorted(twice)))
    rows = []
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            raise BadRow(
                line,
                "tiene %(cells)s celdas y la cabecera %(columns)s. Puede que el archivo esté "
                "cortado: cópielo otra vez. No se importó nada.",
                cells=len(cells),
                columns=len(columns),
            )
        rows.append(Row(line, dict(zip(columns, cells, strict=True))))
    return Table(columns, tuple(rows), encoding, delimiter, text.endswith(("\n", "\r")))


def decode(data: bytes, name: str = "el archivo") -> tuple[str, str]:
    """
    Return the text of *data* and its encoding: UTF-8 or UTF-16 by mark, UTF-8 by trial, else Windows-1252.

    >>> decode("\\ufeffaño".encode())
    ('año', 'utf-8-sig')

    Raises:
        BadInput: It holds bytes that no text has.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data.startswith(b"\xef\xbb\xbf"):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise BadInput("«%(name)s» no es un archivo de texto, o está cortado. Guárdelo como CSV y repita.", name=name)


def sniff_delimiter(text: str) -> str:
    """
    Return the delimiter that the header uses most; a comma where it uses none.

    >>> sniff_delimiter("a;b,c;d\\n1;2;3")
    ';'
    """
    header = text.split("\n", 1)[0]
    outside = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give each record with the line on which it ends; strict, so that a quote left open is an error and not a row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadRow(
                reader.line_num,
                "no se puede leer (%(problem)s). Puede que el archivo esté cortado. No se importó nada.",
                problem=error,
            ) from error
        yield reader.line_num, cells
