"""The hub's disks: how much each has free, and an alarm well before uploads are refused or a copy does not fit."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from hub.config import Config
from hub.copy_places import REMOTE
from hub.lake_place import Local
from shared.disk import Room, nearest, room_in
from shared.sentences import N_, Sentence

_MIB = 1_048_576
ALARM = 8
"""So many times what must stay free; below once that, nothing more is received."""


class Place(StrEnum):
    """What a disk holds of the hub."""

    FOLDER = "folder"
    LAKE = "lake"
    COPIES = "copies"


RECEIVES = (Place.FOLDER, Place.LAKE)
"""Where what schools send is written."""
_WORDS = {
    Place.FOLDER: N_(
        "Queda poco espacio en el disco de la central: %(free)s MB. Con menos de %(least)s MB no se recibe nada de las "
        "escuelas. Libere espacio, o lleve copias y modelos antiguos a otro disco."
    ),
    Place.LAKE: N_(
        "Queda poco espacio en el disco del lago: %(free)s MB. Con menos de %(least)s MB no se recibe nada de las "
        "escuelas. Libere espacio en él, o pase el lago a uno más grande."
    ),
    Place.COPIES: N_(
        "Queda poco espacio en el disco de las copias: %(free)s MB, y se avisa por debajo de %(warned)s MB. La próxima "
        "copia puede no caber. Libere espacio en él, o guarde menos copias (CHASQUI_HUB_COPIES_KEPT)."
    ),
}


def rooms(config: Config) -> dict[Place, Room]:
    """Return what each of the hub's disks has, once, by the first thing that lies on it; of what is known alone."""
    found: dict[Place, Room] = {}
    seen: set[int] = set()
    for place, folder in _folders(config):
        try:
            device = folder.stat().st_dev
        except OSError:
            continue
        room = None if device in seen else room_in(folder)
        seen.add(device)
        if room is not None:
            found[place] = room
    return found


def scarcest(config: Config) -> Room | None:
    """Return what the disk with the least free has."""
    return min(rooms(config).values(), key=lambda room: room.free, default=None)


def low(config: Config) -> dict[Place, Sentence]:
    """Return what to say of each disk where little is left; nothing where there is enough, or it is not known."""
    told_of = ((place, told(room, config.min_free_mb, place)) for place, room in rooms(config).items())
    return {place: said for place, said in told_of if said is not None}


def words(config: Config) -> str:
    """Return the same as one text; empty where nothing is to be said."""
    return " ".join(said.text() for said in low(config).values())


def told(room: Room | None, min_free_mb: int, place: Place = Place.FOLDER) -> Sentence | None:
    """
    Return what to say of a disk with *room*, where uploads are refused below *min_free_mb*.

    >>> told(Room(1_000 * 2**20, 2**40), 256).text().partition(".")[0]
    'Queda poco espacio en el disco de la central: 1,000 MB'
    >>> told(Room(3_000 * 2**20, 2**40), 256) is None, told(None, 256) is None
    (True, True)
    """
    if room is None or room.free >= ALARM * min_free_mb * _MIB:
        return None
    least = {"warned": f"{ALARM * min_free_mb:,}"} if place is Place.COPIES else {"least": f"{min_free_mb:,}"}
    return Sentence(_WORDS[place], {"free": f"{room.free // _MIB:,}", **least})


def _folders(config: Config) -> Iterator[tuple[Place, Path]]:
    yield Place.FOLDER, nearest(config.folder)
    if isinstance(config.lake_place, Local):
        # The first bundle makes it.
        yield Place.LAKE, nearest(config.lake_place.root)
    if config.copies and not config.copies.startswith(REMOTE):
        # Nobody makes that one: where it is not there its disk is not mounted.
        yield Place.COPIES, Path(config.copies)
