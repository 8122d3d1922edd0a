"""A QR code as the path of a drawing."""

from collections.abc import Iterator, Sequence

_QUIET = 4
"""Blank modules around it, without which scanners do not see where it begins."""


def qr_of(text: str) -> tuple[int, str]:
    """Return how many modules wide the QR code of *text* is, and its path, to be filled."""
    matrix = _matrix(text)
    runs = ((at, end, y) for y, row in enumerate(matrix, start=_QUIET) for at, end in _runs(row))
    steps = (f"M{at + _QUIET} {y}h{end - at}v1h-{end - at}z" for at, end, y in runs)
    return len(matrix) + 2 * _QUIET, "".join(steps)


def qr_lines(text: str) -> tuple[int, str]:
    """Return the same as a path of lines one module wide, half as long: for a sheet with many of them."""
    matrix = _matrix(text)
    return len(matrix) + 2 * _QUIET, "".join(_line(row, y) for y, row in enumerate(matrix, start=_QUIET))


def _matrix(text: str) -> Sequence[bytearray]:
    import segno

    found: Sequence[bytearray] = segno.make(text, error="m", boost_error=False, micro=False).matrix
    return found


def _line(row: bytearray, y: int) -> str:
    steps: list[str] = []
    pen = 0
    for at, end in _runs(row):
        steps.append(f"m{at - pen} 0h{end - at}" if steps else f"M{at + _QUIET} {y}.5h{end - at}")
        pen = end
    return "".join(steps)


def _runs(row: bytearray) -> Iterator[tuple[int, int]]:
    """Give the dark stretches of a row: where each begins and where it is over."""
    at = 0
    while at < len(row):
        end = at
        while end < len(row) and row[end]:
            end += 1
        if end > at:
            yield at, end
        at = end + 1
