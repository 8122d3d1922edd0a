"""Delimited text: which character parts its cells, and its records with their lines."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from shared.errors import BadRow
from shared.sentences import N_, Sentence
from shared.tabular.assemble import Record, Records
from shared.tabular.text import LOST, TWICE, encoding_of, read_once

_DELIMITERS = ",;\t|"
_SAMPLE = 65_536
_LOOKED_AT = 60
_TOLD = re.compile(r"sep=(.)\r?$", re.IGNORECASE)
_IN_UTF8 = re.compile(rb"\xc3[\x80-\xbf]")
"""A letter of Spanish in UTF-8; in Windows-1252 it is two that never meet."""
Quoting = Literal[0, 3]
"""``csv.QUOTE_MINIMAL`` or ``csv.QUOTE_NONE``."""
_CUT = (
    "no se puede leer: una comilla quedó abierta o mal puesta, o una celda es demasiado larga. Puede que el archivo "
    "esté cortado. No se importó nada."
)


def text_records(data: bytes, name: str) -> Records:
    """
    Return the records of a delimited text in whatever encoding.

    Raises:
        BadInput: It is no text.
    """
    data = data.rstrip(b"\x1a")
    encoding = encoding_of(data, name)
    lines = _lines(data, encoding)
    sample = lines.read(_SAMPLE)
    told = _TOLD.match(sample.split("\n", 1)[0])
    delimiter = told[1] if told else sniff_delimiter(sample)
    if (
        not told
        and sample.lstrip("\ufeff").startswith('"')
        and not any(_regularity(sample, one)[1] for one in _DELIMITERS)
    ):
        inner = _unwrapped(data, encoding)
        if inner is not None:
            return text_records(inner, name)
    quoting = _quoting(data, encoding, delimiter)
    records = Records(iter(()), encoding, delimiter, _ended(data), ragged=True)
    each = _read(_lines(data, encoding), delimiter, quoting)
    each = islice(each, 1, None) if told else each
    if b"\0" in data and not encoding.startswith("utf-16"):
        each = _unpadded(each, records)
    if encoding.startswith("utf-8") and TWICE in data:
        words = N_("Las tildes estaban escritas dos veces («Ã‘» por «Ñ»): se repusieron. Filas: %(rows)s.")
        each = _once(each, records, words)
    if encoding in ("cp1252", "latin-1") and _IN_UTF8.search(data):
        words = N_("El archivo mezcla dos codificaciones: se leyó cada celda en la suya. Filas en UTF-8: %(rows)s.")
        each = _once(each, records, words)
    records.each = _noted(each, records) if encoding == "utf-8" and LOST in data else each
    return records


def sniff_delimiter(text: str) -> str:
    """
    Return the delimiter that parts most lines into equally many cells; a comma where none does.

    >>> sniff_delimiter("a;b,c;d\\n1;2;3"), sniff_delimiter("Al 31/12, provisional\\nlat;lon\\n1,5;2,5\\n1,5;2,5")
    (';', ';')
    """
    return max(_DELIMITERS, key=lambda one: _regularity(text, one))


def _regularity(text: str, delimiter: str) -> tuple[float, int]:
    """The share of records that have the commonest number of cells, and that number."""
    widths: list[int] = []
    faults = 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        widths.extend(len(cells) for cells in islice(reader, _LOOKED_AT) if cells)
    except csv.Error as error:
        faults = 2 if "expected after" in str(error) else 1
    wide = Counter(width for width in widths if width > 1).most_common(1)
    return (wide[0][1] / len(widths) / faults, wide[0][0]) if wide else (0.0, 0)


def _unwrapped(data: bytes, encoding: str) -> bytes | None:
    """Return the lines of a file that was saved twice, each of them quoted whole; None where they hold no cells."""
    try:
        rows = list(csv.reader(_lines(data, encoding), strict=True))
    except csv.Error:
        return None
    text = "\r\n".join(row[0] for row in rows if len(row) == 1)
    return f"{text}\r\n".encode() if _parts(text[:_SAMPLE]) and all(len(row) <= 1 for row in rows) else None


def _parts(text: str) -> bool:
    """Tell whether any delimiter makes several cells of a line."""
    return any(_regularity(text, one)[1] for one in _DELIMITERS)


def _lines(data: bytes, encoding: str) -> io.TextIOWrapper:
    # What is replaced here was lost before: anything else that is no text was refused with its encoding.
    return io.TextIOWrapper(io.BytesIO(data), encoding=encoding, errors="replace", newline="")


def _ended(data: bytes) -> bool:
    return bytes(data[-4:]).replace(b"\0", b"").endswith((b"\n", b"\r"))


def _quoting(data: bytes, encoding: str, delimiter: str) -> Quoting:
    """
    Tell whether a quote means one. Some offices write names in quotes and quote nothing: there each line parts into
    as many cells as any other without minding quotes, while read with them it does not parse.
    """
    if b'"' not in data:
        return csv.QUOTE_MINIMAL
    try:
        for _ in csv.reader(_lines(data, encoding), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        plain = csv.reader(_lines(data, encoding), delimiter=delimiter, quoting=csv.QUOTE_NONE)
        if "expected after" in str(error) and len({len(cells) for cells in plain if cells}) == 1:
            return csv.QUOTE_NONE
    return csv.QUOTE_MINIMAL


def _read(lines: io.TextIOWrapper, delimiter: str, quoting: Quoting) -> Iterator[Record]:
    """Give each record with the line on which it ends; strict, so that a quote left open is an error and not a row."""
    reader = csv.reader(lines, delimiter=delimiter, quoting=quoting, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadRow(reader.line_num, _CUT) from error
        yield reader.line_num, cells


def _unpadded(each: Iterator[Record], records: Records) -> Iterator[Record]:
    """
    Take off the zeros that pad cells, as in a table that was once a DBF.

    Raises:
        BadRow: A line of nothing else: what a power cut left, and no text.
    """
    padded = 0
    for line, cells in each:
        if any("\0" in cell for cell in cells):
            cells = [cell.strip("\0") for cell in cells]
            padded += 1
            if not any(cells):
                raise BadRow(line, "son solo bytes nulos: el archivo está dañado. Cópielo otra vez.")
            if any("\0" in cell for cell in cells):
                records.faults.append(BadRow(line, "trae bytes nulos dentro de un texto; revise esa línea."))
                continue
        yield line, cells
    words = "Se quitaron bytes nulos de relleno. Filas: %(rows)s."
    records.notes.extend([Sentence(words, {"rows": padded})] if padded else [])


def _noted(each: Iterator[Record], records: Records) -> Iterator[Record]:
    spoilt = 0
    for line, cells in each:
        spoilt += any("\ufffd" in cell for cell in cells)
        yield line, cells
    words = "Hay letras que ya se habían perdido antes de publicar el archivo (se ven como �). Filas: %(rows)s."
    records.notes.append(Sentence(words, {"rows": spoilt}))


def _once(each: Iterator[Record], records: Records, words: str) -> Iterator[Record]:
    mended = 0
    for line, cells in each:
        read = [read_once(cell) for cell in cells]
        mended += read != list(cells)
        yield line, read
    if mended:
        records.notes.append(Sentence(words, {"rows": mended}))
