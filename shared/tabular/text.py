"""Bytes to text: which encoding a file has, told from what Spanish looks like in it."""

import codecs
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from shared.errors import BadInput, BadRow
from shared.sentences import Sentence

_CHUNK = 1_048_576
_PIECES = 20_000
_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LETTERS = "áéíóúüñÁÉÍÓÚÜÑ"
_OPENING, _CLOSING, _ORDINAL, _HARMLESS = "¡¿«“‘", "»”’", "°ºª", "–—…·´€\xa0"
_PIECE = re.compile(rb"[\x20-\x7f]{0,2}[\x80-\xff]+[\x20-\x7f]?")
_PAIR = re.compile(rb"[\xc2-\xc5][\x80-\xbf]")
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f\x7f]")
TWICE = "Ã".encode()
LOST = "\ufffd".encode()
_LOST = re.compile(rb"\xef\xbf\xbd?")
_UNUSED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_NAMES = (
    (b"%PDF", Sentence("un PDF")),
    (b"\xd0\xcf\x11\xe0", Sentence("un libro de Excel antiguo (.xls) o protegido con clave")),
    (b"\x89PNG", Sentence("una imagen")),
    (b"\xff\xd8\xff", Sentence("una imagen")),
    (b"\0\0\0\x18ftyp", Sentence("una foto o un video")),
    (b"\0\0\0\x20ftyp", Sentence("una foto o un video")),
    (b"\0\0\0\x24ftyp", Sentence("una foto o un video")),
    (b"PAR1", Sentence("un archivo Parquet")),
    (b"SQLite format 3", Sentence("una base de datos")),
)
_PACKED = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_MARKUP = re.compile(rb"\s*<(!doctype html|html|table|meta|\?xml|head|body)", re.IGNORECASE)


def encoding_of(data: bytes, name: str) -> str:
    """
    Return the encoding of a text: by its mark, by its zeros, UTF-8 where it is that, else whichever reads as Spanish.

    >>> [encoding_of("Ñahuin, 3° A".encode(encoding), "x") for encoding in ("cp850", "cp1252", "utf-8", "utf-16-le")]
    ['cp850', 'cp1252', 'utf-8', 'utf-16-le']

    Raises:
        BadInput: It is no text.
        BadRow: It is UTF-8, damaged at that line.
    """
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return _proved(data, encoding, name)
    if wide := _wide(data[:4096]):
        return _proved(data, wide, name)
    refuse_binary(data, name)
    try:
        return _proved(data, "utf-8", name)
    except BadRow:
        if _mostly_lost(data):
            return "utf-8"
        pairs = sum(1 for _ in _PAIR.finditer(data))
        # Text in one byte per letter has almost no such pairs; UTF-8 with a damaged place has almost nothing else.
        if pairs and 2 * pairs >= 0.9 * sum(1 for _ in _HIGH.finditer(data)):
            raise
    # Windows-1252 leaves five bytes without a letter; its elder, Latin-1, none.
    western = "latin-1" if _UNUSED.search(data) else "cp1252"
    found = likeliest(data, (western, "cp850"))
    return "mac_roman" if _is_macs(data, western, found) else found


def _mostly_lost(data: bytes) -> bool:
    """Tell whether the letters are gone already: the mark for one that was not understood, written and cut again."""
    others = sum(1 for _ in _HIGH.finditer(_LOST.sub(b"", data)))
    return LOST in data and others <= 0.1 * data.count(LOST[:2])


def likeliest(data: bytes, encodings: Sequence[str]) -> str:
    """
    Return which of *encodings* makes the most plausible Spanish of *data*; the first of them where they tie.

    >>> likeliest("José Ú. Ibáñez".encode("cp1252"), ("cp850", "cp1252"))
    'cp1252'
    """
    return max(encodings, key=lambda encoding: _score_of(data, encoding))


def _score_of(data: bytes, encoding: str) -> float:
    pieces = [found[0] for found in islice(_PIECE.finditer(data), _PIECES)]
    return sum(map(_plausible, _decoded(pieces, encoding)))


def _is_macs(data: bytes, western: str, found: str) -> bool:
    """
    Tell whether only an old Macintosh can have written a text: elsewhere its letters are none, and there they are.

    A dash or an apostrophe of Windows is a letter there too, so that Windows must have failed altogether.
    """
    scores = {one: _score_of(data, one) for one in (western, found, "mac_roman")}
    return scores[western] < 0 and scores["mac_roman"] > 2 * max(scores[found], 0)


def refuse_binary(data: bytes, name: str) -> None:
    """
    Check that *data* may be text.

    Raises:
        BadInput: It is something else; the message says what, where that is known.
    """
    for start, what in _NAMES:
        if data.startswith(start):
            raise BadInput("«%(name)s» es %(what)s. Guárdelo como .xlsx o CSV y repita.", name=name, what=what)
    if data.startswith(_PACKED):
        raise BadInput("«%(name)s» está comprimido como RAR o 7z. Descomprímalo y repita.", name=name)
    if _MARKUP.match(data[:200]):
        raise BadInput(
            "«%(name)s» es una página web o XML, aunque su nombre diga otra cosa. Ábralo en Excel, guárdelo como .xlsx "
            "o CSV y repita.",
            name=name,
        )
    if sum(1 for _ in _CONTROL.finditer(data)) * 1000 > len(data):
        raise BadInput("«%(name)s» no es un archivo de texto, o está dañado. Guárdelo como CSV y repita.", name=name)


def line_of(data: bytes, at: int) -> int:
    """Return the line of the byte *at*."""
    return data.count(b"\n", 0, at) + 1


def read_once(text: str) -> str:
    """
    Return a text whose UTF-8 some program took for Windows-1252 and wrote again, as it was before.

    >>> read_once("NIÃ‘O JESÃšS"), read_once("NIÑO"), read_once("SÃO")
    ('NIÑO JESÚS', 'NIÑO', 'SÃO')
    """
    if "Ã" not in text:
        return text
    try:
        return b"".join(_western(one) for one in text).decode("utf-8")
    except UnicodeError:
        return text


def _western(letter: str) -> bytes:
    # What Windows-1252 leaves out came through as the control character of the same number.
    return letter.encode("latin-1" if "\x80" <= letter <= "\x9f" else "cp1252")


def _wide(start: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of Spanish text is zero."""
    half = len(start) // 2
    even, odd = start[::2].count(0), start[1::2].count(0)
    if half >= 4 and odd > 0.8 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if half >= 4 and even > 0.8 * half and odd < 0.1 * half else None


def _proved(data: bytes, encoding: str, name: str) -> str:
    """Decode it all, piece by piece: half a file must not become a table because its first half is sound."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    try:
        for at in range(0, len(data), _CHUNK):
            done = at
            decoder.decode(data[at : at + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise BadRow(
            line_of(data, done + error.start),
            "«%(name)s» trae bytes que no son texto: está cortado, dañado o mezcla dos codificaciones. Guárdelo otra "
            "vez como CSV UTF-8 y repita.",
            name=name,
        ) from error
    return encoding


def _decoded(pieces: Sequence[bytes], encoding: str) -> Iterator[str]:
    return (piece.decode(encoding, "replace") for piece in pieces)


def _plausible(piece: str) -> float:
    """Score the letters of a piece that are not ASCII, each by its neighbours."""
    return sum(
        _score(one, piece[max(at - 2, 0) : at], piece[at + 1 : at + 2])
        for at, one in enumerate(piece)
        if not one.isascii()
    )


def _score(one: str, before: str, after: str) -> float:
    last = before[-1:]
    if one in _LETTERS:
        if one.isupper():
            return -1 if last.islower() else 2
        shouting = last.isupper() and ((before[:1].isupper() and len(before) == 2) or after.isupper())
        return -1 if shouting or (after.isupper() and not last) else 2
    if one in _OPENING:
        return 1 if not last.isalnum() and (after.isalnum() or after in "¡¿«“") else -2
    if one == "’" and after.isalnum():
        return 0  # An apostrophe, or the í of a Macintosh.
    if one in _CLOSING:
        return 1 if last and not last.isspace() else -2
    if one in _ORDINAL:
        return 1 if last.isdigit() or last in ("N", "n", ".") else -1
    return 0 if one in _HARMLESS else -1 if one.isalpha() else -2
