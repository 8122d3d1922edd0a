"""The tables of a bundle: short names that repeat, each written once."""

from collections.abc import Iterable, Mapping

MAX_NAME_BYTES = 128
MAX_NAMES = 65_536

Name = str | bytes


class Table:
    """The names that a field took so far in this bundle. The first event that uses a name defines it."""

    def __init__(self, names: Iterable[Name] = ()) -> None:
        self.names: list[Name] = []
        self._place: dict[Name, int] = {}
        self.add(names)

    def __len__(self) -> int:
        return len(self.names)

    def missing(self, values: Iterable[Name]) -> list[Name]:
        """Return the names among *values* that are not here yet, in order of appearance."""
        return [name for name in dict.fromkeys(values) if name not in self._place]

    def add(self, names: Iterable[Name]) -> None:
        """Add *names* after those that are here."""
        for name in names:
            self._place.setdefault(name, len(self.names))
            self.names.append(name)

    def place(self, name: Name) -> int:
        """Return where *name* is."""
        return self._place[name]


class Tables:
    """
    The tables of one bundle, by field number. Sender and receiver fill them alike, frame after frame.

    They begin with the *names* that both remember (``sync.resumption``).
    """

    def __init__(self, names: Mapping[int, Iterable[Name]] | None = None) -> None:
        self._tables = {number: Table(own) for number, own in (names or {}).items()}

    def __getitem__(self, number: int) -> Table:
        return self._tables.setdefault(number, Table())

    def names(self) -> dict[int, list[Name]]:
        """Return the names of each field, in the order in which they were defined."""
        return {number: list(table.names) for number, table in self._tables.items()}


def name_bytes(name: Name) -> int:
    """
    Return how long *name* is on the road, in bytes.

    >>> name_bytes("ñ"), name_bytes(b"n")
    (2, 1)
    """
    return len(name) if isinstance(name, bytes) else len(name.encode())
