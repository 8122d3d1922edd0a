"""The objects that one running hub is made of, and how its views find them."""

from dataclasses import dataclass, field

from flask import Flask, current_app

from hub.config import Config
from hub.drafts import Drafts
from hub.ingest import Ingest
from hub.keyfiles import read_keys
from hub.lake_place import Local
from hub.spool import Spool
from hub.store import Store
from hub.tally import Tally
from hub.trials import Trials
from hub.visits import Visits
from sync.keys import HubKeys
from sync.plugged import Plugged

_NAME = "chasqui_hub"
_MIB = 1_048_576


@dataclass(frozen=True, slots=True)
class Parts:
    """A hub, opened."""

    config: Config
    store: Store
    keys: HubKeys
    ingest: Ingest
    spool: Spool | None
    """None where bundles are not taken: each service has one."""
    visits: Visits
    plugged: Plugged
    trials: Trials
    drafts: Drafts
    tally: Tally = field(default_factory=Tally)


def open_parts(config: Config, store: Store | None = None, *, takes: bool = True) -> Parts:
    """
    Open the hub of ``config.folder``, over its *store* where that is open already, and its spool where it *takes*.

    Raises:
        NotInitialised: There is none.
    """
    keys = read_keys(config)
    store = store or Store(config)
    spool = _spool(config) if takes else None
    visits = Visits(config.clock, config.folder / "brought")
    if takes:
        # Pages in other processes are opened while the service reads what was brought.
        visits.sweep()
    ingest, plugged, trials = Ingest(store, keys), Plugged(config.sticks), Trials(config.clock)
    return Parts(config, store, keys, ingest, spool, visits, plugged, trials, Drafts(store))


def _spool(config: Config) -> Spool:
    least, most = config.min_free_mb * _MIB, config.max_spool_mb * _MIB
    lake = config.lake_place.root if isinstance(config.lake_place, Local) else None
    return Spool(config.spool_folder, max_bytes=most, min_free_bytes=least, lake=lake)


def install(app: Flask, hub: Parts) -> None:
    """Let the views of *app* find *hub*."""
    app.extensions[_NAME] = hub


def parts() -> Parts:
    """Return the parts of the application that serves this request."""
    found: Parts = current_app.extensions[_NAME]
    return found
