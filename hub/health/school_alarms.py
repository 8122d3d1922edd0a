"""What a school must be asked about: it was regular and fell silent, its count is overdue, it lost devices."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import Connection, func, select

from hub import schema, school_news, ugel_calendars
from hub.database import at
from hub.health import heard
from hub.health.alarm import Alarm
from hub.health.quiet import silence
from hub.health.school_days import SchoolDays, by_site
from hub.region import names_of_sites
from hub.region_rows import StockRow
from hub.rows import NodeState
from hub.school_news import LossRow
from hub.store import Store
from shared.clock import LIMA
from shared.ids import ResourceId, SchoolId
from shared.resources import ResourceKind
from shared.sentences import N_, Sentence, Value

COUNT_DAYS, COUNT_SCHOOL_DAYS = 31, 20
"""A count of each month: it is overdue once so many days went by, and so many of them had classes."""
LOSS_DAYS = 60
_QUIET = N_(
    "%(school)s: enviaba cada %(usual)s días de clases y no envía desde el %(since)s (%(days)s días de clases). Llame: "
    "pregunte por la laptop, la energía y la señal. Si no hay señal, póngala en la ronda de USB."
)
_QUIET_DAILY = N_(
    "%(school)s: enviaba cada día de clases y no envía desde el %(since)s (%(days)s días de clases). Llame: "
    "pregunte por la laptop, la energía y la señal. Si no hay señal, póngala en la ronda de USB."
)
_COUNT = N_(
    "%(school)s: el conteo de equipos está atrasado; el último es del %(day)s. Pídale que cuente lo que tiene y lo "
    "envíe: el plan reparte por lo que dice ese conteo."
)
_COUNT_NEVER = N_(
    "%(school)s: tiene equipos y todavía no los contó. Pídale que cuente lo que tiene y lo envíe: el plan supone lo "
    "que no sabe."
)
_LOSS = N_(
    "%(school)s avisó que perdió equipos: %(what)s unidades. Pregunte qué pasó y si hay denuncia (con número: "
    "%(reported)s de %(rows)s avisos), y decida si se reponen. El plan ya no los cuenta."
)


def quiet(store: Store) -> Iterator[Alarm]:
    """Tell of each site that sent regularly and fell silent."""
    with store.read() as connection:
        names, today = names_of_sites(connection), heard.today(store, connection)
        days = heard.days(connection, today)
        enrolled = set(_enrolled(connection))
        school_days = _school_days(store, connection, today)
    services = by_site(store.sites_of_services())
    for site in sorted(enrolled & set(days)):
        found = silence(days[site], today, partial(school_days.between, services.get(site, ())))
        if found:
            said: dict[str, Value] = {
                "school": _named(names, site),
                "usual": found.usual,
                "days": found.days,
                "since": _day(found.since),
            }
            words = _QUIET_DAILY if found.usual == 1 else _QUIET
            yield Alarm("school_quiet", Sentence(words, said), site, _noon(found.since))


def counts(store: Store) -> Iterator[Alarm]:
    """Tell of each site whose count of devices is overdue."""
    catalogue = store.catalogue().resources
    devices = {one.id for one in catalogue if one.kind is ResourceKind.REUSABLE}
    stock: dict[str, list[StockRow]] = {}
    for row in store.stock():
        if row.resource in devices and row.on_hand + row.lent > 0:
            stock.setdefault(row.site, []).append(row)
    with store.read() as connection:
        names, today = names_of_sites(connection), heard.today(store, connection)
        enrolled = _enrolled(connection)
        school_days = _school_days(store, connection, today)
    services = by_site(store.sites_of_services())
    for site, rows in sorted(stock.items()):
        since = _since(rows, enrolled.get(site))
        if since is None or not overdue(since, today, school_days, services.get(site, ())):
            continue
        if any(row.dated is None for row in rows):
            yield Alarm("count_overdue", Sentence(_COUNT_NEVER, {"school": _named(names, site)}), site, _noon(since))
        else:
            said = {"school": _named(names, site), "day": _day(since)}
            yield Alarm("count_overdue", Sentence(_COUNT, said), site, _noon(since))


def losses(store: Store) -> Iterator[Alarm]:
    """Tell of each site that lost devices of late, until somebody looked into it."""
    with store.read() as connection:
        rows, names = school_news.losses(connection), names_of_sites(connection)
        since = heard.today(store, connection) - timedelta(days=LOSS_DAYS)
    resources = {one.id: one.name for one in store.catalogue().resources}
    for site in sorted({row.site for row in rows}):
        # Those of which nobody knows the day are told until somebody looked.
        mine = [row for row in rows if row.site == site and (row.day is None or row.day >= since)]
        if mine:
            said: dict[str, Value] = {
                "school": _named(names, site),
                "what": _lost(mine, resources),
                "reported": sum(bool(row.report_number) for row in mine),
                "rows": len(mine),
            }
            newest = max((row.day for row in mine if row.day), default=None)
            # Those of before go out of sight by and by: what is new is told by the newest, and by how many it has.
            mark = f"{newest or ''}:{sum(row.day in (newest, None) for row in mine)}"
            yield Alarm("loss", Sentence(_LOSS, said), site, _noon(newest) if newest else None, mark)


def overdue(since: date, today: date, school_days: SchoolDays, schools: Collection[SchoolId]) -> bool:
    """Tell whether a count of *since* is overdue *today*: a month went by, and a month's worth of classes in it."""
    return (today - since).days > COUNT_DAYS and school_days.between(schools, since, today) >= COUNT_SCHOOL_DAYS


def _since(rows: Sequence[StockRow], enrolled: date | None) -> date | None:
    """Return the day of the oldest count of *rows*; of what nobody counted, when its computer was enrolled."""
    if any(row.dated is None for row in rows):
        return enrolled
    # A count that nothing dates is a count: of when is not known, and nobody is asked for another.
    return min((row.as_of for row in rows if row.as_of), default=None)


def _lost(rows: Sequence[LossRow], names: Mapping[ResourceId, str]) -> str:
    units: dict[str, int] = {}
    for row in rows:
        name = names.get(row.resource, row.resource)
        units[name] = units.get(name, 0) + row.units
    return ", ".join(f"{count:,} ({name})" for name, count in sorted(units.items()))


def _school_days(store: Store, connection: Connection, today: date) -> SchoolDays:
    return SchoolDays(store.calendar(), school_news.own_days(connection), today, ugel_calendars.of_schools(store))


def _enrolled(connection: Connection) -> Mapping[str, date]:
    nodes = schema.nodes.c
    query = select(nodes.site, func.min(nodes.enrolled_s)).where(nodes.state == NodeState.OK).group_by(nodes.site)
    return {site: at(since).astimezone(LIMA).date() for site, since in connection.execute(query).all()}


def _named(names: Mapping[str, tuple[str, ...]], site: str) -> str:
    return ", ".join(names.get(site, ())) or site


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), LIMA)
