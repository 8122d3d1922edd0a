"""How many bytes a road carried."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from urllib3.util import SKIP_HEADER

from shared.errors import DayUsedUp
from sync.room import Room


@dataclass(slots=True)
class Traffic:
    """What a road carried so far, headers included, in bytes and HTTP requests."""

    bytes_up: int = 0
    bytes_down: int = 0
    requests: int = 0
    most: int | None = field(default=None, repr=False, compare=False)
    """What up and down together may come to; None: anything."""
    room: Room = field(default_factory=Room, repr=False, compare=False)
    """How large an answer may be asked for."""

    @property
    def left(self) -> int | None:
        """How many bytes may still be carried; None: any number."""
        return None if self.most is None else max(0, self.most - self.bytes_up - self.bytes_down)

    def check(self, coming: int = 0) -> None:
        """
        Check that *coming* bytes may be carried, or any at all.

        Raises:
            DayUsedUp: They may not.
        """
        left = self.left
        if left is not None and (left == 0 or coming > left):
            raise DayUsedUp("Hoy ya se usaron los datos que este equipo puede gastar en un día. Sigue mañana.")

    def since(self, before: "Traffic") -> "Traffic":
        """
        Return what was carried after *before*, an earlier copy of this.

        >>> Traffic(9, 8, 2).since(Traffic(5, 0, 1))
        Traffic(bytes_up=4, bytes_down=8, requests=1)
        """
        return Traffic(
            self.bytes_up - before.bytes_up, self.bytes_down - before.bytes_down, self.requests - before.requests
        )


class Counted(io.BytesIO):
    """A request's body that counts what was taken from it: after a cut, only part of it was sent."""

    def __init__(self, data: bytes, traffic: Traffic) -> None:
        super().__init__(data)
        self._traffic = traffic

    def read(self, size: int | None = -1) -> bytes:
        """Give the next *size* bytes, and count them."""
        data = super().read(size)
        self._traffic.bytes_up += len(data)
        return data


def header_bytes(headers: Mapping[str, str]) -> int:
    """Return how many bytes headers take on the wire, with the line that ends them."""
    return sum(len(name) + len(value) + 4 for name, value in headers.items() if value != SKIP_HEADER) + 2
