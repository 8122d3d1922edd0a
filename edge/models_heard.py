"""What became of each released model that this node heard of."""

from datetime import UTC, datetime

import msgspec

from edge.database import Database
from edge.dating import as_datetime
from edge.rows import ModelRow
from shared.allocation import ModelManifest
from sync.wire import unpack

_MAX_MANIFEST = 2 * 1_048_576


class HeardModels:
    """The manifests of released models, and which of them is in use. Their files are ``edge.models_store``'s."""

    def __init__(self, db: Database, program: str) -> None:
        self._db = db
        self._program = program
        """The version that judges a model now."""

    def keep(self, manifest: ModelManifest, state: str, why: str = "") -> None:
        """Say what became of a released model; at most one is ``active``, and the one before it ``previous``."""
        with self._db.transaction():
            gives_way = self._db.value("SELECT 1 FROM models WHERE state = 'active' AND sha256 != ?", manifest.sha256)
            if state == "active" and gives_way:
                self._db.write("UPDATE models SET state = 'retired' WHERE state = 'previous'")
                self._db.write(
                    "UPDATE models SET state = 'previous' WHERE state = 'active' AND sha256 != ?", manifest.sha256
                )
            self._db.write(
                "INSERT OR REPLACE INTO models (sha256, manifest, state, why, at, program) VALUES (?, ?, ?, ?, ?, ?)",
                *(manifest.sha256, msgspec.msgpack.encode(manifest), state, why, self._db.now_s(), self._program),
            )

    def all(self) -> list[ModelRow]:
        """Return the models that this node heard of, newest first."""
        rows = self._db.rows("SELECT manifest, state, why, at FROM models ORDER BY at DESC, sha256")
        return [
            ModelRow(one.version, one.sha256, state, why, as_datetime(at) or datetime(1970, 1, 1, tzinfo=UTC))
            for one, state, why, at in ((_manifest(raw), state, why, at) for raw, state, why, at in rows)
        ]

    def active(self) -> ModelManifest | None:
        """Return the manifest of the model in use; None where the baseline serves."""
        raw = self._db.value("SELECT manifest FROM models WHERE state = 'active'")
        return None if raw is None else _manifest(raw)

    def good(self) -> list[ModelManifest]:
        """Return the model in use and the one before it, as far as there are any."""
        rows = self._db.rows("SELECT manifest FROM models WHERE state IN ('active', 'previous') ORDER BY state")
        return [_manifest(raw) for (raw,) in rows]

    def settled(self, manifest: ModelManifest) -> bool:
        """
        Tell whether nothing is to be done for a release: it is in force, or this version of the program refused it.

        Another version may know what the one that refused it lacked. The same file released anew, rightly signed, is
        another release.
        """
        row = self._db.row("SELECT state, manifest, program FROM models WHERE sha256 = ?", manifest.sha256)
        if row is None:
            return False
        state, raw, program = row
        refused = state == "refused" and program == self._program and _manifest(raw) == manifest
        return state == "active" or refused

    def state(self, sha256: str) -> str:
        """Return what became of a model; empty where it was never heard of."""
        return str(self._db.value("SELECT state FROM models WHERE sha256 = ?", sha256) or "")


def _manifest(raw: bytes) -> ModelManifest:
    return unpack(raw, ModelManifest, max_bytes=_MAX_MANIFEST, what="la ficha de un modelo")
