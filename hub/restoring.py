"""A hub from its copy: verified first, put into a folder that nobody uses, and in a new life."""

import logging
import shutil
import zipfile
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, MetaData, delete, func, inspect, select

from hub import copy_secrets, restores, schema
from hub.backup import KEYS, Manifest, tables
from hub.config import Config
from hub.copy_reading import (
    DAMAGED,
    NO_COPY,
    Hashed,
    is_newer,
    is_signed,
    manifest_of,
    names_of,
    rows_of,
    sealed_keys_of,
    secrets_of,
    verified,
)
from hub.database import REVISION
from hub.keyfiles import write_secret
from hub.lake_place import Local, Objects, place_of
from hub.migrations.run import upgrade
from hub.postgres import DIALECT
from hub.store import Store
from shared.disk import full_disk_told
from shared.errors import BadInput, Untrusted
from sync.keys import HubKeys

_CHUNK = 1_048_576
_TABLES = "tables/"
_FOLDERS = ("lake", "models", "waiting")
_log = logging.getLogger(__name__)


def read_manifest(copy: Path, *, unsigned: bool = False) -> Manifest:
    """
    Read what a copy says of itself, and verify that its hub signed that, and every file in it.

    An older version signed none: *unsigned* says that it is one of those, and that whoever restores it knows it.

    Raises:
        BadInput: It is no copy, it is damaged or was changed, nobody signed it, or a newer version made it.
    """
    if not copy.is_file():
        raise BadInput("No hay ninguna copia en «%(copy)s». Revise el nombre y repita. No se cambió nada.", copy=copy)
    try:
        with zipfile.ZipFile(copy) as archive:
            manifest, data = manifest_of(archive)
            if is_newer(manifest):
                raise BadInput(_NEWER, found=manifest.revision, mine=REVISION)
            if not is_signed(archive, manifest, data) and not unsigned:
                raise BadInput(_UNSIGNED, copy=copy)
            named = names_of(archive)
            whole = named == set(manifest.files) and all(map(_is_inside, named)) and all(map(_is_ours, named))
            if not whole:
                raise BadInput(DAMAGED, copy=copy)
            for name in manifest.files:
                with verified(archive, name, manifest):
                    pass
    except Untrusted as error:
        raise BadInput(_FORGED, copy=copy) from error
    except NO_COPY as error:
        raise BadInput(DAMAGED, copy=copy) from error
    return manifest


def restore(copy: Path, config: Config, keys: HubKeys, *, new_keys: bool = False, unsigned: bool = False) -> Manifest:
    """
    Make the hub of *config* from a verified copy. Its keys come last: before them there is no hub.

    Invitations that nobody used are void, since somebody may have used them after the copy; and a new life begins,
    so that no number of the feed comes to mean two things. With *new_keys* the hub's own were lost: every node is
    enrolled anew, and no code is that of an account with a second factor until somebody resets it. What *unsigned*
    says is told by ``read_manifest``.

    Raises:
        BadInput: The folder or database is in use, the copy is not to be trusted, or the keys are another hub's.
        NoSpace: It does not fit.
    """
    manifest = read_manifest(copy, unsigned=unsigned)
    if not new_keys and keys.public.fingerprint() != manifest.hub:
        raise BadInput("Esas claves son de otra central, no de la copia. Traiga las de la copia. No se cambió nada.")
    for used in (place_of(config.folder), config.lake_place):
        if used.in_use():
            raise BadInput("«%(used)s» ya está en uso. Elija una carpeta nueva. No se cambió nada.", used=used.address)
    store = Store(config, migrates=False)
    try:
        with zipfile.ZipFile(copy) as archive, full_disk_told():
            fill(store, archive, manifest, None if new_keys else keys)
    finally:
        store.close()
    # With its tables on a server and no file in the copy, nothing has made the folder yet.
    config.folder.mkdir(parents=True, exist_ok=True)
    write_secret(config.keys_file, keys.to_bytes())
    _log.info("restored files=%d made_s=%d", len(manifest.files), manifest.made_s)
    return manifest


def sealed_keys(copy: Path) -> bytes:
    """Return the keys of a copy, as they are sealed."""
    with zipfile.ZipFile(copy) as archive:
        return sealed_keys_of(archive, KEYS)


def fill(store: Store, archive: zipfile.ZipFile, manifest: Manifest, keys: HubKeys | None) -> None:
    """
    Put all that a copy holds into a new hub, in one transaction; second factors where its own *keys* are not lost.

    Raises:
        BadInput: The database is in use, or the copy is no longer the one that was verified.
    """
    config = store.config
    places = (config.lake_place, place_of(config.models_folder), place_of(config.folder / "waiting"))
    roots = dict(zip(_FOLDERS, places, strict=True))
    with store.begin() as connection:
        _clear(connection)
        # As the copy's own version had them; what each later migration does, it does to the rows too.
        upgrade(connection, manifest.revision)
        for name in manifest.files:
            kind, _, rest = name.partition("/")
            if kind in roots:
                with verified(archive, name, manifest) as found:
                    _write(roots[kind], rest, found)
        _put_back(connection, archive, manifest)
        sealed = secrets_of(archive, manifest)
        if sealed is not None and keys is not None:
            copy_secrets.put_back(connection, sealed, keys)
        upgrade(connection)
        _count_on(connection)
        # The file of such a row was not in the copy: its computer sends it again.
        here = {name.partition("/")[2] for name in manifest.files if name.startswith("waiting/")}
        for bundle in connection.execute(select(schema.waiting.c.bundle)).scalars().all():
            if bundle not in here:
                connection.execute(delete(schema.waiting).where(schema.waiting.c.bundle == bundle))
        restores.note(connection, store.next_life(connection, None).ms, store.now_s())


def _clear(connection: Connection) -> None:
    """
    Remove the empty tables of a hub that was never used: the copy may be of a time when they were others.

    Raises:
        BadInput: It was used.
    """
    ours = {*schema.metadata.tables, "alembic_version"}.intersection(inspect(connection).get_table_names())
    found = MetaData()
    found.reflect(connection, only=sorted(ours))
    rows = (name for name in ours - {"alembic_version"} if connection.execute(select(found.tables[name])).first())
    if next(rows, None) is not None:
        raise BadInput("Esa base de datos ya es de una central. Elija una base vacía. No se cambió nada.")
    found.drop_all(connection)


def _write(into: Local | Objects, name: str, found: Hashed) -> None:
    into.write(name, lambda written: shutil.copyfileobj(found, written, _CHUNK))


def _put_back(connection: Connection, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Put back the rows of the tables of a copy, by their columns of then."""
    there = MetaData()
    there.reflect(connection, only=[name.removeprefix(_TABLES) for name in manifest.files if name.startswith(_TABLES)])
    for table in there.sorted_tables:
        days = [column.name for column in table.columns if column.type.python_type is date]
        with verified(archive, f"{_TABLES}{table.name}", manifest) as found:
            for rows in rows_of(found):
                for row in rows:
                    row.update({day: date.fromisoformat(row[day]) for day in days if row[day] is not None})
                connection.execute(table.insert(), rows)


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL number new rows after those that were put back: it gave none of their numbers."""
    if connection.dialect.name != DIALECT:
        return
    for table in tables():
        column = table.autoincrement_column
        if column is not None:
            last = select(func.max(column)).scalar_subquery()
            connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, column.name), last)))


def _is_inside(name: str) -> bool:
    """Tell whether the name of a file in a copy leads nowhere but into the hub's folder."""
    path = Path(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name


def _is_ours(name: str) -> bool:
    """Tell whether a file in a copy, where it holds rows, holds those of a table that a central has, or had."""
    return not name.startswith(_TABLES) or name.removeprefix(_TABLES) in schema.metadata.tables


_NEWER = (
    "La copia es de una versión más nueva de Chasqui (%(found)s; esta es %(mine)s). Actualice el programa en "
    "este equipo y repita. No se cambió nada."
)
_UNSIGNED = (
    "«%(copy)s» no lleva la firma de la central: la hizo una versión anterior de Chasqui, o alguien la cambió y le "
    "quitó la firma. Si es de antes y nadie más pudo escribir donde estuvo, repita con --unsigned. No se cambió nada."
)
_FORGED = (
    "La firma de «%(copy)s» no es la de su central: alguien cambió la copia, o está dañada. Use otra copia y averigüe "
    "quién puede escribir donde estaba. No se cambió nada."
)
