"""What a night, or a step of it, did: written under its name and day into ``reports/``, for programs and for people."""

import logging
import time
from collections.abc import Callable
from typing import Any

import msgspec

from hub.store import Store
from shared.clock import LIMA
from shared.disk import full_disk_told
from shared.whole import write_whole

_log = logging.getLogger(__name__)


def worked(store: Store, name: str, work: Callable[[], tuple[dict[str, Any], str]]) -> tuple[dict[str, Any], str]:
    """
    Do a step of the office's work; write what it came to, and in how many seconds, and return that and its words.

    Raises:
        NoSpace: The disk is full.
    """
    started = time.monotonic()
    with full_disk_told():
        found, words = work()
    found = {**found, "seconds": round(time.monotonic() - started, 2)}
    write(store, name, found, words)
    return found, words


def write(store: Store, name: str, report: dict[str, Any], words: str) -> None:
    """Write a report as JSON and in words, in place of an earlier one of the same name and day."""
    folder = store.config.reports_folder
    folder.mkdir(parents=True, exist_ok=True)
    dated = f"{name}-{store.clock.now().astimezone(LIMA):%Y-%m-%d}"
    write_whole(folder / f"{dated}.json", msgspec.json.format(msgspec.json.encode(report)))
    write_whole(folder / f"{dated}.txt", words.encode() + b"\n")
    _log.info("report=%s", dated)
