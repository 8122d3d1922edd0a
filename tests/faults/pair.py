"""A real region and a real school side by side: real files, real HTTP on loopback, a clock that can be set."""

import dataclasses
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq

from edge.agent import Agent
from edge.config import Config
from edge.enrol import Identity, init, load_identity
from edge.models_store import ModelFiles
from edge.store import Store
from edge.sync_rows import AttemptRow
from edge.wiring import road_of
from hub.acts import BY_COMMAND
from hub.enrol import invite
from shared.clock import Clock
from shared.events import Claim
from shared.ids import SiteId
from sync.http_road import HttpRoad
from sync.roads import Road
from tests.edge.building import use
from tests.hub.builders import SITE, Office
from tests.hub.laptop import JumpyClock
from tests.hub.service import serving


@contextmanager
def served(office: Office, **settings: Any) -> Iterator[str]:
    """Serve the hub of *office* from a thread; give its address."""
    with serving(dataclasses.replace(office.config, **settings)) as url:
        yield url


def invitation(office: Office, into: Path, url: str = "http://127.0.0.1:9", site: SiteId = SITE) -> Path:
    """Write an invitation to a site."""
    found = invite(office.store, office.keys.public, site, office.store.schools(), url, by=BY_COMMAND)
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_bytes(found.to_json())
    return into


@contextmanager
def in_memory() -> Iterator[Path]:
    """Give a folder where all of this run are (``tests.in_memory``): for one life, as there are hundreds."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@dataclass
class School:
    """A node in a folder, opened, with its agent over HTTP."""

    config: Config
    store: Store
    identity: Identity
    agent: Agent

    def record(self, count: int = 1, **more: Any) -> None:
        self.store.record([Claim(use()) for _ in range(count)], **more)

    def send_all(self) -> AttemptRow:
        """Contact the region, and again with the time that it told; return how the first contact ended."""
        row = self.agent.tick()
        self.agent.tick()
        return row

    def bodies(self) -> list[bytes]:
        return [row.body for row in self.store.records.bodies()]


@contextmanager
def school(
    folder: Path, url: str = "", clock: Clock | None = None, road: Road | None = None, *, wired: bool = False
) -> Iterator[School]:
    """Open the node in *folder*; its road is *road*, or HTTP to *url*, made as a node's own where it is *wired*."""
    config = Config(dir=folder, hub_url=url, clock=clock or JumpyClock())
    identity = load_identity(config)
    with Store(config.database, config.clock) as store:
        address = url or identity.invitation.url
        make = (
            (lambda: road)
            if road is not None
            else (lambda: HttpRoad(address, timeout_s=(2, 5), hub=identity.invitation.hub))
        )
        make = road_of(config, store, identity) if wired else make
        agent = Agent(store, identity, ModelFiles(config.models), make, clock=config.clock, rng=Random(1))
        yield School(config, store, identity, agent)


def new_school(office: Office, folder: Path) -> Path:
    """Make a node that was invited to the first site and has said nothing yet."""
    init(Config(dir=folder, clock=JumpyClock()), invitation(office, folder.with_suffix(".json")))
    return folder


def held_by(office: Office, incarnations: set[bytes] | None = None) -> list[bytes]:
    """Return the canonical bytes of every event in the lake, in the order of their chains."""
    rows: list[dict[str, Any]] = []
    for name in office.store.segments("events"):
        table = pq.read_table(office.config.lake_folder / name, columns=["incarnation", "seq", "depth", "body"])
        rows += table.to_pylist()
    mine = [row for row in rows if incarnations is None or row["incarnation"] in incarnations]
    return [row["body"] for row in sorted(mine, key=lambda row: row["depth"])]


def incarnations_of(one: School) -> set[bytes]:
    return {id_ for (id_,) in one.store.db.rows("SELECT id FROM incarnations")}
