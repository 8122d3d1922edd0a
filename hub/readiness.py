"""Whether this hub can take what schools send now: its database, its keys, its lake and its disk, looked at anew."""

import os
from collections.abc import Iterator

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from hub import schema
from hub.database import REVISION
from hub.keyfiles import read_keys
from hub.lake_place import Objects
from hub.parts import Parts
from hub.room import RECEIVES, Place, rooms
from shared.disk import Room
from shared.errors import ChasquiError, DatabaseBusy
from shared.sentences import N_, Sentence

_MIB = 1_048_576
_DATABASE = N_("La base de datos no responde. Vea que su servicio esté en marcha y que su disco esté montado.")
_REVISION = N_("La base de datos es de otra versión de Chasqui. Reinicie la central con la versión instalada.")
_KEYS = N_("No se leen las claves de la central (hub.key). Póngalas otra vez de su copia.")
_OTHER_KEYS = N_("Las claves de la carpeta son de otra central. Ponga las de esta y reiníciela.")
_LAKE = N_("Falta la carpeta del lago, o no se puede escribir en ella. Monte su disco y revise sus permisos.")
_SEGMENT = N_("En la carpeta del lago falta lo último que se recibió. Monte el disco que corresponde.")
_STORE = N_("El almacén de objetos no responde. Vea su servicio, la red y la clave con que se entra.")
_BUCKET = N_("El almacén de objetos no tiene el balde del lago. Créelo, o corrija CHASQUI_HUB_LAKE.")
_OBJECT = N_("En el almacén de objetos falta lo último que se recibió. Corrija CHASQUI_HUB_LAKE.")
_DISK = N_(
    "Quedan %(free)s MB en el disco. Con menos de %(least)s MB no se recibe nada de las escuelas. Libere espacio."
)
_LAKE_DISK = N_(
    "Quedan %(free)s MB en el disco del lago. Con menos de %(least)s MB no se recibe nada de las escuelas. Libere "
    "espacio."
)


def troubles(hub: Parts) -> list[Sentence]:
    """Return why nothing can be taken now, and what to do; nothing where all is well. No path is in it."""
    return [*_of_database_and_lake(hub), *_of_keys(hub), *_of_disk(hub)]


def _of_database_and_lake(hub: Parts) -> Iterator[Sentence]:
    segments = schema.segments
    newest = select(segments.c.name).order_by(segments.c.committed_s.desc(), segments.c.name.desc()).limit(1)
    try:
        with hub.store.read() as connection:
            revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            segment = connection.execute(newest).scalar()
    except (ChasquiError, SQLAlchemyError):
        yield Sentence(_DATABASE)
        return
    if revision != REVISION:
        yield Sentence(_REVISION)
    yield from _of_lake(hub, segment)


def _of_lake(hub: Parts, newest: str | None) -> Iterator[Sentence]:
    place = hub.config.lake_place
    if isinstance(place, Objects):
        yield from _of_store(place, newest)
        return
    folder = place.root
    # The first bundle makes the folder.
    where = folder if newest or folder.exists() else folder.parent
    if not where.is_dir() or not os.access(where, os.W_OK | os.X_OK):
        yield Sentence(_LAKE)
    elif newest and not (folder / newest).is_file():
        yield Sentence(_SEGMENT)


def _of_store(place: Objects, newest: str | None) -> Iterator[Sentence]:
    try:
        if not place.answers():
            yield Sentence(_BUCKET)
        elif newest and not place.has(newest):
            yield Sentence(_OBJECT)
    except DatabaseBusy:
        yield Sentence(_STORE)


def _of_keys(hub: Parts) -> Iterator[Sentence]:
    try:
        found = read_keys(hub.config)
    except (ChasquiError, OSError):
        yield Sentence(_KEYS)
        return
    if found.public != hub.keys.public:
        yield Sentence(_OTHER_KEYS)


def _of_disk(hub: Parts) -> Iterator[Sentence]:
    for place, room in rooms(hub.config).items():
        if place in RECEIVES and (said := told(room, hub.config.min_free_mb, place)):
            yield said


def told(room: Room | None, min_free_mb: int, place: Place = Place.FOLDER) -> Sentence | None:
    """
    Say that a disk with *room* has less than the *min_free_mb* below which uploads are refused.

    >>> told(Room(100 * 2**20, 2**40), 256).text()[:29]
    'Quedan 100 MB en el disco. Co'
    >>> told(Room(256 * 2**20, 2**40), 256) is None, told(None, 256) is None
    (True, True)
    """
    if room is None or room.free >= min_free_mb * _MIB:
        return None
    return Sentence(
        _LAKE_DISK if place is Place.LAKE else _DISK, {"free": f"{room.free // _MIB:,}", "least": f"{min_free_mb:,}"}
    )
