"""Releasing: what the region broadcasts to every node, signed: a model, the catalogue, the calendar."""

import hashlib
import logging
from pathlib import Path

import msgspec

from hub import folds, schema
from hub.database import put
from hub.keyfiles import check_release_key, read_keys
from hub.lost_model import is_here, manifests
from hub.named_files import read_named
from hub.store import Store
from hub.streams import of_subject
from shared.allocation import ModelManifest
from shared.errors import BadInput
from shared.features import Pattern
from shared.forecaster import Forecaster
from shared.model_card import read_card
from shared.resources import Catalogue, as_told
from shared.school_year import SchoolCalendar
from shared.sentences import N_
from shared.set_aside import KIND as SET_ASIDE
from shared.set_aside import SetAside, set_aside_for
from shared.similarity import Similarity
from sync.feed import ALL, latest
from sync.whole import write_whole

MAX_VERSION = 2_000_000_000
"""What a version's column holds; a date without strokes fits."""
_TOO_HIGH = N_("La versión llega hasta %(most)s. Ponga «version»: %(next)s y repita. Nada se guardó.")
_log = logging.getLogger(__name__)


def release_model(store: Store, model: Path, card: Path, key: Path) -> ModelManifest:
    """
    Put a model through its gates, sign it with the offline release key, and broadcast its manifest.

    Releasing the same model again changes nothing.

    Raises:
        BadModel: The file and its card do not fit, or the model does not answer as at training.
        BadInput: A file is missing.
        Untrusted: The key is not the one that the nodes know.
    """
    keys, release_key = read_keys(store.config), check_release_key(store.config, key)
    data, told = read_named(model), read_named(card)
    known = read_card(told)
    Forecaster.load(data, told)
    sha256 = hashlib.sha256(data).hexdigest()
    signature = release_key.sign_release(sha256, len(data), known.version, told)
    manifest = ModelManifest(
        version=known.version, sha256=sha256, size=len(data), card=told, release_signature=signature
    )
    # The file first: a node that reads the manifest must find it.
    write_whole(store.config.models_folder / sha256, data)
    body = msgspec.json.encode(manifest)
    with store.begin() as connection:
        row = {"sha256": sha256, "version": known.version, "manifest": body, "released_s": store.now_s()}
        put(connection, schema.models, row)
        store.issue(
            connection, store.issuing_life(connection), keys, stream=ALL, kind="model", subject="model", body=body
        )
    _log.info("released model=%s sha256=%s bytes=%d", known.version, sha256[:12], len(data))
    return manifest


def released(store: Store) -> tuple[ModelManifest, bytes] | None:
    """
    Return the model that is in force with its manifest, or None where none was released.

    One that only a node gave back has no file here (``hub.lost_model``): until it has, the last one that has is in
    force here, and none where there is no such.
    """
    there = [one for one in manifests(store) if is_here(store, one)]
    if not there:
        return None
    manifest = there[-1]
    return manifest, read_named(store.config.models_folder / manifest.sha256)


def broadcast_catalogue(store: Store, catalogue: Catalogue, *, dry_run: bool = False) -> bool:
    """
    Keep a version of the catalogue and broadcast it; tell whether anything changed (or would, in a *dry_run*).

    Raises:
        BadInput: The region has another catalogue with this number, or a later one.
    """
    body = msgspec.json.encode(as_told(catalogue))
    return _broadcast(store, "catalogue", catalogue.version, body, dry_run=dry_run)


def broadcast_calendar(store: Store, calendar: SchoolCalendar, *, dry_run: bool = False) -> bool:
    """
    Keep a version of the calendar and broadcast it; tell whether anything changed (or would, in a *dry_run*).

    Raises:
        BadInput: The region has another calendar with this number, or a later one.
    """
    return _broadcast(store, "calendar", calendar.version, msgspec.json.encode(calendar), dry_run=dry_run)


def broadcast_similarity(store: Store, known: Similarity) -> bool:
    """Broadcast the likeness of materials; tell whether it is another than the one that holds."""
    keys = read_keys(store.config)
    with store.begin() as connection:
        life, body = store.issuing_life(connection), msgspec.json.encode(known)
        return store.issue(connection, life, keys, stream=ALL, kind="similarity", subject="similarity", body=body)


def broadcast_set_aside(store: Store, told: SetAside) -> bool:
    """Broadcast for which series a model is no longer used; tell whether it is another word than the one that holds."""
    keys = read_keys(store.config)
    with store.begin() as connection:
        life, body = store.issuing_life(connection), msgspec.json.encode(told)
        return store.issue(connection, life, keys, stream=ALL, kind=SET_ASIDE, subject=SET_ASIDE, body=body)


def told_set_aside(store: Store) -> SetAside | None:
    """Return what was broadcast last about a model set aside; None: nothing ever."""
    with store.read() as connection:
        holds = latest(of_subject(connection, ALL, SET_ASIDE)).get(SET_ASIDE)
    return None if holds is None else msgspec.json.decode(holds.body, type=SetAside)


def set_aside(store: Store, sha256: str) -> frozenset[Pattern]:
    """Return the patterns for which the model with this hash is set aside."""
    told = told_set_aside(store)
    return set_aside_for([told] if told else [], sha256)


def _broadcast(store: Store, kind: str, version: int, body: bytes, *, dry_run: bool) -> bool:
    keys = read_keys(store.config)
    with store.begin() as connection:
        newest = store.newest_version(connection, kind)
        if newest == (version, body):
            return False
        if newest is not None and version <= newest[0]:
            raise BadInput(
                "La región ya tiene la versión %(newest)s. Ponga «version»: %(next)s y repita.",
                newest=newest[0],
                next=newest[0] + 1,
            )
        if version > MAX_VERSION:
            raise BadInput(_TOO_HIGH, most=f"{MAX_VERSION:,}", next=newest[0] + 1 if newest else 1)
        if dry_run:
            return True
        before = store.kinds(connection)
        store.put_version(connection, kind, version, body)
        if (kinds := store.kinds(connection)) != before:
            folds.refold(connection, store.config.lake_place, kinds)
        life = store.issuing_life(connection)
        return store.issue(connection, life, keys, stream=ALL, kind=kind, subject=kind, body=body)
