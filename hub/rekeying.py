"""New keys for a hub that lost its own, or whose keys somebody else has; what it holds stays."""

import logging

from sqlalchemy import Connection, delete

from hub import schema
from hub.config import Config
from hub.keyfiles import read_keys, write_secret
from hub.store import Store
from shared.errors import BadInput, NotInitialised
from sync.keys import HubKeys
from sync.lock import WriterLock

_RUNS = "La central de «%(folder)s» ya está en marcha. Use sus páginas, o ciérrela y repita. No se cambió nada."
_log = logging.getLogger(__name__)


def new_keys(config: Config, release: bytes | None) -> HubKeys:
    """
    Draw new online keys for the hub of *config*; *release* is the public release key, where no file says it.

    The old file is kept beside the new one, under its fingerprint: nothing uses it.

    Raises:
        NotInitialised: There is no hub in the folder.
        BadInput: Neither file nor *release* says which key vouches for models.
        DatabaseBusy: The hub runs.
    """
    if not config.database and not config.database_file.exists():
        raise NotInitialised(
            "En «%(folder)s» no hay una central. Ejecute primero «chasqui-hub init».", folder=config.folder
        )
    with WriterLock(config.folder / "run.lock", _RUNS, folder=config.folder):
        old = read_keys(config) if config.keys_file.exists() else None
        if old is None and release is None:
            raise BadInput("Falta hub.key: indique la clave de publicación con --release-key. No se cambió nada.")
        keys = HubKeys.generate(release or (old.public.release if old else b""))
        if old is not None:
            write_secret(config.folder / f"hub-{old.public.fingerprint()}.key", old.to_bytes())
        store = Store(config)
        try:
            with store.begin() as connection:
                forget_exchanges(connection, store)
        finally:
            store.close()
        write_secret(config.keys_file, keys.to_bytes())
    _log.warning("new_keys fingerprint=%s", keys.public.fingerprint())
    return keys


def forget_exchanges(connection: Connection, store: Store) -> None:
    """Forget what was agreed under other keys, and begin a new life: what those keys signed since does not count."""
    connection.execute(delete(schema.resumptions))
    store.next_life(connection, None)
