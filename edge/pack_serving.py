"""A file of a pack as an answer, whole or the part that is asked for; a slow phone holds no thread of the server."""

import io
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import quote

from werkzeug.http import parse_range_header
from werkzeug.wrappers import Request, Response
from werkzeug.wsgi import FileWrapper

from shared.packs import OTHER, PackFile, shown

_PIECE = 65_536
_NOT_CHANGED, _PART, _NO_SUCH_PART = 304, 206, 416


@dataclass(frozen=True, slots=True)
class Part:
    """What of a file goes out: from which byte, and how many."""

    status: int
    first: int
    length: int


def part_of(size: int, asked: str, condition: str, tag: str) -> Part:
    """
    Return what a request gets of a file of *size* bytes.

    Args:
        asked: The ``Range`` header; what is none, or several parts, is answered with the whole file, as RFC 9110 lets.
        condition: The ``If-Range`` header; a part only of the very file of before.
        tag: The file's own tag, as headers write it.

    >>> part_of(10, "bytes=4-", "", '"a"'), part_of(10, "bytes=10-", "", '"a"').status
    (Part(status=206, first=4, length=6), 416)
    >>> part_of(10, "bytes=4-", '"b"', '"a"').status, part_of(10, "bytes=0-1,4-5", "", '"a"').length
    (200, 10)
    """
    found = parse_range_header(asked) if asked else None
    if found is None or found.units != "bytes" or len(found.ranges) != 1 or (condition and condition.strip() != tag):
        return Part(200, 0, size)
    span = found.range_for_length(size)
    if span is None:
        return Part(_NO_SUCH_PART, 0, 0)
    return Part(_PART, span[0], span[1] - span[0])


class Slice(io.RawIOBase):
    """Some bytes of a file, as a file: whoever reads it, even a server that asks for its end, sees no others."""

    def __init__(self, file: BinaryIO, first: int, length: int) -> None:
        super().__init__()
        self._file = file
        self._first = first
        self._length = length
        self._at = 0

    def readable(self) -> bool:
        """Tell that it is read."""
        return True

    def seekable(self) -> bool:
        """Tell that it is sought in."""
        return True

    def tell(self) -> int:
        """Return the place, from the first byte of the slice."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place within the slice; see ``io.IOBase.seek``."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        self._at = min(max(base + offset, 0), self._length)
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        """Return up to *size* bytes, and none at the end of the slice."""
        left = self._length - self._at
        wanted = left if size is None or size < 0 else min(size, left)
        self._file.seek(self._first + self._at)
        data = self._file.read(wanted)
        self._at += len(data)
        return data

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def _named(file: PackFile) -> str:
    """Return the end of a header that says under which name a file is kept, also to what knows no accents."""
    name = shown(file.name) + PurePosixPath(file.path).suffix
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join("_" if letter in '"\\/' else letter for letter in plain)
    accented = f"; filename*=UTF-8''{quote(name, safe='')}" if name != plain else ""
    return f'; filename="{plain}"{accented}'


def answer(request: Request, file: PackFile, path: Path, *, download: bool) -> Response:
    """
    Return the answer with a file of a pack, or with the part of it that *request* asks for.

    It is given to the server as a file: waitress sends it from the loop that looks after all connections, so that
    thirty phones that download slowly take none of the few threads that make pages.
    """
    tag = f'"{file.sha256}"'
    part = part_of(file.size, request.headers.get("Range", ""), request.headers.get("If-Range", ""), tag)
    inline = file.opens and not download
    response = Response(status=part.status, mimetype=file.mime if file.opens else OTHER)
    response.headers["ETag"] = tag
    response.headers["Accept-Ranges"] = "bytes"
    # A phone may keep a lesson, which is nobody's, but asks each time whether it holds: the school's air is scarce.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = ("inline" if inline else "attachment") + _named(file)
    if file.sha256 in request.if_none_match:
        response.status_code = _NOT_CHANGED
        return response
    if part.status == _NO_SUCH_PART:
        response.headers["Content-Range"] = f"bytes */{file.size}"
        return response
    if part.status == _PART:
        response.headers["Content-Range"] = f"bytes {part.first}-{part.first + part.length - 1}/{file.size}"
    response.headers["Content-Length"] = str(part.length)
    if request.method == "HEAD":
        return response
    wrapper: Any = request.environ.get("wsgi.file_wrapper", FileWrapper)
    response.response = wrapper(Slice(path.open("rb"), part.first, part.length), _PIECE)
    response.direct_passthrough = True
    return response
