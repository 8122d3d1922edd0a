"""The peer Kolibri 0.19: a school's server pushes its session logs to another one, by Morango."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from hub.demo.processes import Workshop, free_port
from tests.benchmarks.frame import say
from tests.benchmarks.peers import INSTALLED
from tests.usage_events import as_json

VERSION = "0.19.5"
_SCRIPT = Path(__file__).with_name("kolibri") / "peer.py"
USER, PASSWORD = "admin", "sincronizar"
"""Of whoever manages it."""
_HELD = (
    "SELECT log._morango_source_id, user.username, log.content_id, log.kind, log.time_spent, log.end_timestamp "
    "FROM logger_contentsessionlog AS log JOIN kolibriauth_facilityuser AS user ON user.id = log.user_id"
)


def installed(of: str, folder: Path = INSTALLED / "kolibri") -> Path | None:
    """Install it into *folder*, once, for the benchmark *of*; return its programs, or None and a word why."""
    programs = folder / "env" / "bin"
    try:
        if not (programs / "kolibri").exists():
            say(f"{of}: installing kolibri into {folder}")
            subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True)
            subprocess.run([str(programs / "python"), "-m", "pip", "install", "-q", f"kolibri=={VERSION}"], check=True)
    except subprocess.CalledProcessError as error:
        say(f"{of}: kolibri is left out: it could not be installed ({error})")
        return None
    return programs


def kolibri(seed: int, folder: Path = INSTALLED / "kolibri") -> "Kolibri | None":
    """Give it with a school of the learners of *seed*, made once; None where it cannot be installed."""
    programs, done = installed("sync", folder), folder / f"homes-{seed}" / "ready"
    if programs is None:
        return None
    peer = Kolibri(programs, done.parent)
    if not done.exists():
        shutil.rmtree(done.parent, ignore_errors=True)
        peer.make_school(sorted({event["learner_id"] for event in as_json(10_000, seed)}))
        done.touch()
    return peer


@dataclass(frozen=True, slots=True)
class Kolibri:
    """Two Kolibris that have the same school; each run takes a copy of both."""

    programs: Path
    homes: Path
    name: str = "kolibri"
    has_idle: bool = True

    def make_school(self, learners: Sequence[str]) -> None:
        """Set a server up with its *learners*, and another one that has taken it all over."""
        self.homes.mkdir(parents=True)
        server, client, names = self.homes / "server", self.homes / "client", self.homes / "people.json"
        names.write_text(json.dumps(learners))
        given = ["--superusername", USER, "--superuserpassword", PASSWORD, "--preset", "nonformal"]
        with Workshop(self.homes) as shop:
            manage = [*self._at(server), str(self.programs / "kolibri"), "manage"]
            shop.run(
                *manage, "provisiondevice", "--facility", "Escuela", *given, "--language_id", "es-419", "--noinput"
            )
            shop.run(*self._at(server), str(self.programs / "python"), str(_SCRIPT), "people", str(names))
            port = free_port()
            shop.serve("kolibri", *self._serving(server, port))
            shop.run(
                *self._at(client), str(self.programs / "kolibri"), "manage", "sync", "--baseurl",
                f"http://127.0.0.1:{port}", "--username", USER, "--password", PASSWORD, "--noninteractive",
            )  # fmt: skip

    def server(self, folder: Path, port: int) -> tuple[Sequence[str], str]:
        shutil.copytree(self.homes / "server", folder)
        return self._serving(folder, port)

    def client(self, folder: Path, url: str, events: Path, limit_s: float) -> Sequence[str]:
        shutil.copytree(self.homes / "client", folder)
        return [*self._at(folder), str(self.programs / "python"), str(_SCRIPT), "send", url, str(limit_s), str(events)]

    def held(self, folder: Path, address: str) -> Mapping[str, object]:
        del address  # its database is looked into
        with closing(sqlite3.connect(folder / "db.sqlite3")) as db:
            return {str(UUID(source)): _told(*rest) for source, *rest in db.execute(_HELD)}

    def true(self, event: Mapping[str, Any]) -> object:
        content = uuid5(NAMESPACE_URL, event["resource_id"]).hex
        ended = datetime.fromisoformat(event["ts"])
        return event["learner_id"], content, event["action"], float(event["seconds"]), ended

    def _serving(self, home: Path, port: int) -> tuple[Sequence[str], str]:
        start = [str(self.programs / "kolibri"), "start", "--foreground", "--port", str(port)]
        return [*self._at(home), *start, "--zip-port", str(free_port())], f"http://127.0.0.1:{port}/api/public/info/"

    def _at(self, home: Path) -> list[str]:
        return ["env", "-u", "PYTHONPATH", f"KOLIBRI_HOME={home}"]


def _told(username: str, content: str, kind: str, spent: float, ended: str) -> object:
    # Kolibri writes 2026-03-02 13:06:35.221000(UTC).
    return username, content, kind, float(spent), datetime.fromisoformat(ended.replace("(UTC)", "+00:00"))
