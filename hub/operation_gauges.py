"""How the region's hub runs, as measures: uploads, what waits, schools, disk, the night, plans, sessions, alarms."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from sqlalchemy import Connection, func, select, text

from hub import alarms, copying, doubting, drill, room, runs, schema
from hub.moments import is_to_come
from hub.parts import Parts
from hub.postgres import DIALECT
from hub.rows import QUIET_DAYS, NodeState, SchoolSync, quiet_sites
from hub.runs import Run
from hub.store import Store
from hub.tally import BOUNDS_S, Tally

_OUTCOMES = ("taken", "held", "refused", "busy", "full", "forgotten", "error")


def measures(hub: Parts) -> Iterator[Metric]:
    """Return the measures of now; what is not known has no sample."""
    store = hub.store
    yield from _uploads(hub.tally)
    yield from _schools(store.sync_states())
    yield from _database(store)
    rooms = {place.value: one for place, one in room.rooms(hub.config).items()}
    yield _labelled("disk_free_bytes", "Free on each disk, by the first thing of the hub that lies on it.", "place", {
        place: one.free for place, one in rooms.items()
    })  # fmt: skip
    yield _labelled("disk_bytes", "Size of that disk.", "place", {place: one.total for place, one in rooms.items()})
    least = hub.config.min_free_mb * 2**20
    yield _gauge("disk_least_bytes", "Below this nothing is received.", least)
    yield from _night(runs.latest(store, most=1), runs.last_done(store), store.clock.now())
    yield from _copies(store)
    looked = Counter("no" if one.look is None else one.look.verdict.value for one in doubting.standing(store))
    yield _labelled("use_doubted", "Series of use that last night doubted, by what a person said.", "look", {
        name: looked[name] for name in ("no", "right", "wrong")
    })  # fmt: skip
    found = Counter(one.kind for one in alarms.alarms(store))
    yield _labelled(
        "alarms", "What Salud asks somebody to attend to, by kind; none where there is none.", "kind", found
    )


def _uploads(tally: Tally) -> Iterator[Metric]:
    came = CounterMetricFamily(
        "chasqui_uploads", "Uploads that were answered, by what came of them.", labels=["outcome"]
    )
    for outcome in _OUTCOMES:
        came.add_metric([outcome], tally.outcomes[outcome])
    yield came
    bounds, total = [], 0
    for bound, count in zip((*map(str, BOUNDS_S), "+Inf"), tally.classes, strict=True):
        total += count
        bounds.append((bound, total))
    took = HistogramMetricFamily(
        "chasqui_upload_seconds", "From the first byte of an upload that was taken to its answer."
    )
    took.add_metric([], bounds, tally.seconds)
    yield took
    yield _gauge("uploads_in_line", "Uploads that wait for their turn, or are being taken.", tally.in_line)


def _schools(states: Iterable[SchoolSync]) -> Iterator[Metric]:
    states = list(states)
    by_site = {one.school.site: one for one in states}
    counts = Counter(one.state.value for one in by_site.values())
    yield _labelled("sites", "Sites, by where they stand with their computer.", "state", {
        one.value: counts[one.value] for one in NodeState
    })  # fmt: skip
    enrolled = [one for one in by_site.values() if one.state is NodeState.OK]
    silent = len(quiet_sites(states))
    yield _gauge("sites_silent", f"Sites that were not heard for more than {QUIET_DAYS} days.", silent)
    yield _gauge("sites_unsent_events", "Records that computers said they had not sent.",
                 sum(one.pending or 0 for one in enrolled))  # fmt: skip


def _database(store: Store) -> Iterator[Metric]:
    stretches, segments = schema.stretches.c, schema.segments.c
    with store.read() as connection:
        events = _whole(connection, select(func.coalesce(func.sum(stretches.count), 0)))
        lake = _whole(connection, select(func.coalesce(func.sum(segments.bytes), 0)))
        files = _whole(connection, select(func.count()).select_from(schema.segments))
        sessions = _whole(connection, select(func.count()).select_from(schema.sessions))
        waits = dict(_waits(connection))
        size = _size(connection)
    received = CounterMetricFamily("chasqui_events", "Records that were received, by whatever road.")
    received.add_metric([], events)
    yield received
    yield _gauge("lake_bytes", "Size of the lake's files in force.", lake)
    yield _gauge("lake_files", "The lake's files in force.", files)
    yield _labelled("waiting_bundles", "Bundles that were kept and not applied, by why.", "why", waits)
    yield _gauge("sessions", "Sessions that are open.", sessions)
    yield _gauge("database_bytes", "Size of the database.", size)
    plans = Counter(one.status.value for one in store.plans())
    yield _labelled("plans", "Plans, by where they stand.", "state", {
        name: plans[name] for name in ("proposed", "approved", "published")
    })  # fmt: skip


def _waits(connection: Connection) -> Iterator[tuple[str, int]]:
    table = schema.waiting.c
    found = {why: int(count) for why, count in connection.execute(select(table.why, func.count()).group_by(table.why))}
    for why in ("unknown", "revoked", "gap", "newer"):
        yield why, found.get(why, 0)


def _size(connection: Connection) -> int:
    if connection.dialect.name == DIALECT:
        return _whole(connection, select(func.pg_database_size(func.current_database())))
    pages, each = (connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("page_count", "page_size"))
    return int(pages) * int(each)


def _night(newest: list[Run], done: Run | None, now: datetime) -> Iterator[Metric]:
    if newest:
        failed = bool(newest[0].why)
        yield _gauge("night_failed", "1 where the newest night failed.", int(failed))
        yield from _moment("night_began", "When the newest night began.", newest[0].began, now)
    if done and done.ended:
        yield from _moment("night", "When the last night that ended did so.", done.ended, now)
        yield _gauge("night_seconds", "How long it took.", (done.ended - done.began).total_seconds())
        yield _labelled("night_step_seconds", "How long each of its steps took.", "step", done.seconds)


def _copies(store: Store) -> Iterator[Metric]:
    now = store.clock.now()
    if away := copying.latest(store, away=True):
        yield from _moment("copy", "When the newest copy that left the hub's disk was made.", away.made, now)
        yield _gauge("copy_bytes", "Its size.", away.bytes)
    for name, run in (("copy", copying.COPY), ("drill", drill.DRILL)):
        if newest := runs.latest(store, run, most=1):
            yield _gauge(f"{name}_failed", f"1 where the newest {name} failed.", int(bool(newest[0].why)))
    if (done := runs.last_done(store, drill.DRILL)) and done.ended:
        yield from _moment("drill", "When a copy was last restored aside and found good.", done.ended, now)


def _moment(name: str, says: str, moment: datetime, now: datetime) -> Iterator[Metric]:
    """Return when something was; of what a clock that was ahead noted that is not known, and an alarm says so."""
    if not is_to_come(moment, now):
        yield _gauge(f"{name}_timestamp_seconds", says, moment.timestamp())


def _whole(connection: Connection, query: object) -> int:
    return int(connection.execute(query).scalar_one())  # type: ignore[call-overload]


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(f"chasqui_{name}", says, value=value)


def _labelled(name: str, says: str, label: str, values: Mapping[str, float]) -> Metric:
    found = GaugeMetricFamily(f"chasqui_{name}", says, labels=[label])
    for value, number in values.items():
        found.add_metric([value], number)
    return found
