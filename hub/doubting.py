"""Use that is doubted as the region keeps it: judged each night, looked at by people, and how much of it counts."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, RowMapping, delete, select

from hub import aggregate, ledger, notices, schema, tables
from hub.acts import Kind
from hub.forecasting import kinds_in, origin_of
from hub.limits import reason_told
from hub.plausibility import JUDGED, MOVES, REFERENCE, Doubt, Pair, Recorded, Why, doubts, held_to, possible_units
from hub.region_rows import School
from hub.region_series import series_by_school
from hub.store import Store
from shared.acts import Actor
from shared.demand import Floats, targets
from shared.doubted import Bound
from shared.errors import Moved, NotReady
from shared.ids import ResourceId, SchoolId
from shared.notices import About, What
from shared.resources import Catalogue, ResourceKind
from shared.school_year import Week, monday, week_of
from shared.sentences import N_
from shared.suiting import stage_of

WEEKS = REFERENCE + JUDGED
_DOUBTS, _LOOKS = schema.flags.doubts, schema.flags.looks
_NO_SUCH = N_("Ese uso ya no está en revisión. Vuelva a «Uso en revisión»: la lista se calcula cada noche.")
_OTHER = N_(
    "Lo que se anotó de ese recurso en esa escuela ya es otra cosa que lo que usted vio, y no se guardó nada. Mire "
    "cuánto es ahora y repita."
)
_log = logging.getLogger(__name__)


class Verdict(StrEnum):
    """What a person said of doubted use."""

    RIGHT = "right"
    """It is as it was recorded: it counts in full."""
    WRONG = "wrong"
    """It is not: it counts up to what is plausible."""


_TOLD: Mapping[Verdict, What] = {Verdict.RIGHT: What.USE_STANDS, Verdict.WRONG: What.USE_BOUNDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a person said of the use of a resource at a school, and how many units a week had then at most."""

    number: int
    """Of the act that keeps it."""
    school: SchoolId
    resource: ResourceId
    verdict: Verdict
    units: int
    week: date
    """The Monday of the last week that was doubted then."""
    why: str
    login: str
    office: str


class Seen(NamedTuple):
    """What a person had before them of doubted use when they said what it is."""

    units: int
    week: date
    """The Monday of its last week."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Doubted use, with what a person said of it where that still holds."""

    doubt: Doubt
    look: Look | None = None

    @property
    def seen(self) -> Seen:
        """What somebody sees who looks at it now."""
        return _seen(self.doubt)


def judge(store: Store) -> list[Doubt]:
    """
    Judge what is recorded, and keep what is doubted in place of what was; what is doubted goes on being so.

    Raises:
        NotReady: ``weekly_demand`` was not computed yet.
    """
    with store.one_state():
        right = {pair: look.units for pair, look in looks(store).items() if look.verdict is Verdict.RIGHT}
        found = doubts(recorded(store), right, held_to(one.doubt for one in standing(store)))
    with store.begin() as connection:
        connection.execute(delete(_DOUBTS))
        if found:
            connection.execute(_DOUBTS.insert(), [_row(one) for one in found])
    _log.info("judged doubted=%d", len(found))
    return found


def recorded(store: Store) -> Recorded:
    """
    Return the last weeks of everything that is scarce, up to the last whole one.

    Raises:
        NotReady: ``weekly_demand`` was not computed yet.
    """
    demand, root = store.dataset(aggregate.NAME), store.config.lake_place
    if demand is None:
        raise NotReady("Todavía no hay demanda semanal. Ejecute primero «chasqui-hub aggregate».")
    last = origin_of(store)
    schools = {one.id: one for one in store.schools()}
    kinds = {
        name: kind for name, kind in kinds_in(root, demand, store.catalogue()).items() if kind is not ResourceKind.PACK
    }
    table = tables.read(root, demand)
    table = table.filter(
        pc.and_(
            pc.greater_equal(table["week"], pa.scalar(monday(Week(last - WEEKS + 1)), pa.date32())),
            pc.is_in(table["resource"], value_set=pa.array([str(name) for name in kinds], pa.string())),
        )
    )
    found = [one for school, series in series_by_school(table, kinds) if school in schools for one in series]
    units = np.full((len(found), WEEKS), np.nan)
    for row, one in enumerate(found):
        place = one.weeks - (last - WEEKS + 1)
        inside = (place >= 0) & (place < WEEKS)
        units[row, place[inside]] = targets(one)[inside]
    return beside([(one.school, one.resource) for one in found], units, last, schools, kinds)


def beside(
    pairs: Sequence[Pair],
    units: Floats,
    last: Week,
    schools: Mapping[SchoolId, School],
    kinds: Mapping[ResourceId, ResourceKind],
) -> Recorded:
    """Return recorded use with what is known of its schools: their students, and who is like whom."""
    alike: dict[tuple[str, ...], int] = {}
    of = [schools[school] for school, _ in pairs]
    names = [
        (resource, stage_of(one.level), one.rurality.partition(" ")[0])
        for one, (_, resource) in zip(of, pairs, strict=True)
    ]
    kind = [alike.setdefault(name, len(alike)) if all(name) else -1 for name in names]
    possible = [possible_units(kinds[name], one.students) for one, (_, name) in zip(of, pairs, strict=True)]
    return Recorded(
        pairs=pairs,
        units=units,
        last=last,
        possible=np.array(possible, dtype=float),
        students=np.array([one.students or np.nan for one in of], dtype=float),
        kind=np.array(kind, dtype=np.int64),
    )


def standing(store: Store) -> list[Standing]:
    """Return what the last night doubted, with what a person said of it where the use has not moved again since."""
    with store.one_state(), store.read() as connection:
        rows = connection.execute(select(_DOUBTS).order_by(_DOUBTS.c.school, _DOUBTS.c.resource)).mappings().all()
        said = looks(store)
    found = [_doubt(row) for row in rows]
    return [Standing(one, _holding(one, said.get((one.school, one.resource)))) for one in found]


def bounds(store: Store, catalogue: Catalogue, period_weeks: int) -> dict[Pair, Bound]:
    """
    Return how many units of a period count at most of each doubted need: what is used up adds week by week.

    What a person said is right is not doubted from then on, though the night has not judged it again.
    """
    kinds = {one.id: one.kind for one in catalogue.resources}
    return {
        (one.doubt.school, one.doubt.resource): Bound(
            one.doubt.weekly * (1 if kinds.get(one.doubt.resource) is ResourceKind.REUSABLE else period_weeks),
            looked_at=one.look is not None,
        )
        for one in standing(store)
        if one.look is None or one.look.verdict is Verdict.WRONG
    }


def look_at(store: Store, pair: Pair, verdict: Verdict, seen: Seen, *, why: str, by: Actor) -> Look:
    """
    Keep what a person says of doubted use, and why: of the plans that are drawn from then on. The school reads it.

    Raises:
        BadInput: The reason is missing or too long.
        Moved: It is not doubted any more, or a night found more or later use than what was *seen*.
    """
    why = reason_told(why)
    with store.begin() as connection:
        doubt = _of_pair(connection, pair)
        if _seen(doubt) != seen:
            raise Moved(_OTHER)
        told = {"school": pair[0], "resource": pair[1], "verdict": verdict.value, "units": doubt.units, "why": why}
        act = ledger.append(connection, store.now_s(), Kind.CAP, f"use/{pair[0]}/{pair[1]}"[:80], by, told)
        look = Look(
            number=act.number,
            school=pair[0],
            resource=pair[1],
            verdict=verdict,
            units=seen.units,
            week=seen.week,
            why=why,
            login=by.login,
            office=by.office,
        )
        connection.execute(_LOOKS.insert().values(**asdict(look)))
        site, about = notices.site_of_school(connection, pair[0]), About(school=pair[0], resource=pair[1])
        notices.tell(store, connection, site, _TOLD[verdict], about, why=why, by=by)
    _log.info("use_looked_at school=%s resource=%s verdict=%s", *pair, verdict.value)
    return look


def looks(store: Store) -> dict[Pair, Look]:
    """Return the last thing that a person said of each series."""
    with store.read() as connection:
        rows = connection.execute(select(_LOOKS).order_by(_LOOKS.c.number)).mappings().all()
    found = [Look(**{**row, "verdict": Verdict(row["verdict"])}) for row in rows]
    return {(one.school, one.resource): one for one in found}


def visits(found: Iterable[Standing], count: int = 10) -> list[Standing]:
    """
    Return whom to visit or call first: nobody looked at it yet, the most units beyond what is plausible before others.

    One series of a school is enough: who goes there sees them all.
    """
    schools: dict[SchoolId, Standing] = {}
    for one in sorted(
        found, key=lambda one: (one.doubt.weekly - one.doubt.units, one.doubt.school, one.doubt.resource)
    ):
        if one.look is None:
            schools.setdefault(one.doubt.school, one)
    return list(schools.values())[:count]


def unseen(found: Iterable[Standing]) -> list[Doubt]:
    """Return what nobody looked at yet, or not since it grew: what the alarm and the page count."""
    return [one.doubt for one in found if one.look is None]


def _holding(doubt: Doubt, look: Look | None) -> Look | None:
    return look if look is not None and doubt.units <= look.units * MOVES else None


def _of_pair(connection: Connection, pair: Pair) -> Doubt:
    query = select(_DOUBTS).where(_DOUBTS.c.school == pair[0], _DOUBTS.c.resource == pair[1])
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise Moved(_NO_SUCH)
    return _doubt(row)


def _seen(doubt: Doubt) -> Seen:
    return Seen(doubt.units, monday(doubt.last))


def _row(one: Doubt) -> dict[str, object]:
    days = {"since": monday(one.since), "last": monday(one.last)}
    return {**asdict(one), **days, "why": "|".join(one.why)}


def _doubt(row: RowMapping) -> Doubt:
    days = {name: week_of(row[name]) for name in ("since", "last")}
    return Doubt(**{**row, **days, "why": tuple(Why(word) for word in row["why"].split("|"))})
