"""What resources and schools are called in a DHIS2, from a file that replaces the list of before whole."""

from collections.abc import Collection
from pathlib import Path

from hub import dhis2_names
from hub.dhis2_names import MEASURES, Names
from hub.importers.roads import PLACES, service_of
from hub.importers.taking import named
from hub.store import Store
from shared.differing import Fate, differences
from shared.errors import BadInput, BadRow
from shared.imported import PREVIEWED, Imported, Outcome, outcome
from shared.sentences import N_, Sentence
from shared.tabular import Column, Row, read_table, says_nothing
from shared.tabular.names import key

DHIS2 = Column("dhis2", ("uid", "id dhis2", "uid dhis2", "código dhis2"), needed=True)
RESOURCE = Column("resource", ("recurso",))
MEASURE = Column("measure", ("medida",))
_COLUMNS = (RESOURCE, MEASURE, *PLACES[1:], DHIS2)
_MEASURES = {key(word): name for name, words in MEASURES.items() for word in (name, *words)}
_LONGEST = 50
"""A code in DHIS2; its own identifiers have 11 letters and digits."""
_NO_ELEMENT = N_("Recursos del catálogo que DHIS2 no recibe: %(names)s.")
_NO_UNIT = N_("Escuelas sin unidad en DHIS2, que no se envían: %(names)s.")
_STRANGERS = N_("Recursos que el catálogo no tiene: %(names)s. Revise que estén bien escritos.")


def import_dhis2(store: Store, file: Path, *, dry_run: bool = False, accept: bool = False) -> Imported:
    """
    Read rows of ``resource``, ``measure`` and ``dhis2``, or of ``cod_mod``, ``anexo`` and ``dhis2``, as a new version.

    Raises:
        BadInput: The file cannot be read as a table.
    """
    table = read_table(file, _COLUMNS)
    schools, resources = ({one.id for one in some} for some in (store.schools(), store.catalogue().resources))
    elements: dict[str, dict[str, str]] = {}
    units: dict[str, str] = {}
    refused, first = list(table.refused), dict[tuple[str, ...], int]()
    for row in table.rows:
        try:
            what, name = _what(row, schools), _name(row)
            _once(row, first, what, ("dhis2", "unit" if len(what) == 1 else "element", name))
        except BadRow as error:
            refused.append(error)
            continue
        if len(what) == 1:
            units[what[0]] = name
        else:
            elements.setdefault(what[0], {})[what[1]] = name
    names = Names(elements=elements, units=units)
    good = len(table.rows) + len(table.refused) - len(refused)
    done = outcome(refused, good=good, dry_run=dry_run, accept=accept)
    changes = differences((dhis2_names.current(store) or Names()).rows(), names.rows())
    if done is Outcome.WRITTEN and good:
        dhis2_names.keep(store, names)
    return Imported(
        read=len(table.rows) + len(table.refused),
        added=sum(one.fate is Fate.NEW for one in changes),
        changed=sum(one.fate is Fate.CHANGED for one in changes),
        refused=tuple(sorted(refused, key=lambda one: one.line)),
        notes=(*table.notes, *_lacking(names, resources, schools)),
        preview=tuple({"name": of, **told} for of, told in list(names.rows().items())[:PREVIEWED]),
        outcome=done,
        changes=changes,
    )


def _what(row: Row, schools: Collection[str]) -> tuple[str, ...]:
    """Return the school that a row is about, or the resource and the measure."""
    try:
        school = service_of(row)
    except BadInput as error:
        raise BadRow(row.line, "%(why)s", why=error) from error
    resource, measure = row["resource"].strip(), row["measure"].strip()
    if (school is None) == says_nothing(resource):
        raise BadRow(row.line, "diga un recurso con su medida, o el código modular de una escuela; uno de los dos")
    if school is not None:
        if school not in schools:
            raise BadRow(row.line, "la región no conoce el servicio «%(school)s»", school=school)
        return (school,)
    if key(measure) not in _MEASURES:
        known = ", ".join(MEASURES)
        raise BadRow(row.line, "«%(measure)s» no es una medida; hay: %(known)s", measure=measure[:30], known=known)
    return resource[:80], _MEASURES[key(measure)]


def _name(row: Row) -> str:
    name = row["dhis2"].strip()
    if says_nothing(name):
        raise BadRow(row.line, "falta cómo se llama en DHIS2")
    if len(name) > _LONGEST or not name.isprintable():
        raise BadRow(row.line, "«%(name)s» no es un identificador ni un código de DHIS2", name=name[:30])
    return name


def _once(row: Row, first: dict[tuple[str, ...], int], *keys: tuple[str, ...]) -> None:
    """Refuse a row about what another is about, or a name that another has: one would overwrite the other."""
    for one in keys:
        if one in first:
            words = "«%(name)s» ya está en la línea %(other)s. Deje una de las dos"
            raise BadRow(row.line, words, name=" ".join(one[-2:] if one[0] != "dhis2" else one[2:]), other=first[one])
    first.update(dict.fromkeys(keys, row.line))


def _lacking(names: Names, resources: Collection[str], schools: Collection[str]) -> list[Sentence]:
    idle, unknown = dhis2_names.lacking(names, resources, schools)
    strange = sorted(names.elements.keys() - set(resources))
    told = ((_NO_ELEMENT, idle), (_NO_UNIT, unknown), (_STRANGERS, strange))
    return [Sentence(words, {"names": named(some)}) for words, some in told if some]
