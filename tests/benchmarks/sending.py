"""
What a laptop does when there is something to send, in a process of its own: ``python -m tests.benchmarks.sending``.

The real store, agent and session, asked once a second whether an attempt is due, as the running node does. Prints what
it took, from the first attempt to the signed confirmation of everything.
"""

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path

from tests.benchmarks.processes import peak_rss_mb, rss_mb

EVERY_S = 3
"""Longest wait between two attempts, as the demonstration sets it; a school's laptop has 900."""


def grown_by(*modules: str) -> float:
    """Load *modules*; return the MiB that they added to this process."""
    before = rss_mb(os.getpid())
    for name in modules:
        import_module(name)
    return rss_mb(os.getpid()) - before


def main(folder: Path, url: str, attempts: int, limit_s: float, now: str) -> None:
    """Send until all is acked, or *attempts* were made (0: any number), or *limit_s* is over; it is *now* o'clock."""
    grown_by("flask")
    code_mb = grown_by("sync.session", "sync.roads")
    from edge.config import Config
    from edge.enrol import load_identity
    from edge.jobs import POLL_S
    from edge.store import Store
    from edge.wiring import agent_of
    from shared.clock import clock_from

    config = Config(dir=folder, hub_url=url, sync_every_s=EVERY_S, clock=clock_from(now))
    made, outcome = 0, ""
    with Store(config.database, config.clock) as store:
        agent = agent_of(config, store, load_identity(config))
        before_mb = rss_mb(os.getpid())
        started, cpu_started = time.monotonic(), time.process_time()
        while True:
            if row := agent.tick_if_due():
                made, outcome = made + 1, row.outcome
            if outcome == "ok" or made == (attempts or -1) or time.monotonic() - started > limit_s:
                break
            time.sleep(POLL_S)
        told = {
            "seconds": time.monotonic() - started,
            "cpu_s": time.process_time() - cpu_started,
            "peak_rss_mb": peak_rss_mb(os.getpid()),
            "above_flask_mb": code_mb + max(0.0, peak_rss_mb(os.getpid()) - before_mb),
            "finished": outcome == "ok",
            "attempts": made,
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), sys.argv[5])
