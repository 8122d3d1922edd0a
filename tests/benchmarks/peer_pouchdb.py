"""The peer PouchDB 9: replication from a database of its own to a server of the CouchDB kind, both on LevelDB."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.benchmarks.frame import say
from tests.benchmarks.peers import INSTALLED

_HERE = Path(__file__).with_name("pouchdb")


def pouchdb(folder: Path = INSTALLED / "pouchdb", npm: str = "npm") -> "PouchDb | None":
    """Install it into *folder*, once; None, and a word why, where that cannot be done."""
    if shutil.which(npm) is None or shutil.which("node") is None:
        say("sync: pouchdb is left out: Node.js and npm are not installed here")
        return None
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (_HERE / "package.json").read_bytes()
    done = folder / "installed.json"
    if not done.exists() or done.read_bytes() != wanted:
        (folder / "package.json").write_bytes(wanted)
        say(f"sync: installing pouchdb into {folder}")
        code = subprocess.run([npm, "install", "--no-audit", "--no-fund"], cwd=folder, check=False).returncode
        if code:
            say(f"sync: pouchdb is left out: npm could not install it (see above; code {code})")
            return None
        done.write_bytes(wanted)
    return PouchDb(folder / "node_modules")


@dataclass(frozen=True, slots=True)
class PouchDb:
    """PouchDB's own replication with ``retry``, begun again once a second where it ended with an error."""

    packages: Path
    name: str = "pouchdb"
    has_idle: bool = False

    def server(self, folder: Path, port: int) -> tuple[Sequence[str], str]:
        return [*self._node(), "serve", str(port), str(folder)], f"http://127.0.0.1:{port}/"

    def client(self, folder: Path, url: str, events: Path, limit_s: float) -> Sequence[str]:
        return [*self._node(), "send", url, str(limit_s), str(events), str(folder)]

    def held(self, folder: Path, address: str) -> Mapping[str, object]:
        del folder  # the server is asked
        answer = requests.get(f"{address}/events/_all_docs", params={"include_docs": "true"}, timeout=120)
        if answer.status_code == 404:
            return {}
        answer.raise_for_status()
        docs = [row["doc"] for row in answer.json()["rows"]]
        return {doc["_id"]: {name: doc[name] for name in doc if name[0] != "_"} for doc in docs}

    def true(self, event: Mapping[str, Any]) -> object:
        return {name: value for name, value in event.items() if name != "event_id"}

    def _node(self) -> list[str]:
        return ["env", f"NODE_PATH={self.packages}", "node", str(_HERE / "peer.js")]
