"""A stick that somebody carries, as a road: bundles are left on it, and replies found there later."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

from shared.allocation import ModelManifest
from shared.errors import BadBundle, RoadClosed
from shared.ids import NodeId
from shared.whole import Sync
from sync import folder
from sync.bundle import Sealed
from sync.header import MAX_BUNDLE_EVENTS
from sync.reply import Reply, decode_reply
from sync.roads import keep_model
from sync.traffic import Traffic

_log = logging.getLogger(__name__)


class FolderRoad:
    """A folder, most often on a USB stick: bundles are left there, and replies found there later."""

    name = "folder"
    resumes = False

    def __init__(self, root: Path, *, bundle_events: int = MAX_BUNDLE_EVENTS, sync: Sync = os.fsync) -> None:
        self.bundle_events = bundle_events
        self.traffic = Traffic()
        self._root = root
        self._sync = sync

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:  # noqa: ARG002 - a copy is always whole
        """
        Leave *bundle* on the stick, read back and equal; the reply comes when the stick does.

        Raises:
            RoadClosed: The stick is not there, is full, or does not keep what is written.
        """
        self._check()
        folder.put_bundle(self._root, bundle.data, sync=self._sync)
        self.traffic.bytes_up += len(bundle.data)
        return None

    def collect(self, node_id: NodeId) -> Iterator[Reply]:
        """
        Give the replies on the stick, skipping files that are none: a stick passes through many hands.

        Raises:
            RoadClosed: The stick is not there.
        """
        self._check()
        return self._replies(node_id)

    def model(self, manifest: ModelManifest, into: Path) -> None:
        """
        Copy a model from the stick.

        Raises:
            RoadClosed: This stick does not carry it, or carries something else under its name.
        """
        data = folder.read_model(self._root, manifest.sha256)
        if data is None:
            raise RoadClosed("Este USB no trae el modelo nuevo. Se sigue con el anterior; pida otra copia.")
        self.traffic.bytes_down += len(data)
        keep_model(manifest, data, into)

    def break_off(self) -> None:
        """Do nothing: whoever holds a stick goes before everybody else."""

    def _replies(self, node_id: NodeId) -> Iterator[Reply]:
        for name, data in folder.replies(self._root, node_id):
            self.traffic.bytes_down += len(data)
            try:
                yield decode_reply(data)
            except BadBundle as error:
                _log.warning("skipped file=%s why=%s", name, error)

    def _check(self) -> None:
        if not self._root.is_dir():
            raise RoadClosed(
                "No se encuentra la carpeta «%(root)s». Conecte el USB y vuelva a intentar.", root=self._root
            )


class CollectingRoad(FolderRoad):
    """A folder from which replies are taken, and on which nothing is left."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, bundle_events=0)
