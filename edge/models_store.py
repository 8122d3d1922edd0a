"""Released models on the laptop: fetched, tried in a process of their own, and only then put in force."""

import hashlib
import logging
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path

from edge.feed_bodies import read_body
from edge.store import Store
from shared.allocation import ModelManifest
from shared.errors import BadInput, BadModel, RoadClosed, SyncError, Untrusted
from shared.sentences import read
from shared.tflite import MAX_MODEL_BYTES
from sync.keys import HubPublic, verify_release
from sync.roads import Road

TRIAL_TIMEOUT_S = 120
TRIAL_REFUSED = 3
"""Exit code of a trial that ended with a reason."""
_log = logging.getLogger(__name__)


class ModelFiles:
    """
    The folder of model files, each named by its hash: a file is whole, or it is not there.

    Which one is in force is a row of the database. The swap is one transaction, so at any crash point exactly one
    valid model, or the baseline, is in force.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """
        Return where the model with this hash lies.

        >>> ModelFiles(Path("models")).path("a" * 64).name[:4]
        'aaaa'

        Raises:
            BadModel: That is no hash: a name from outside never becomes a path.
        """
        if not _is_hash(sha256):
            raise BadModel("El aviso del modelo trae un código que no sirve. Se sigue con el anterior.")
        return self.folder / f"{sha256}.tflite"

    def forget_but(self, kept: Collection[str]) -> int:
        """Remove every file but those of the models *kept*, whole or half fetched; return the bytes that came free."""
        freed, names = 0, {f"{sha256}.tflite{end}" for sha256 in kept for end in ("", ".part")}
        for path in self.folder.glob("*.tflite*"):
            if path.name not in names:
                freed += path.stat().st_size
                path.unlink()
        return freed

    def fetched(self, manifest: ModelManifest) -> int:
        """Return how many bytes of a model came so far and wait for the rest."""
        if not _is_hash(manifest.sha256):
            return 0
        part = self.folder / f"{manifest.sha256}.tflite.part"
        return part.stat().st_size if part.exists() else 0

    def holds(self, manifest: ModelManifest) -> bool:
        """Tell whether the model is here, whole and unchanged."""
        path = self.path(manifest.sha256)
        return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == manifest.sha256


def _is_hash(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def wanted(store: Store) -> ModelManifest | None:
    """Return the newest model that the region released, unless it is in force or this program refused it already."""
    newest = max(store.news.items("model"), key=lambda item: item.birth, default=None)
    if newest is None:
        return None
    try:
        manifest = read_body(newest, ModelManifest)
    except BadInput as error:
        _log.warning("model notice unreadable why=%s", error)
        return None
    return None if store.models.settled(manifest) else manifest


def adopt(
    store: Store,
    files: ModelFiles,
    road: Road,
    hub: HubPublic,
    manifest: ModelManifest,
    *,
    trial: Callable[[Path, bytes], None] | None = None,
) -> None:
    """
    Fetch a released model, verify and try it, and put it in force; the last good one stays until then.

    *trial* runs a model file with its card, and raises BadModel where it is not what the card says.

    Raises:
        SyncError: It could not be fetched whole, or tried to the end, now; the next attempt goes on.
        BadModel: It failed a check and will not be asked for again.
        Untrusted: The release key does not vouch for it; the same.
    """
    try:
        verify_release(hub, manifest)
        if manifest.size > MAX_MODEL_BYTES:
            raise BadModel("El modelo publicado es demasiado grande para una laptop. Se sigue con el anterior.")
        path = files.path(manifest.sha256)
        if not files.holds(manifest):
            store.models.keep(manifest, "waiting")
            path.unlink(missing_ok=True)
            road.model(manifest, path)
        (trial or try_apart)(path, manifest.card)
    except (BadModel, Untrusted) as error:
        _log.error("model refused version=%s why=%s", manifest.version, error)
        store.models.keep(manifest, "refused", str(error))
        raise
    except SyncError as error:
        store.models.keep(manifest, "waiting", str(error))
        raise
    store.models.keep(manifest, "active")
    _log.info("model adopted version=%s bytes=%d", manifest.version, manifest.size)


def try_apart(model: Path, card: bytes) -> None:
    """
    Run the model's golden inputs in another process: a file that crashes the interpreter must not crash the node.

    Raises:
        BadModel: It does not pass the gates, or does not answer as at training.
        RoadClosed: The trial did not come to its end (too slow, out of memory, a crash): that may be this laptop's
            fault and not the model's, so that it is tried again.
    """
    command = [sys.executable, "-m", "edge.model_trial", str(model)]
    try:
        done = subprocess.run(command, input=card, capture_output=True, timeout=TRIAL_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        words = "El modelo no terminó su prueba a tiempo. Se sigue con el anterior y se prueba otra vez."
        raise RoadClosed(words) from error
    if done.returncode == TRIAL_REFUSED:
        why = read(done.stdout.decode(errors="replace").strip())
        raise BadModel("%(why)s", why=why)
    if done.returncode:
        _log.error("trial crashed code=%d stderr=%s", done.returncode, done.stderr[-300:])
        raise RoadClosed(
            "La prueba del modelo falló en esta computadora. Se sigue con el anterior y se prueba otra vez."
        )
