"""How sending, models and the computer itself are: attempts, released models, health."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import metadata, util
from typing import Any

import msgspec

from edge.attempt import still_standing
from edge.dating import as_datetime
from edge.rows import ModelRow
from edge.spending import Spending
from edge.sync_rows import AttemptRow, SyncState
from edge.sync_state import sync_state
from shared.allocation import ModelManifest
from shared.disk import room_in
from sync.chain import Position
from sync.keys import base32
from sync.wire import unpack

_VERSION = metadata.version("chasqui")
"""Read once: a newer program may be installed while this one runs."""

KEPT_ATTEMPTS = 500
_MAX_ROW = 65_536
_MAX_MANIFEST = 2 * 1_048_576


class Logbook(Spending):
    """What the agent writes down, and what the screen says of it."""

    _sending = False

    @contextmanager
    def sending(self) -> Iterator[None]:
        """While open, the state of sending is "send"."""
        self._sending = True
        try:
            yield
        finally:
            self._sending = False

    def sync_state(self) -> SyncState:
        """Return whether what was recorded here is at the region."""
        with self._gate:
            total, cursor, left_until = self.count(), self.cursor(), self.left_until()
            acked = total - self.pending()
            marks, marks_left = self.marks(acked, total), self.marks(acked, left_until)
            total_facts = total - self.marks(0, total)
        held, attempts = self.setting("held", bool, False), self.attempts(1)
        # An ack that only says "held" confirms nothing.
        heard = self.setting("heard", int, 0) if cursor.proof and not held else None
        return sync_state(
            total=total_facts,
            pending=total - acked - marks,
            left=left_until - acked - marks_left,
            marks=marks,
            sending=self._sending,
            held=held,
            last_ack=as_datetime(heard),
            receipt=_receipt(cursor.proof),
            last_attempt=next(iter(attempts), None),
            next_attempt=as_datetime(self.setting("next_attempt", int | None, None)),  # type: ignore[arg-type]
            branch=self.branch(),
            trouble=next(iter(self._troubles()), None),
            resting=self.resting(),
        )

    def note_left(self, end: Position) -> None:
        """Remember that everything recorded up to *end* lies on a stick now."""
        with self._gate:
            self.put("left_until", self.place(end) or 0)

    def fold_journal(self) -> int:
        """Fold SQLite's journal into the database and give its space back; return the bytes that came free."""
        journal = self.path.with_name(f"{self.path.name}-wal")
        before = journal.stat().st_size if journal.exists() else 0
        with self._gate:
            self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return before - (journal.stat().st_size if journal.exists() else 0)

    def keep_attempt(self, row: AttemptRow) -> None:
        """Write down an attempt, and forget the oldest."""
        with self.transaction():
            self.write("INSERT INTO attempts (row) VALUES (?)", msgspec.msgpack.encode(row))
            self.write("DELETE FROM attempts WHERE n <= (SELECT max(n) FROM attempts) - ?", KEPT_ATTEMPTS)
            self.put("troubles", tuple(still_standing([row, *self._troubles()])))
            if row.road == "http":
                self.spend(row.bytes_up, row.bytes_down)
            up, down, requests = self.traffic()
            self.put("traffic", (up + row.bytes_up, down + row.bytes_down, requests + row.requests))
            self.put("next_attempt", None if row.next_at is None else int(row.next_at.timestamp()))

    def attempts(self, limit: int = 15) -> list[AttemptRow]:
        """Return the last attempts, newest first."""
        rows = self.rows("SELECT row FROM attempts ORDER BY n DESC LIMIT ?", limit)
        return [unpack(raw, AttemptRow, max_bytes=_MAX_ROW, what="un intento guardado") for (raw,) in rows]

    def _troubles(self) -> tuple[AttemptRow, ...]:
        """Return the attempts whose trouble stands, newest first, however many came to nothing since."""
        kept = self.setting("troubles", tuple[AttemptRow, ...] | None, None)  # type: ignore[arg-type]
        return tuple(still_standing(self.attempts(64))) if kept is None else kept

    def traffic(self) -> tuple[int, int, int]:
        """Return bytes up, bytes down and requests of all attempts so far."""
        return self.setting("traffic", tuple[int, int, int], (0, 0, 0))

    def failures(self) -> int:
        """Return how many of the last attempts failed in a row."""
        outcomes = [row.outcome for row in self.attempts(64)]
        return next((n for n, outcome in enumerate(outcomes) if outcome in ("ok", "left")), len(outcomes))

    def keep_model(self, manifest: ModelManifest, state: str, why: str = "") -> None:
        """Say what became of a released model; at most one is ``active``, and the one before it ``previous``."""
        with self.transaction():
            gives_way = self.value("SELECT 1 FROM models WHERE state = 'active' AND sha256 != ?", manifest.sha256)
            if state == "active" and gives_way:
                self.write("UPDATE models SET state = 'retired' WHERE state = 'previous'")
                self.write(
                    "UPDATE models SET state = 'previous' WHERE state = 'active' AND sha256 != ?", manifest.sha256
                )
            self.write(
                "INSERT OR REPLACE INTO models (sha256, manifest, state, why, at) VALUES (?, ?, ?, ?, ?)",
                *(manifest.sha256, msgspec.msgpack.encode(manifest), state, why, self.now_s()),
            )

    def models(self) -> list[ModelRow]:
        """Return the models that this node heard of, newest first."""
        rows = self.rows("SELECT manifest, state, why, at FROM models ORDER BY at DESC, sha256")
        return [
            ModelRow(one.version, one.sha256, state, why, as_datetime(at) or datetime(1970, 1, 1, tzinfo=UTC))
            for one, state, why, at in ((_manifest(raw), state, why, at) for raw, state, why, at in rows)
        ]

    def active_model(self) -> ModelManifest | None:
        """Return the manifest of the model in use; None where the baseline serves."""
        raw = self.value("SELECT manifest FROM models WHERE state = 'active'")
        return None if raw is None else _manifest(raw)

    def good_models(self) -> list[ModelManifest]:
        """Return the model in use and the one before it, as far as there are any."""
        rows = self.rows("SELECT manifest FROM models WHERE state IN ('active', 'previous') ORDER BY state")
        return [_manifest(raw) for (raw,) in rows]

    def model(self, sha256: str) -> ModelManifest | None:
        """Return the last manifest under which this node heard of a model."""
        raw = self.value("SELECT manifest FROM models WHERE sha256 = ?", sha256)
        return None if raw is None else _manifest(raw)

    def model_state(self, sha256: str) -> str:
        """Return what became of a model; empty where it was never heard of."""
        return str(self.value("SELECT state FROM models WHERE sha256 = ?", sha256) or "")

    def health(self) -> dict[str, Any]:
        """Return how this computer is: versions, counts, space, clock, and whether the model can run here."""
        active, room = self.active_model(), room_in(self.path.parent)
        return {
            "app_version": _VERSION,
            "model_version": active.version if active else "",
            "events": self.count(),
            "pending": self.pending(),
            "disk_free_mb": None if room is None else room.free // 1_000_000,
            "disk_low": room is not None and room.low,
            "database_mb": round(self.path.stat().st_size / 1e6, 1),
            "clock_ok": self.clock_ok(),
            "litert": util.find_spec("ai_edge_litert") is not None,
        }


def _manifest(raw: bytes) -> ModelManifest:
    return unpack(raw, ModelManifest, max_bytes=_MAX_MANIFEST, what="la ficha de un modelo")


def _receipt(proof: bytes) -> str:
    """Return a short code of a signed ack, as two people compare it by voice."""
    code = base32(proof[:7], 9) if len(proof) >= 7 else ""
    return f"{code[:4]}-{code[4:]}" if code else ""
