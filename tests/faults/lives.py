"""What a process does between its birth and its death in these tests: a node's whole exchange, a hub's, a stick's."""

import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from edge.config import Config as EdgeConfig
from edge.enrol import init, load_identity
from edge.pack_import import add_pack
from edge.program.updating import update
from edge.sealing import seal_old
from edge.store import Store
from edge.wiring import agent_of
from hub.aggregate import aggregate
from hub.carry import carry as hub_carry
from hub.compacting import compact
from hub.config import Config as HubConfig
from hub.front import Front
from hub.ingest import Ingest
from hub.keyfiles import read_keys
from hub.parts import open_parts
from hub.retention import clean
from hub.server import bound, service
from hub.store import Store as HubStore
from hub.taken import Asked, Taken
from shared.events import Claim
from tests.edge.building import use
from tests.edge.packing import HUB as PACK_HUB
from tests.edge.program.packages import HUB, builder
from tests.hub.builders import StillClock

Say = Callable[[str], None]


def claims(count: int) -> list[Claim]:
    return [Claim(use()) for _ in range(count)]


def node(say: Say, *, home: str, url: str, stick: str) -> None:
    """Record, send, record again, copy to a stick, record, send; say what a person would have been told."""
    config = EdgeConfig(dir=Path(home), hub_url=url)
    with Store(config.database, config.clock) as store:
        agent = agent_of(config, store, load_identity(config))
        say(f"saved {len(store.record(claims(3)))}")
        say(f"sent {agent.tick().outcome}")
        say(f"saved {len(store.record(claims(2), once='form'))}")
        say(f"copied {agent.carry(Path(stick)).outcome}")
        say(f"saved {len(store.record(claims(1)))}")
        say(f"sent {agent.tick().outcome}")


def updating(say: Say, *, program: str, file: str) -> None:
    """Take a newer version of the program out of a package."""
    update(Path(program), Path(file), HUB, run=builder(Path(program)))
    say("updated")


def busy(say: Say, *, home: str, url: str) -> None:
    """Record, send and seal for ever, as a school on a busy day."""
    config = EdgeConfig(dir=Path(home), hub_url=url)
    with Store(config.database, config.clock) as store:
        agent = agent_of(config, store, load_identity(config))
        while True:
            say(f"saved {len(store.record(claims(3)))}")
            say(f"sent {agent.tick().outcome}")
            seal_old(store, 5, 4)


def sealing(say: Say, *, home: str, url: str) -> None:
    """Record, send, and put what the region has into blocks; say what a person would have been told."""
    config = EdgeConfig(dir=Path(home), hub_url=url)
    with Store(config.database, config.clock) as store:
        agent = agent_of(config, store, load_identity(config))
        say(f"saved {len(store.record(claims(30)))}")
        say(f"sent {agent.tick().outcome}")
        say(f"sealed {seal_old(store, 5, 12)}")
        say(f"saved {len(store.record(claims(2)))}")
        say(f"sealed {seal_old(store, 5, 12)}")
        say(f"sent {agent.tick().outcome}")


def beginning(say: Say, *, home: str, letter: str) -> None:
    """Make a node."""
    init(EdgeConfig(dir=Path(home)), Path(letter))
    say("made")


def hub(say: Say, *, home: str, port: int) -> None:
    """Serve the hub until told to stop."""
    config = HubConfig(Path(home), min_free_mb=1, clock=StillClock())
    parts = open_parts(config)
    parts.store.start_life()
    parts.ingest.retry()
    parts.store.close()
    listening = bound("127.0.0.1", port)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    say("open")
    service(Front(config)).run([listening])


def together(say: Say, *, home: str, files: list[str]) -> None:
    """Take bundles that came in the same moment; say which were acked."""
    store = HubStore(HubConfig(Path(home), min_free_mb=1, clock=StillClock()))
    ingest = Ingest(store, read_keys(store.config))
    for name, answer in zip(files, ingest.take_all([Asked(Path(one).read_bytes()) for one in files]), strict=True):
        if isinstance(answer, Taken) and answer.new_events:
            say(f"acked {Path(name).name}")
    store.close()


def carry(say: Say, *, home: str, stick: str) -> None:
    """Take in a stick at the hub."""
    # The code's fourteen days are counted by the clock under which it was given.
    store = HubStore(HubConfig(Path(home), min_free_mb=1, clock=StillClock()))
    done = hub_carry(store, Ingest(store, read_keys(store.config)), Path(stick))
    say(f"answered {done.replies}")


def packing(say: Say, *, home: str, usb: str) -> None:
    """Take in a content pack."""
    config = EdgeConfig(dir=Path(home))
    with Store(config.database, config.clock) as store:
        say(f"kept {add_pack(store.packs, PACK_HUB, Path(usb), None).version}")


def night(say: Say, *, home: str, database: str = "") -> None:
    """Bring the weekly table up to date."""
    store = HubStore(HubConfig(Path(home), min_free_mb=1, clock=StillClock(), database=database))
    aggregate(store)
    say("up to date")
    store.close()


def retention(say: Say, *, home: str, database: str = "") -> None:
    """Remove what was kept long enough."""
    store = HubStore(HubConfig(Path(home), min_free_mb=1, clock=StillClock(), database=database))
    say(f"removed {sum(clean(store).values())}")
    store.close()


def compacting(say: Say, *, home: str, days: int, database: str = "") -> None:
    """Put the small files of days past together, so many days later."""
    clock = StillClock()
    clock.at += timedelta(days=days)
    store = HubStore(HubConfig(Path(home), min_free_mb=1, clock=clock, database=database))
    compact(store)
    say("put together")
    store.close()
