"""
The peer that is simplest to build: JSON batches of 500, gzipped, one POST each, sent again until the server said yes.

``serve PORT DATABASE`` runs the server, ``send URL EVENTS LIMIT`` the client, each a process of its own. Each event
is an object with an identifier of its own, so that a batch that comes twice adds nothing.
"""

import gzip
import json
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import requests
import waitress

from tests.benchmarks.processes import peak_rss_mb

BATCH = 500
COLUMNS = ("event_id", "school_id", "learner_id", "resource_id", "action", "seconds", "ts")


def serve(port: int, database: Path) -> None:
    """Take batches into *database*: what was answered with 200 is on the disk."""
    db = sqlite3.connect(database, check_same_thread=False)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute(f"CREATE TABLE events (event_id TEXT PRIMARY KEY, {', '.join(COLUMNS[1:])})")
    gate = threading.Lock()

    def take(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read()
        try:
            rows = [tuple(event[name] for name in COLUMNS) for event in json.loads(gzip.decompress(body) or b"[]")]
        except (OSError, EOFError, ValueError, KeyError, TypeError):  # damaged on the way: the batch comes again
            start("400 Bad Request", [("Content-Length", "0")])
            return []
        with gate, db:
            db.executemany("INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        answer = json.dumps({"stored": len(rows)}).encode()
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
        return [answer]

    waitress.serve(take, host="127.0.0.1", port=port, threads=4)


def send(url: str, events: list[dict[str, Any]], limit_s: float) -> dict[str, Any]:
    """Post every batch until it is stored; give up after *limit_s*."""
    session, failures = requests.Session(), 0
    started, cpu_started = time.monotonic(), time.process_time()
    left = [events[at : at + BATCH] for at in range(0, len(events), BATCH)]
    while left and time.monotonic() - started < limit_s:
        if _stored(session, url, left[0]):
            left.pop(0)
            failures = 0
        else:
            failures += 1
            # At once after a cut; where nothing gets through, once a second.
            time.sleep(1 if failures > 3 else 0)
    return {
        "seconds": time.monotonic() - started,
        "cpu_s": time.process_time() - cpu_started,
        "peak_rss_mb": peak_rss_mb(os.getpid()),
        "finished": not left,
    }


def _stored(session: requests.Session, url: str, batch: list[dict[str, Any]]) -> bool:
    body = gzip.compress(json.dumps(batch, separators=(",", ":")).encode(), 6)
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    try:
        return session.post(f"{url}/events", data=body, headers=headers, timeout=(5, 30)).status_code == 200
    except requests.RequestException:
        return False


def rows(database: Path) -> list[dict[str, Any]]:
    """Return what the server holds."""
    with sqlite3.connect(database) as db:
        held = [dict(zip(COLUMNS, row, strict=True)) for row in db.execute("SELECT * FROM events")]
    db.close()
    return held


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        print(json.dumps(send(sys.argv[2], json.loads(Path(sys.argv[3]).read_text()), float(sys.argv[4]))))
