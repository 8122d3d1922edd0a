"""What the region's figures and schools are called in a DHIS2: each version of the list is kept whole."""

from collections.abc import Iterable, Mapping

import msgspec

from hub.store import Store

KIND = "dhis2"
MEASURES: Mapping[str, tuple[str, ...]] = {
    "units": ("unidades", "cantidad"),
    "peak_concurrent": ("a la vez", "a la vez como máximo"),
    "learners": ("estudiantes",),
    "unserved": ("sin atender", "no atendidos"),
    "stockout_days": ("días sin", "días sin existencias"),
}
"""Columns of ``weekly_demand`` that DHIS2 may be told, and how a list may call them."""


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Identifiers in a DHIS2, or codes."""

    version: int = 0
    elements: Mapping[str, Mapping[str, str]] = {}
    """Data elements, by resource and measure."""
    units: Mapping[str, str] = {}
    """Organisation units, by school."""

    def rows(self) -> dict[str, dict[str, object]]:
        """
        Return what is called what, by what it is of.

        >>> Names(1, {"tablet": {"units": "fbfJHSPpUQD"}}, {"0403691-0": "DiszpKrYNg8"}).rows()
        {'tablet units': {'dhis2': 'fbfJHSPpUQD'}, '0403691-0': {'dhis2': 'DiszpKrYNg8'}}
        """
        of_resources: dict[str, dict[str, object]] = {
            f"{resource} {measure}": {"dhis2": name}
            for resource, some in self.elements.items()
            for measure, name in some.items()
        }
        return {**of_resources, **{school: {"dhis2": name} for school, name in self.units.items()}}


def current(store: Store) -> Names | None:
    """Return the list in force; None where none was ever imported."""
    with store.read() as connection:
        newest = store.newest_version(connection, KIND)
    return None if newest is None else msgspec.json.decode(newest[1], type=Names)


def keep(store: Store, names: Names) -> Names:
    """Keep a list as the newest version, unless it says what the one before said; return the one in force."""
    with store.begin() as connection:
        newest = store.newest_version(connection, KIND)
        before = Names() if newest is None else msgspec.json.decode(newest[1], type=Names)
        kept = msgspec.structs.replace(names, version=before.version + 1)
        if newest is not None and kept == msgspec.structs.replace(before, version=kept.version):
            return before
        store.put_version(connection, KIND, kept.version, msgspec.json.encode(kept))
    return kept


def lacking(names: Names, resources: Iterable[str], schools: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the resources of which DHIS2 is told nothing, and the schools that it does not know."""
    return sorted(set(resources) - names.elements.keys()), sorted(set(schools) - names.units.keys())
