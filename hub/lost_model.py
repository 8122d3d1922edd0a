"""A model that came back to a restored hub without its file: it is said, and taken from whatever stick still has it."""

import hashlib
import logging

import msgspec

from hub import schema
from hub.database import put
from hub.store import Store
from shared.allocation import ModelManifest
from shared.errors import Untrusted
from shared.sentences import N_, Sentence
from sync.feed import ALL, birth_order
from sync.keys import HubPublic, verify_release
from sync.whole import write_whole

_SAID = N_(
    "La central no tiene el archivo del modelo %(version)s, que publicó antes de restaurarse. Las escuelas que lo "
    "tienen lo siguen usando; las demás, y esta central, siguen con el anterior. Publíquelo otra vez con «chasqui-hub "
    "release», o reciba un USB que ya lo llevaba."
)
_log = logging.getLogger(__name__)


def manifests(store: Store) -> list[ModelManifest]:
    """Return what was ever released and is known of, the one that holds last."""
    items = sorted((entry.item for entry in store.entries(ALL) if entry.item.kind == "model"), key=birth_order)
    return [msgspec.json.decode(item.body, type=ModelManifest) for item in items]


def is_here(store: Store, manifest: ModelManifest) -> bool:
    """Tell whether the file of a model is here."""
    return (store.config.models_folder / manifest.sha256).exists()


def lost_model(store: Store) -> ModelManifest | None:
    """Return the model that holds where its file is not here; None where it is, or where none was released."""
    newest = manifests(store)[-1:]
    return newest[0] if newest and not is_here(store, newest[0]) else None


def told(store: Store) -> Sentence | None:
    """Return what to say of a lost model, and what to do."""
    manifest = lost_model(store)
    return Sentence(_SAID, {"version": manifest.version}) if manifest else None


def take_back(store: Store, hub: HubPublic, data: bytes | None) -> bool:
    """
    Keep *data* where it is the file of the lost model, as the release key vouches for; tell whether it was.

    A stick that was at this office before the restore carries it, and so may anything else: the hash says which it is.
    """
    manifest = lost_model(store)
    if manifest is None or data is None or hashlib.sha256(data).hexdigest() != manifest.sha256:
        return False
    try:
        verify_release(hub, manifest)
    except Untrusted:
        _log.warning("lost_model_unsigned sha256=%s", manifest.sha256[:12])
        return False
    write_whole(store.config.models_folder / manifest.sha256, data)
    row = {"sha256": manifest.sha256, "version": manifest.version, "manifest": msgspec.json.encode(manifest)}
    with store.begin() as connection:
        put(connection, schema.models, {**row, "released_s": store.now_s()})
    _log.info("model_came_back version=%s sha256=%s", manifest.version, manifest.sha256[:12])
    return True
