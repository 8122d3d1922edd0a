"""The region's tables of weights: each version kept whole, named by the plans drawn with it, sent to the schools."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import msgspec
from sqlalchemy import Connection, select

from hub import ledger, notices, schema
from hub.acts import Kind
from hub.fairness import DEFAULT_WEIGHTS, Weights, read_kept, read_weights, unread_in
from hub.limits import reason_told
from hub.store import Store
from shared.acts import Actor
from shared.errors import BadInput
from shared.notices import About, What
from shared.sentences import N_
from shared.weights import USUAL, OwnWeights
from sync.feed import ALL
from sync.keys import HubKeys

KIND = "weights"
GROUPS = {
    "quintile": N_("Quintil"),
    "rurality": N_("Ruralidad"),
    "level": N_("Nivel"),
    "language": N_("Lengua"),
    "waited": N_("Repartos seguidos sin recibir"),
    "least_use_pct": N_("Uso mínimo de un lote"),
    "alpha": N_("Equidad"),
    "keep_pct": N_("Ventaja de lo ya aprobado"),
    "window": N_("Ciclos que se suman"),
    "guarantee_pct": N_("Atención mínima de cada escuela"),
}
TABLES = ("quintile", "rurality", "level", "language", "waited")
"""Those that name a weight for each kind of schools."""
OWN_TABLES = ("quintile", "rurality", "level", "language")
"""Those of them that a UGEL may have of its own."""
SETTINGS = ("least_use_pct", "alpha", "keep_pct", "window", "guarantee_pct")
"""Those of the groups that hold for every school alike and name nothing."""
_NO_PERCENTS = ("alpha", "window")


@dataclass(frozen=True, slots=True)
class Change:
    """A weight in which two tables differ; what a table does not name counts as usual."""

    group: str
    """A key of ``GROUPS``."""
    name: str
    """Empty where it holds for every school alike."""
    before: float
    after: float
    ugel: str = ""
    """The UGEL for whose schools alone it is; empty where it is for all."""

    @property
    def is_percent(self) -> bool:
        """Tell whether both numbers are percents."""
        return self.group not in _NO_PERCENTS


def first() -> Weights:
    """Return the table that comes with the program."""
    return read_weights(DEFAULT_WEIGHTS.read_bytes())


def current(store: Store) -> Weights:
    """Return the table in force: the newest version, or the one that comes with the program."""
    return next(iter(versions(store)), None) or first()


def versions(store: Store) -> list[Weights]:
    """Return every table that the region used or imported, the newest first."""
    table = schema.versions
    query = select(table.c.body).where(table.c.kind == KIND).order_by(table.c.version.desc())
    with store.read() as connection:
        return [read_kept(body) for body in connection.execute(query).scalars()]


def named(store: Store, version: int) -> Weights | None:
    """Return one version; None where nobody kept it."""
    with store.read() as connection:
        body = _body(connection, version)
    return None if body is None else read_kept(body)


def keep(store: Store, weights: Weights) -> None:
    """
    Keep the table that a plan is drawn with, once.

    Raises:
        BadInput: Another table has this number.
    """
    body = msgspec.json.encode(weights)
    with store.begin() as connection:
        there = _body(connection, weights.version)
        if there is None:
            store.put_version(connection, KIND, weights.version, body)
        elif read_kept(there) != weights:
            raise BadInput(_TAKEN, version=weights.version)


def bring_in(store: Store, data: bytes, *, why: str, by: Actor, dry_run: bool = False) -> Weights:
    """
    Import a table as the one in force, keep who did it and why in the history, and tell every school.

    *dry_run* keeps nothing and asks for no reason, and takes the table in force too: it changes nothing.

    Raises:
        BadInput: It is no table of weights, its version is not newer, or the reason is missing or too long.
    """
    # Notepad marks its files so, and JSON knows no such mark.
    data, why = data.removeprefix(codecs.BOM_UTF8), why if dry_run else reason_told(why)
    weights = read_weights(data)
    if strange := unread_in(data):
        raise BadInput(_STRANGE, names=", ".join(strange)[:120], own=", ".join(OWN_TABLES))
    if strange := sorted(weights.ugel.keys() - {one.ugel for one in store.every_school() if one.ugel}):
        raise BadInput(_NO_UGEL, names=", ".join(strange)[:120])
    if dry_run and weights == current(store):
        return weights
    with store.begin() as connection:
        newest = store.newest_version(connection, KIND)
        # A region that keeps an older table than the program's may take that one over under its own number.
        last = newest[0] if newest else first().version
        if weights.version <= last:
            raise BadInput(
                "La región ya tiene la versión %(newest)s. Ponga «version»: %(next)s y repita.",
                newest=last,
                next=last + 1,
            )
        if dry_run:
            return weights
        body = msgspec.json.encode(weights)
        if newest is None:
            # Until now the program's own table held: the region has it to compare with.
            store.put_version(connection, KIND, first().version, msgspec.json.encode(first()))
        store.put_version(connection, KIND, weights.version, body)
        told = {"version": weights.version, "was": last, "sha256": sha256(body).hexdigest(), "why": why}
        ledger.append(connection, store.now_s(), Kind.WEIGHTS, f"{KIND}/{weights.version}", by, told)
        notices.tell_all(store, connection, What.WEIGHTS, About(version=weights.version), why=why, by=by)
    return weights


def publish(store: Store, connection: Connection, hub: HubKeys, version: int) -> None:
    """Send the table that a plan names to every school, once, inside the caller's transaction."""
    body = _body(connection, version)
    if body is not None:
        life = store.issuing_life(connection)
        store.issue(connection, life, hub, stream=ALL, kind=KIND, subject=f"{KIND}/{version}", body=body)


def compare(before: Weights, after: Weights) -> list[Change]:
    """
    Return in what two tables differ.

    >>> one, two = Weights(version=1, level={"Primaria": 105}), Weights(version=2, language={"quy": 110})
    >>> [(found.name, found.before, found.after) for found in compare(one, two)]
    [('Primaria', 105, 100), ('quy', 100, 110)]
    """
    settings = (Change(name, "", getattr(before, name), getattr(after, name)) for name in SETTINGS)
    every = (*_of_groups(before, after), *settings, *_of_ugels(before, after))
    return [one for one in every if one.before != one.after]


def own_rows(weights: Weights) -> list[tuple[str, str, str, int]]:
    """Return what holds for the schools of one UGEL alone: UGEL, group, name and percent."""
    return [
        (ugel, group, name, pct)
        for ugel, own in sorted(weights.ugel.items())
        for group in OWN_TABLES
        for name, pct in getattr(own, group).items()
    ]


def _of_ugels(before: Weights, after: Weights) -> Iterator[Change]:
    named = {row[:3] for table in (before, after) for row in own_rows(table)}
    for ugel, group, name in sorted(named):
        old, new = (_for_ugel(table, ugel, group, name) for table in (before, after))
        yield Change(group, name, old, new, ugel)


def _for_ugel(weights: Weights, ugel: str, group: str, name: str) -> int:
    own = getattr(weights.ugel.get(ugel, OwnWeights()), group)
    pct: int = own.get(name, getattr(weights, group).get(name, USUAL))
    return pct


def _of_groups(before: Weights, after: Weights) -> Iterator[Change]:
    for group in TABLES:
        old, new = getattr(before, group), getattr(after, group)
        for name in sorted({*old, *new}):
            yield Change(group, name, old.get(name, USUAL), new.get(name, USUAL))


def _body(connection: Connection, version: int) -> bytes | None:
    table = schema.versions
    query = select(table.c.body).where(table.c.kind == KIND, table.c.version == version)
    return connection.execute(query).scalar()


_TAKEN = N_("La versión %(version)s de los pesos ya está y es otra. Ponga un número mayor y repita.")
_STRANGE = N_(
    "La tabla de pesos trae nombres que aquí no dicen nada: %(names)s. De una UGEL se puede poner %(own)s. Corrija el "
    "archivo y repita."
)
_NO_UGEL = N_(
    "La tabla de pesos nombra UGEL que no tienen ninguna escuela: %(names)s. Escríbalas como están en el padrón "
    "(«Escuelas», filtro UGEL) y repita."
)
