"""How often a model that will not come is asked for: ever more rarely, counted in attempts, because clocks jump."""

from edge.store import Store
from shared.allocation import ModelManifest

MOST_SAT_OUT = 64
"""Attempts between two requests for it at most: two thirds of a day."""
_NAME, _NONE = "model_trouble", ("", 0, 0)


def may_ask(store: Store, manifest: ModelManifest) -> bool:
    """Tell whether this attempt asks for a model, or sits out: one that failed before, and not for want of a road."""
    sha256, failures, sits_out = store.db.setting(_NAME, tuple[str, int, int], _NONE)
    if sha256 != manifest.sha256 or not sits_out:
        return True
    store.db.put(_NAME, (sha256, failures, sits_out - 1))
    return False


def note_trouble(store: Store, manifest: ModelManifest, *, moved: bool) -> None:
    """Note that a model did not come; *moved*: part of it did, and the next attempt goes on from there."""
    sha256, failures, _ = store.db.setting(_NAME, tuple[str, int, int], _NONE)
    failures = 0 if moved else (failures if sha256 == manifest.sha256 else 0) + 1
    sits_out = min(2 ** (failures - 1), MOST_SAT_OUT) if failures else 0
    store.db.put(_NAME, (manifest.sha256, failures, sits_out))


def forget_trouble(store: Store) -> None:
    """Note that the model came."""
    if store.db.setting(_NAME, tuple[str, int, int], _NONE) != _NONE:
        store.db.put(_NAME, _NONE)
