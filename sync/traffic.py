"""How many bytes a road carried."""

import io
from collections.abc import Mapping
from dataclasses import dataclass

from urllib3.util import SKIP_HEADER


@dataclass(slots=True)
class Traffic:
    """What a road carried so far, headers included, in bytes and HTTP requests."""

    bytes_up: int = 0
    bytes_down: int = 0
    requests: int = 0


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
