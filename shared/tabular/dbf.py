"""dBase III tables, as the ministry publishes its Padrón: fixed columns in CP850, padded with spaces or zeros."""

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shared.errors import BadInput, BadRow
from shared.sentences import Sentence
from shared.tabular.assemble import Record, Records
from shared.tabular.text import likeliest

_VERSIONS = frozenset(b"\x03\x04\x05\x30\x31\x32\x43\x63\x83\x8b\x8c\xcb\xf5\xfb")
_DRIVERS = {0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x37: "cp850", 0x57: "cp1252", 0x58: "cp1252"}
_TYPES = frozenset("CNFDLMGBPIYT@O+0VWQ")
_NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_]{0,10}")
_PADDING = "\0 "
_SAMPLE = 4_194_304
_END, _DELETED = 0x0D, 0x2A


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    kind: str
    first: int
    end: int


def is_dbf(data: bytes) -> bool:
    """Tell whether *data* begins as a dBase table does."""
    if len(data) < 33 or data[0] not in _VERSIONS:
        return False
    _, header, size = struct.unpack_from("<IHH", data, 4)
    named = data[32] and 0 in data[33:43]
    return bool(named and header >= 33 and size >= 1 and data[2] <= 12 and data[3] <= 31)


def dbf_records(data: bytes, name: str) -> Records:
    """
    Return the records of a DBF that are not deleted; the first gives the names of its columns.

    Raises:
        BadInput: Its header is damaged, or it is shorter or longer than its header says.
    """
    count, header, size = struct.unpack_from("<IHH", data, 4)
    fields = _fields(data, header, size, name)
    whole = header + count * size
    if not whole <= len(data) < whole + max(size, 2):
        raise BadInput(
            "«%(name)s» está cortado o dañado: su cabecera dice %(count)s registros y trae %(found)s. Cópielo otra "
            "vez; no se importó nada.",
            name=name,
            count=count,
            found=max(len(data) - header, 0) // size,
        )
    encoding = _encoding(data[29], data[header : header + _SAMPLE])
    records = Records(iter(()), encoding)
    records.each = _each(memoryview(data)[header:whole], size, fields, records)
    if unread := [field.name for field in fields if field.kind not in _READERS]:
        words = "Columnas de notas o de otro tipo que no se leen: %(names)s."
        records.notes.append(Sentence(words, {"names": ", ".join(unread)}))
    return records


def _fields(data: bytes, header: int, size: int, name: str) -> Sequence[_Field]:
    fields = []
    first = 1
    for at in range(32, min(header, len(data)) - 1, 32):
        if data[at] == _END or at + 32 > len(data):
            break
        title, kind = _NAME.match(data[at : at + 11].split(b"\0")[0]), chr(data[at + 11])
        width = data[at + 16]
        if kind == "C" and data[0] in b"\x03\x83":
            width += 256 * data[at + 17]  # Clipper keeps the upper half of a long text's width there.
        if title is None or kind not in _TYPES:
            raise BadInput("«%(name)s» no es un DBF que se pueda leer: su cabecera está dañada.", name=name)
        fields.append(_Field(title[0].decode("ascii"), kind, first, first + width))
        first += width
    if not fields or first != size:
        raise BadInput("«%(name)s» no es un DBF que se pueda leer: su cabecera está dañada.", name=name)
    return fields


def _encoding(driver: int, sample: bytes) -> str:
    """The driver byte says it, unless the text says otherwise: tools copy the byte and not always the encoding."""
    told = _DRIVERS.get(driver, "cp850")
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError:
        return likeliest(sample, (told, "cp850", "cp1252"))
    return told if sample.isascii() else "utf-8"


def _each(body: memoryview, size: int, fields: Sequence[_Field], records: Records) -> Iterator[Record]:
    # A column that cannot be read is none: one that a reader needs is then told to be missing, and is not blank.
    yield 0, [field.name if field.kind in _READERS else f"{field.name} (no se lee)" for field in fields]
    encoding, deleted = records.encoding, 0
    plan = [(field.first, field.end, _READERS.get(field.kind, _nothing)) for field in fields]
    for number, at in enumerate(range(0, len(body), size), 1):
        raw = bytes(body[at : at + size])
        if raw[0] == _DELETED:
            deleted += 1
            continue
        if raw[0] not in b" \0":
            raise BadRow(number, "el registro no empieza donde debe: el archivo está dañado. Cópielo otra vez.")
        # In one byte per letter the whole record is decoded at once: the Padrón has eight million cells.
        text = raw.decode(encoding, "replace") if encoding != "utf-8" else ""
        cells = [
            text[first:end].strip(_PADDING) if text and read is _plain else read(raw[first:end])
            for first, end, read in plan
        ]
        if 0 in raw and any("\0" in cell for cell in cells):
            records.faults.append(BadRow(number, "trae bytes nulos dentro de un texto; revise ese registro."))
            continue
        yield number, cells
    if deleted:
        records.notes.append(Sentence("Registros marcados como borrados que no se leyeron: %(n)s.", {"n": deleted}))


def _plain(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").strip(_PADDING)


def _day(raw: bytes) -> str:
    text = raw.decode("ascii", "replace").strip(_PADDING)
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() else text


def _logical(raw: bytes) -> str:
    return {b"T": "sí", b"Y": "sí", b"S": "sí", b"F": "no", b"N": "no"}.get(raw[:1].upper(), "")


def _integer(raw: bytes) -> str:
    return str(int.from_bytes(raw, "little", signed=True))


def _double(raw: bytes) -> str:
    return f"{struct.unpack('<d', raw)[0]:.15g}" if len(raw) == 8 else ""


def _money(raw: bytes) -> str:
    return f"{int.from_bytes(raw, 'little', signed=True) / 10_000:.4f}"


def _moment(raw: bytes) -> str:
    """A Julian day and milliseconds; only the day says something of a school."""
    day = int.from_bytes(raw[:4], "little")
    if not 1_721_426 <= day <= 5_373_484:
        return ""
    return (date(1, 1, 1) + timedelta(days=day - 1_721_426)).isoformat()


def _nothing(_: bytes) -> str:
    return ""


_READERS: dict[str, Callable[[bytes], str]] = {
    "C": _plain, "N": _plain, "F": _plain, "D": _day, "L": _logical, "I": _integer, "+": _integer, "O": _double,
    "B": _double, "Y": _money, "T": _moment,
}  # fmt: skip
