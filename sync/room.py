"""How large an answer a road can take: the node says it, and the hub sizes the pages of its feed to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

HEADER = "Most"
"""Of the request: short, for it travels with each one over a bad road."""
LEAST_BYTES, MOST_BYTES = 2_048, 400_000
ANSWER_S = 60
"""An answer should have come in about so long."""
_LONGEST = 9


@dataclass(slots=True)
class Room:
    """
    How many bytes of an answer a node asks for: what its road carries in a minute, and less where answers were cut.

    >>> room = Room()
    >>> room.failed(came=9_000)
    >>> room.bytes, room.headers
    (9000, {'Most': '9000'})
    """

    by_pace: int = MOST_BYTES
    by_cuts: int = MOST_BYTES
    """Grows again with each answer that came whole and was large enough to say something of the road."""
    noted: Callable[[int], None] = lambda _: None
    """Told at each cut what an answer may come to from now on: the laptop may go out before the attempt ends."""

    @property
    def bytes(self) -> int:
        """What an answer may come to."""
        return max(LEAST_BYTES, min(self.by_pace, self.by_cuts, MOST_BYTES))

    @property
    def headers(self) -> dict[str, str]:
        """What a request says of it: nothing where the hub need not be told."""
        return {} if self.bytes == MOST_BYTES else {HEADER: str(self.bytes)}

    def failed(self, came: int) -> None:
        """Note that only so many bytes of an answer came: the next is half as large, or as large as what came."""
        self.by_cuts = max(LEAST_BYTES, min(self.bytes // 2, came))
        self.noted(self.by_cuts)

    @contextmanager
    def of_answer(self, came: Callable[[], int]) -> Iterator[None]:
        """Note what becomes of an answer that is read meanwhile; *came* says how many bytes of it did."""
        try:
            yield
        except BaseException:
            self.failed(came())
            raise
        self.whole(came())

    def whole(self, size: int) -> None:
        """Note that an answer of so many bytes came whole."""
        if 2 * size >= self.bytes:
            self.by_cuts = min(MOST_BYTES, 2 * self.by_cuts)


def said(header: bytes) -> int | None:
    """
    Return what a request says of its room, within the bounds; None where it says nothing that can be read.

    >>> said(b"9000"), said(b"1"), said(b"400001"), said(b""), said(b"-3")
    (9000, 2048, None, None, None)
    """
    if not header.isdigit() or len(header) > _LONGEST:
        return None
    return None if int(header) >= MOST_BYTES else max(LEAST_BYTES, int(header))
