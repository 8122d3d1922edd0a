"""The poverty quintile of schools, as an operator's file says it: of a service, or of all that lie in a district."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

from shared.ids import SchoolId

KIND = "quintiles"
POOREST, LEAST_POOR = 1, 5


class Quintile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who says what of a place. None: nobody any more; a service then has that of its district."""

    place: str
    """A service (``0422204-0``) or the ubigeo of a district, as the listing of schools writes it."""
    quintile: int | None = None
    """1, the poorest, to 5."""
    source: str = ""
    year: int = 0
    """Of the source, not of the import."""
    simulated: bool = False


class Quintiles:
    """What is known of all places."""

    def __init__(self, rows: Iterable[Quintile]) -> None:
        """Keep those rows that say something."""
        self._by_place: Mapping[str, Quintile] = {row.place: row for row in rows if row.quintile is not None}

    def of(self, school: SchoolId, ubigeo: str) -> Quintile | None:
        """
        Return the row that holds for a school: its own before that of its district.

        >>> known = Quintiles([Quintile(place="050101", quintile=2), Quintile(place="0422204-0", quintile=1)])
        >>> [found.quintile if (found := known.of(SchoolId(code), "050101")) else None
        ...  for code in ("0422204-0", "0501460-0")], known.of(SchoolId("0501460-0"), "")
        ([1, 2], None)
        """
        return self._by_place.get(school) or self._by_place.get(ubigeo)


@lru_cache(maxsize=2)
def read_quintiles(body: bytes) -> Quintiles:
    """Return what a kept version says; asked with every reading of the schools, and the same for a year."""
    return Quintiles(msgspec.json.decode(body, type=list[Quintile]))


NOBODY = Quintiles(())
