"""Peers: what others would send the same uses with. Each run has a server of its own, a client process, a road."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from hub.demo.badroad import BadRoad
from hub.demo.processes import Workshop, free_port
from hub.demo.weather import Road
from tests.benchmarks import gzip_json
from tests.benchmarks.frame import PROJECT, say
from tests.benchmarks.processes import cpu_s
from tests.benchmarks.profiles import Run
from tests.usage_events import as_json

INSTALLED = PROJECT / "build" / "peers"
"""Where peers that are no part of the project are installed, once."""
_GRACE_S = 240
"""What a client may take beyond its limit, to start and to record, before it is stopped."""


class Peer(Protocol):
    """One way to send; its client prints as its last line what it took, as JSON."""

    name: str
    has_idle: bool
    """Whether it can be asked for an exchange with nothing new."""

    def server(self, folder: Path, port: int) -> tuple[Sequence[str], str]:
        """Return the server that keeps what it takes in *folder*, and where it answers once it is ready."""

    def client(self, folder: Path, url: str, events: Path, limit_s: float) -> Sequence[str]:
        """Return who records *events* and sends them to *url*, and gives up after *limit_s*."""

    def held(self, folder: Path, address: str) -> Mapping[str, object]:
        """Return the records at the server, by their identifiers."""

    def true(self, event: Mapping[str, Any]) -> object:
        """Return what the server must hold of an event."""


def send_by(peer: Peer, folder: Path, records: int, seed: int, road: Road, limit_s: float) -> Run:
    """Let *peer* send *records* uses over *road*; its files go into *folder*."""
    folder.mkdir(parents=True)
    sent, events = as_json(records, seed), folder / "events.json"
    events.write_text(json.dumps(sent), encoding="utf-8")
    port = free_port()
    with Workshop(folder) as shop:
        command, address = peer.server(folder / "server", port)
        shop.serve("peer", command, address)
        before = cpu_s(shop.servers["peer"].pid)
        with BadRoad(("127.0.0.1", port), road) as proxy:
            told = _told(peer.client(folder / "client", proxy.url, events, limit_s), limit_s)
        server_cpu_s = cpu_s(shop.servers["peer"].pid) - before
        if (code := shop.servers["peer"].poll()) is not None:
            say(f"sync: the server of {peer.name} ended with {code}; it is started again to see what it holds")
            shop.serve("peer", command, address)
        held = peer.held(folder / "server", f"http://127.0.0.1:{port}")
    if told["finished"] and len(held) < len(sent):
        say(f"sync: {peer.name} said that all was sent, and its server holds {len(held)} of {len(sent)}")
    true = {event["event_id"]: peer.true(event) for event in sent}
    return Run(
        records=records,
        seconds=told["seconds"],
        bytes_up=proxy.traffic.bytes_up,
        bytes_down=proxy.traffic.bytes_down,
        requests=proxy.traffic.requests,
        cpu_s=told["cpu_s"] + server_cpu_s,
        peak_rss_mb=told["peak_rss_mb"],
        wrong_records=sum(true.get(name) != record for name, record in held.items()),
        arrived=len(held),
        finished=told["finished"] and len(held) >= len(sent),
        own={"disk_per_event": told["disk_bytes"] / records} if records and "disk_bytes" in told else {},
    )


def _told(command: Sequence[str], limit_s: float) -> dict[str, Any]:
    """Run a client to its end; one that crashed, ended without a word, or had to be stopped, did not finish."""
    started = time.monotonic()
    try:
        done = subprocess.run(
            command, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            timeout=limit_s + _GRACE_S,
        )  # fmt: skip
        if done.returncode == 0 and (said := done.stdout.splitlines()):
            told: dict[str, Any] = json.loads(said[-1])
            return told
    except subprocess.TimeoutExpired:
        pass  # it hangs, which some do on a damaged answer
    return {"seconds": time.monotonic() - started, "cpu_s": 0.0, "peak_rss_mb": 0.0, "finished": False}


@dataclass(frozen=True, slots=True)
class GzipJson:
    """JSON batches of 500, gzipped: what is simplest to build."""

    name: str = "gzip_json"
    has_idle: bool = False

    def server(self, folder: Path, port: int) -> tuple[Sequence[str], str]:
        command = [sys.executable, "-m", "tests.benchmarks.gzip_json", "serve", str(port), str(folder)]
        return command, f"http://127.0.0.1:{port}/"

    def client(self, folder: Path, url: str, events: Path, limit_s: float) -> Sequence[str]:
        del folder  # it keeps nothing
        return [sys.executable, "-m", "tests.benchmarks.gzip_json", "send", url, str(events), str(limit_s)]

    def held(self, folder: Path, address: str) -> Mapping[str, object]:
        del address  # its database is looked into
        return {row["event_id"]: row for row in gzip_json.rows(folder)}

    def true(self, event: Mapping[str, Any]) -> object:
        return dict(event)
