"""How the region's hub is, as a program that watches it reads it: what is wrong, and the few figures that say so."""

from datetime import datetime

import msgspec

from hub import aggregate, readiness, runs
from hub.alarms import alarms
from hub.parts import Parts
from hub.release import released
from hub.rows import NodeState, quiet_sites


class Trouble(msgspec.Struct, forbid_unknown_fields=True):
    """Something that somebody must do something about."""

    kind: str
    """A plain word, which never changes."""
    subject: str
    """Of which school, computer or file; empty where it is of none."""
    since: datetime | None
    said: str
    """What is wrong and what to do, in Spanish."""


class Health(msgspec.Struct, forbid_unknown_fields=True):
    """How the hub is now."""

    at: datetime
    ready: bool
    """Whether it can take what schools send."""
    why: list[str]
    """Why it cannot, and what to do."""
    alarms: list[Trouble]
    sites: int
    """Those with a computer that was enrolled..."""
    silent: int
    """...and those of them that said nothing for more than eight days."""
    events: int
    waiting: int
    """Bundles that are kept and do not count yet."""
    forks: int
    night: datetime | None
    """When the last night's work ended well."""
    demand: datetime | None
    """When ``weekly_demand`` was computed."""
    model: str
    """The version of the model in force; empty: the baseline."""


def health(hub: Parts) -> Health:
    """Return how *hub* is."""
    store = hub.store
    totals, night, model = store.totals(), runs.last_done(store), released(store)
    demand = store.dataset(aggregate.NAME)
    states = store.sync_states()
    why = [one.text() for one in readiness.troubles(hub)]
    return Health(
        at=store.clock.now(),
        ready=not why,
        why=why,
        alarms=[Trouble(one.kind, one.subject, one.since, one.said.text()) for one in alarms(store)],
        sites=len({row.school.site for row in states if row.state is NodeState.OK}),
        silent=len(quiet_sites(states)),
        events=totals.events,
        waiting=totals.waiting,
        forks=totals.forks,
        night=night.ended if night else None,
        demand=demand.made if demand else None,
        model=model[0].version if model else "",
    )
