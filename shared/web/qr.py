"""A QR code as the path of a drawing."""

from collections.abc import Iterator

_QUIET = 4
"""Blank modules around it, without which scanners do not see where it begins."""


def qr_of(text: str) -> tuple[int, str]:
    """Return how many modules wide the QR code of *text* is, and its path."""
    import segno

    matrix = segno.make(text, error="m", boost_error=False, micro=False).matrix
    steps = (step for y, row in enumerate(matrix, start=_QUIET) for step in _runs(row, y))
    return len(matrix) + 2 * _QUIET, "".join(steps)


def _runs(row: bytearray, y: int) -> Iterator[str]:
    """Give the dark stretches of a row."""
    at = 0
    while at < len(row):
        end = at
        while end < len(row) and row[end]:
            end += 1
        if end > at:
            yield f"M{at + _QUIET} {y}h{end - at}v1h-{end - at}z"
        at = end + 1
