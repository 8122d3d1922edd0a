"""One resource of the catalogue changed or withdrawn by hand: a new version of the whole, with who did it and why."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from hub import ledger, notices, schema
from hub.acts import Kind
from hub.importers.catalogue import MAX_LOT, MAX_NAME, MAX_SIZE, MAX_VALUE, fields_of, take_catalogue
from hub.limits import reason_told
from hub.store import Store
from shared.acts import Act, Actor
from shared.differing import RowChange, differences
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.notices import About, What
from shared.resources import Catalogue, Requirement, Resource, read_catalogue
from shared.sentences import N_, Sentence
from shared.suiting import stage_of

WORDS = ("name", "language")
NUMBERS = ("lot", "weight_g", "volume_ml", "value")
NEEDS = ("requires_power", "requires_coverage", "requires_internet")
NEEDED = ("requires_storage_mb", "requires_memory_mb", "requires_android")
LISTS = ("requires_levels", "requires_languages")
FIELDS = (*WORDS, *NUMBERS, *NEEDS, *NEEDED, *LISTS)
"""What a form changes; kind and id never change, and the rest is for a file."""
_LEVELS = ("Inicial", "Primaria", "Secundaria")
_REQUIRES = "requires_"
_MOVED = N_("Alguien cambió el catálogo mientras usted escribía. No se cambió nada: revise y repita.")
_UNKNOWN = N_("El catálogo ya no ofrece «%(resource)s». No se cambió nada.")
_SAME = N_("No cambió ningún dato. Corrija lo que haga falta y repita.")
_WRONG = N_("Hay datos por corregir, y no se cambió nada.")
_NUMBER = N_("Escriba un número entero, de %(least)s a %(most)s.")
_NO_NAME = N_("Escriba un nombre, de %(most)s letras a lo más.")
_UNTAUGHT = N_("Ninguna escuela tiene «%(wrong)s»: nadie recibiría el recurso. Las del padrón: %(known)s.")
_BOUNDS: Mapping[str, tuple[int, int]] = {"lot": (1, MAX_LOT), "value": (0, MAX_VALUE)}
_LAST = N_("Es el único recurso del catálogo: no se puede retirar. Cambie sus datos.")


class WrongFields(BadInput):
    """Fields of a form that cannot be kept as they were written."""

    def __init__(self, fields: Mapping[str, Sentence]) -> None:
        super().__init__(_WRONG)
        self.fields = fields
        """What is wrong with each, by its name."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the catalogue, and in what it differs from the one before."""

    number: int
    resources: int
    act: Act | None
    """None: it came with the program."""
    changes: tuple[RowChange, ...]


def versions(store: Store) -> list[Version]:
    """Return every version of the catalogue, the newest first."""
    with store.read() as connection:
        every = _every(connection)
        acts = ledger.of_versions(connection, Kind.CATALOGUE)
    found, before = list[Version](), Catalogue(0, ())
    for one in every:
        changes = differences(_rows(before), _rows(one), "name")
        found.append(Version(one.version, len(one.resources), acts.get(one.version), changes))
        before = one
    return found[::-1]


def named(store: Store, version: int) -> Catalogue | None:
    """Return one version; None where nobody kept it."""
    table = schema.versions
    query = select(table.c.body).where(table.c.kind == "catalogue", table.c.version == version)
    with store.read() as connection:
        body = connection.execute(query).scalar()
    return None if body is None else read_catalogue(body)


def every_resource(store: Store) -> list[Resource]:
    """Return every resource that was ever offered, as its last version says it is."""
    with store.read() as connection:
        return list({one.id: one for each in _every(connection) for one in each.resources}.values())


def _every(connection: Connection) -> list[Catalogue]:
    table = schema.versions
    query = select(table.c.body).where(table.c.kind == "catalogue").order_by(table.c.version)
    return [read_catalogue(body) for body in connection.execute(query).scalars()]


def written(one: Resource) -> dict[str, str]:
    """
    Return the fields of a resource as a form has them.

    >>> from shared.resources import ResourceKind
    >>> guides = Resource(id=ResourceId("guia"), name="guías", kind=ResourceKind.CONSUMABLE, lot=10)
    >>> told = written(guides)
    >>> told["lot"], told["requires_power"], changed(guides, told) == guides
    ('10', '', True)
    """
    fields = fields_of(one)
    return {
        **{name: str(fields[name]) for name in (*WORDS, *NUMBERS, *NEEDED)},
        **{name: "1" if fields[name] else "" for name in NEEDS},
        **{name: ", ".join(map(str, _listed(fields[name]))) for name in LISTS},
    }


def changed(one: Resource, said: Mapping[str, str]) -> Resource:
    """
    Return a resource with what a form says of it.

    Raises:
        WrongFields: A number is none or out of bounds, or the name is missing or too long.
    """
    if wrong := _wrong_fields(said):
        raise WrongFields(wrong)
    told: dict[str, object] = {name: " ".join(said[name].split()) for name in WORDS}
    told |= {name: _whole(said[name]) for name in (*NUMBERS, *NEEDED)}
    told |= {name: bool(said.get(name)) for name in NEEDS}
    told |= {name: _parts(said[name]) for name in LISTS}
    needs = {name.removeprefix(_REQUIRES): value for name, value in told.items() if name.startswith(_REQUIRES)}
    own = {name: value for name, value in told.items() if not name.startswith(_REQUIRES)}
    return msgspec.structs.replace(one, requires=msgspec.structs.replace(one.requires, **needs), **own)


def edit(store: Store, id_: ResourceId, said: Mapping[str, str], *, version: int, why: str, by: Actor) -> int:
    """
    Change what *said* names of one resource of the catalogue of *version*; return the number of the new version.

    Raises:
        WrongFields: A field is out of bounds, or asks for a level or a language that no school has.
        BadInput: It is not the newest any more, nothing changes, or no plan could be drawn with it.
    """
    why = reason_told(why)
    with store.together():
        catalogue, one = _known(store, id_, version)
        told = {**written(one), **said}
        if wrong := {**_wrong_fields(told), **_untaught(store, one.requires, told)}:
            raise WrongFields({name: wrong[name] for name in (*WORDS, *LISTS, *NUMBERS, *NEEDED) if name in wrong})
        now = changed(one, told)
        if now == one:
            raise BadInput(_SAME)
        resources = tuple(now if each.id == id_ else each for each in catalogue.resources)
        return _take(store, Catalogue(version + 1, resources), now, why, by, withdrawn=False)


def withdraw(store: Store, id_: ResourceId, *, version: int, why: str, by: Actor) -> int:
    """
    Offer a resource no more; its id is never used for another. Return the number of the new version.

    Raises:
        BadInput: The catalogue is not of *version* any more, another resource travels with this one, or it is the last.
    """
    why = reason_told(why)
    with store.together():
        catalogue, one = _known(store, id_, version)
        resources = tuple(each for each in catalogue.resources if each.id != id_)
        if not resources:
            raise BadInput(_LAST)
        return _take(store, Catalogue(version + 1, resources), one, why, by, withdrawn=True)


def _known(store: Store, id_: ResourceId, version: int) -> tuple[Catalogue, Resource]:
    catalogue = store.catalogue()
    if catalogue.version != version:
        raise BadInput(_MOVED)
    one = catalogue.by_id().get(id_)
    if one is None:
        raise BadInput(_UNKNOWN, resource=id_[:80])
    return catalogue, one


def _take(store: Store, catalogue: Catalogue, one: Resource, why: str, by: Actor, *, withdrawn: bool) -> int:
    # As a file would be read: what it names and does not define is told.
    take_catalogue(store, read_catalogue(msgspec.json.encode(catalogue)))
    told = {"resource": one.id, "version": catalogue.version, "why": why, **({"withdrawn": True} if withdrawn else {})}
    store.keep_act(Kind.CATALOGUE, f"{Kind.CATALOGUE}/{one.id}"[:80], by, told)
    what = What.WITHDRAWN if withdrawn else What.RESOURCE
    about = About(resource=one.id, name=one.name, version=catalogue.version)
    with store.begin() as connection:
        notices.tell_all(store, connection, what, about, why=why, by=by)
    return catalogue.version


def _rows(catalogue: Catalogue) -> dict[str, dict[str, object]]:
    return {one.id: fields_of(one) for one in catalogue.resources}


def _untaught(store: Store, before: Requirement, said: Mapping[str, str]) -> dict[str, Sentence]:
    """Name what was written otherwise than the listing does: the resource would go nowhere, and nobody would know."""
    schools = store.schools()
    levels = {*_LEVELS, *(stage_of(one.level) for one in schools if one.level)}
    tongues = {tag for one in schools for tag in one.languages}
    fields = dict[str, Sentence]()
    for name, known in zip(LISTS, (levels, tongues), strict=True):
        was = getattr(before, name.removeprefix(_REQUIRES))
        if known and (wrong := sorted(set(_parts(said[name])) - set(was) - known)):
            told = {"wrong": ", ".join(wrong)[:80], "known": ", ".join(sorted(known))[:160]}
            fields[name] = Sentence(_UNTAUGHT, told)
    return fields


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _listed(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _wrong_fields(said: Mapping[str, str]) -> dict[str, Sentence]:
    wrong = dict[str, Sentence]()
    if not 0 < len(said["name"].strip()) <= MAX_NAME:
        wrong["name"] = Sentence(_NO_NAME, {"most": MAX_NAME})
    for name in (*NUMBERS, *NEEDED):
        least, most = _BOUNDS.get(name, (0, MAX_SIZE))
        number = _whole(said[name])
        if number is None or not least <= number <= most:
            wrong[name] = Sentence(_NUMBER, {"least": f"{least:,}", "most": f"{most:,}"})
    return wrong


def _whole(text: str) -> int | None:
    digits = text.replace(",", "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None
