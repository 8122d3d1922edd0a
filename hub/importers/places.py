"""Tables of districts and of UGELs: they name what schools hold as codes, and make no school of their own."""

from collections.abc import Iterable
from dataclasses import replace

from hub.importers.cells import Assumed, Cells
from hub.importers.listing import Change, plain_ugel
from hub.region_rows import School
from shared.errors import BadRow
from shared.sentences import N_, Sentence
from shared.tabular import Table
from shared.tabular.codes import UBIGEO, UGEL


def read_districts(table: Table, schools: Iterable[School]) -> Change:
    """Return the schools whose district had no name, with the name; tell how many are in none of the districts."""
    names, refused, assumed = _names(table, "ubigeo", UBIGEO, "UBIGEO", "distrito")
    every = list(schools)
    named = [replace(one, district=names[one.ubigeo]) for one in every if not one.district and one.ubigeo in names]
    notes = assumed.notes()
    if lost := [one.id for one in every if one.ubigeo and one.ubigeo not in names]:
        words = "Escuelas con un ubigeo que no está en la tabla: %(count)s (%(some)s)."
        notes.append(Sentence(words, {"count": len(lost), "some": ", ".join(lost[:5])}))
    return _change(table, named, refused, notes, assumed, N_("Escuelas cuyo distrito recibe nombre: %(schools)s."))


def read_ugels(table: Table, schools: Iterable[School]) -> Change:
    """Return the schools whose UGEL was known by its code alone, with its name."""
    names, refused, assumed = _names(table, "codooii", UGEL, "CODOOII", "iged")
    named = [replace(one, ugel=plain_ugel(names[one.ugel])[:80]) for one in schools if one.ugel in names]
    return _change(
        table, named, refused, assumed.notes(), assumed, N_("Escuelas cuya UGEL recibe nombre: %(schools)s.")
    )


def _names(table: Table, code: str, width: int, shown: str, name: str) -> tuple[dict[str, str], list[BadRow], Assumed]:
    assumed = Assumed(table)
    names: dict[str, str] = {}
    refused: list[BadRow] = []
    for row in table.rows:
        cells = Cells(row, assumed)
        try:
            if found := cells.code(code, width, shown=shown):
                names[found] = cells.known(name)[:80]
                assumed.use(cells)
        except BadRow as error:
            refused.append(error)
    return names, refused, assumed


def _change(
    table: Table, named: list[School], refused: list[BadRow], notes: list[Sentence], assumed: Assumed, words: str
) -> Change:
    """The rows are of places, and schools change: a row is left out unless it is counted as one of those."""
    skipped = max(len(table.rows) - len(refused) - len(named), 0)
    read = len(named) + skipped + len(refused)
    return Change(named, read, refused, [*notes, Sentence(words, {"schools": len(named)})], assumed, skipped)
