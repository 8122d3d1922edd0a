"""What the region knows besides events: its schools, its catalogue and calendar, and what its depots hold."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, Table, bindparam, select

from hub import depots, schema
from hub.allocation.tables import POOL
from hub.database import Database, put
from hub.quintiles import KIND as QUINTILES
from hub.quintiles import NOBODY, Quintiles, read_quintiles
from hub.region_rows import NO_DEPOT, Placed, School, StockRow, SupplyRow, service_names
from shared.clock import LIMA
from shared.dating import Quality
from shared.errors import NotReady
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue, Power, ResourceKind, read_catalogue
from shared.school_year import PERU_2026, SchoolCalendar

_NEWEST = (
    select(schema.versions.c.body)
    .where(schema.versions.c.kind == bindparam("of_kind"))
    .order_by(schema.versions.c.version.desc())
    .limit(1)
)
_QUINTILE = "quintile"
_EVERY = select(schema.schools).order_by(schema.schools.c.name, schema.schools.c.id)
_SCHOOLS = _EVERY.where(schema.schools.c.closed.is_(None))
_BY_ID = select(schema.schools).where(schema.schools.c.closed.is_(None)).order_by(schema.schools.c.id)


class Region(Database):
    """Readers of what was imported, and the writers that the importers use."""

    def schools(self) -> list[School]:
        """Return every school in service by name, each with the depot that serves it."""
        return self._schools(_SCHOOLS)

    def every_school(self) -> list[School]:
        """Return the schools by name, those too that were closed or merged."""
        return self._schools(_EVERY)

    def _schools(self, query: Select[Any]) -> list[School]:
        with self.read() as connection:
            serving, quintiles = _depots(connection), _quintiles(connection)
            rows = [row._asdict() for row in connection.execute(query).all()]
        of_ugel = {ugel: depot_of(ugel, serving) for ugel in {row["ugel"] for row in rows}}
        return [_school(row, of_ugel, quintiles) for row in rows]

    def sites_of_services(self) -> list[tuple[SiteId, SchoolId]]:
        """Return where each school in service is: of a large region much less than ``schools``."""
        table = schema.schools.c
        query = select(table.site, table.id).where(table.closed.is_(None))
        with self.read() as connection:
            return [(SiteId(row.site), SchoolId(row.id)) for row in connection.execute(query).all()]

    def placed(self) -> list[Placed]:
        """Return where each school is, also those that were closed: of a large region much less than all of them."""
        table = schema.schools.c
        with self.read() as connection:
            return [Placed(*row) for row in connection.execute(select(table.id, table.site, table.ugel)).all()]

    def schools_as_kept(self) -> bytes:
        """Return all that ``schools`` is read from, as it is kept: for whoever asks whether anything of it changed."""
        with self.read() as connection:
            rows = [tuple(row) for row in connection.execute(_BY_ID).all()]
            return msgspec.msgpack.encode((rows, _depots(connection), _newest(connection, QUINTILES)))

    def quintiles(self) -> Quintiles:
        """Return what was brought in of the poverty of services and districts."""
        with self.read() as connection:
            return _quintiles(connection)

    def put_schools(self, schools: Iterable[School]) -> tuple[int, int]:
        """Insert or update schools in one transaction; return how many are new and how many changed."""
        table = schema.schools
        with self.begin() as connection:
            known = {row["id"]: dict(row) for row in connection.execute(select(table)).mappings()}
            rows = {school.id: kept_of(school) for school in schools}
            new = [row for id_, row in rows.items() if id_ not in known]
            moved = [row for id_, row in rows.items() if id_ in known and row != known[id_]]
            # One statement for many rows: the ministry's listing has 180,000.
            if new:
                connection.execute(table.insert(), new)
            if moved:
                others: dict[str, Any] = {name: bindparam(name) for name in _names(table) if name != "id"}
                renamed = [{**row, "_id": row["id"]} for row in moved]
                connection.execute(table.update().where(table.c.id == bindparam("_id")).values(**others), renamed)
        return len(new), len(moved)

    def catalogue(self) -> Catalogue:
        """
        Return the newest catalogue.

        Raises:
            NotReady: None was imported.
        """
        with self.read() as connection:
            body = _newest(connection, "catalogue")
        if body is None:
            raise NotReady(
                "La región todavía no tiene catálogo. Ejecute «chasqui-hub init» o «chasqui-hub import catalogue»."
            )
        return read_catalogue(body)

    def kinds(self, connection: Connection) -> Mapping[ResourceId, ResourceKind]:
        """Return how need of each resource of the newest catalogue is counted; empty where there is none."""
        body = _newest(connection, "catalogue")
        return {} if body is None else _kinds_in(body)

    def calendar(self) -> SchoolCalendar:
        """Return the newest calendar; the national one of 2026 where none was imported."""
        with self.read() as connection:
            body = _newest(connection, "calendar")
        return PERU_2026 if body is None else msgspec.json.decode(body, type=SchoolCalendar)

    def newest_version(self, connection: Connection, kind: str) -> tuple[int, bytes] | None:
        """Return the number and the bytes of the newest catalogue or calendar."""
        table = schema.versions
        query = select(table).where(table.c.kind == kind).order_by(table.c.version.desc()).limit(1)
        row = connection.execute(query).one_or_none()
        return None if row is None else (row.version, row.body)

    def put_version(self, connection: Connection, kind: str, version: int, body: bytes) -> bool:
        """Keep a version of the catalogue or calendar; tell whether anything changed."""
        return put(connection, schema.versions, {"kind": kind, "version": version, "body": body})

    def supply(self) -> list[SupplyRow]:
        """Return what the depots have to give now (``hub.depots.available``)."""
        with self.read() as connection:
            return depots.available(connection)

    def put_supply(
        self, rows: Iterable[SupplyRow], *, dry_run: bool = False
    ) -> tuple[list[SupplyRow], list[SupplyRow]]:
        """
        Replace the stock of the depots that *rows* name, in one transaction (``hub.depots.put_listings``).

        Return what those depots had to give before, and what they have after it.

        Raises:
            BadInput: A listing cannot be the newest count of its depot.
        """
        today = self.clock.now().astimezone(LIMA).date()
        with self.begin() as connection, connection.begin_nested() as step:
            moved = depots.put_listings(connection, rows, today)
            if dry_run:
                step.rollback()
        return moved

    def stock(self) -> list[StockRow]:
        """Return what each site holds, as its own log says."""
        query = select(schema.stock).order_by(schema.stock.c.site, schema.stock.c.resource)
        with self.read() as connection:
            return [
                StockRow(
                    site=SiteId(row.site),
                    resource=ResourceId(row.resource),
                    on_hand=row.on_hand,
                    lent=row.lent,
                    as_of=row.as_of,
                    dated=Quality(row.dated) if row.dated else None,
                )
                for row in connection.execute(query)
            ]


def depot_of(ugel: str, among: Sequence[str]) -> str:
    """
    Return the depot that serves a UGEL: the one of its name, or the only one there is.

    >>> depot_of("HUAMANGA", ["Huamanga", "Huanta"]), depot_of("LA MAR", ["Huamanga", "Huanta"]), depot_of("", ["X"])
    ('Huamanga', '', 'X')
    """
    wanted = _bare(ugel.strip())
    own = [depot for depot in among if _bare(depot) == wanted]
    return own[0] if own else among[0] if len(among) == 1 else NO_DEPOT


def _bare(name: str) -> str:
    """A UGEL's name as both a listing and a depot write it: with or without the word, in any case."""
    return name.casefold().removeprefix("ugel ")


def names_of_sites(connection: Connection, sites: Collection[SiteId] | None = None) -> Mapping[str, tuple[str, ...]]:
    """Return the names of the schools of each site, or of each of *sites*."""
    rows = _named(connection, sites)
    told = service_names(rows)
    names: dict[str, tuple[str, ...]] = {}
    for row in rows:
        names[row.site] = (*names.get(row.site, ()), told[row.id])
    return names


def names_of_services(connection: Connection) -> Mapping[SchoolId, str]:
    """Return the name of each school, told apart within its site."""
    return service_names(_named(connection))


def _named(connection: Connection, sites: Collection[SiteId] | None = None) -> list[School]:
    table = schema.schools
    query = select(table.c.site, table.c.id, table.c.name, table.c.level).order_by(table.c.site, table.c.id)
    query = query if sites is None else query.where(table.c.site.in_(sites))
    rows = connection.execute(query).all()
    return [School(id=row.id, site=row.site, name=row.name, level=row.level or "") for row in rows]


def _newest(connection: Connection, kind: str) -> bytes | None:
    return connection.execute(_NEWEST, {"of_kind": kind}).scalar()


@lru_cache(maxsize=2)
def _kinds_in(catalogue: bytes) -> Mapping[ResourceId, ResourceKind]:
    # Asked twice for each bundle, and the same catalogue holds for months.
    return {one.id: one.kind for one in read_catalogue(catalogue).resources}


def depots_of_schools(connection: Connection) -> Mapping[SchoolId, str]:
    """Return the depot that serves each school."""
    serving, table = _depots(connection), schema.schools
    rows = connection.execute(select(table.c.id, table.c.ugel)).all()
    of_ugel = {ugel: depot_of(ugel, serving) for ugel in {row.ugel for row in rows}}
    return {SchoolId(row.id): of_ugel[row.ugel] for row in rows}


def depot_named(name: str, connection: Connection) -> str:
    """Return a depot as the stock of today spells it: the one that serves, where several have one name."""
    return next((one for one in _depots(connection) if _bare(one) == _bare(name)), name)


def _depots(connection: Connection) -> list[str]:
    depot = schema.supply.c.depot
    # The nation's reserve serves no school by itself: it goes to any depot.
    return list(connection.execute(select(depot).where(depot != POOL).distinct().order_by(depot)).scalars())


def _quintiles(connection: Connection) -> Quintiles:
    body = _newest(connection, QUINTILES)
    return NOBODY if body is None else read_quintiles(body)


def read_schools(kept: bytes) -> list[School]:
    """Return the schools that ``Region.schools_as_kept`` gave."""
    rows, serving, told = msgspec.msgpack.decode(kept)
    names, quintiles = _names(schema.schools), NOBODY if told is None else read_quintiles(told)
    found = [dict(zip(names, row, strict=True)) for row in rows]
    of_ugel = {ugel: depot_of(ugel, serving) for ugel in {row["ugel"] for row in found}}
    return [_school(row, of_ugel, quintiles) for row in found]


def _school(values: dict[str, Any], of_ugel: Mapping[str, str], quintiles: Quintiles) -> School:
    poverty = quintiles.of(values["id"], values["ubigeo"])
    made_up = (_QUINTILE,) if poverty is not None and poverty.simulated else ()
    values["languages"] = tuple(values["languages"].split())
    values["simulated"] = (*values["simulated"].split(), *made_up)
    values["power"] = Power(values["power"])
    return School(**values, depot=of_ugel[values["ugel"]], quintile=poverty.quintile if poverty else None)


def _names(table: Table) -> list[str]:
    return [str(column.name) for column in table.columns]


def kept_of(school: School) -> dict[str, Any]:
    """Return what the region keeps of a school: neither the depot that serves it nor its quintile is its own."""
    row = {name: getattr(school, name) for name in _names(schema.schools)}
    # The quintile is kept in a table of its own, by service or district.
    made_up = " ".join(name for name in school.simulated if name != _QUINTILE)
    return {**row, "languages": " ".join(school.languages), "simulated": made_up}


def schools_of(schools: Iterable[School]) -> Mapping[SchoolId, School]:
    """Return the schools by their id."""
    return {school.id: school for school in schools}
