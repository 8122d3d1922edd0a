"""Which resource a row names: by its id, or by its name as people spell it."""

from collections.abc import Sequence
from difflib import get_close_matches

from shared.errors import BadRow
from shared.ids import ResourceId
from shared.resources import Resource
from shared.tabular.names import key

MOST_GUESSES = 100
"""Unknown names of one file for which a near one is looked for: each takes as long as the catalogue is large."""


class ResourceNames:
    """The resources of a catalogue by what they may be called in one file."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._ids = {one.id for one in resources}
        self._by_key: dict[str, list[Resource]] = {}
        for one in resources:
            for name in {key(one.id), key(one.name)}:
                self._by_key.setdefault(name, []).append(one)
        self._guesses: dict[str, str | None] = {}

    def __contains__(self, text: str) -> bool:
        """Tell whether a resource is spelt so."""
        return key(text) in self._by_key

    def find(self, line: int, text: str) -> ResourceId:
        """
        Return the resource that *text* names.

        Raises:
            BadRow: None does, or several do.
        """
        if ResourceId(text) in self._ids:
            return ResourceId(text)
        alike = self._by_key.get(key(text), [])
        if len(alike) == 1:
            return alike[0].id
        if alike:
            ids = ", ".join(sorted(one.id for one in alike))
            raise BadRow(line, "hay varios recursos «%(name)s»: escriba su código (%(ids)s).", name=text[:60], ids=ids)
        if near := self._near(key(text)):
            raise BadRow(line, "el catálogo no tiene «%(name)s». ¿Quiso decir «%(near)s»?", name=text[:60], near=near)
        raise BadRow(line, "el catálogo de la región no tiene «%(name)s».", name=text[:60])

    def _near(self, spelt: str) -> str | None:
        if spelt not in self._guesses and len(self._guesses) < MOST_GUESSES:
            found = get_close_matches(spelt[:80], self._by_key, n=1)
            self._guesses[spelt] = self._by_key[found[0]][0].name if found else None
        return self._guesses.get(spelt)
