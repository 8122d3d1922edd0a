"""The hub's disk: how much is free, and an alarm well before uploads are refused."""

from hub.config import Config
from shared.disk import Room, room_in
from shared.sentences import Sentence

_MIB = 1_048_576
ALARM = 8
"""So many times what must stay free; below once that, nothing more is received."""


def low(config: Config) -> Sentence | None:
    """Return what to say of the disk where little is left; nothing where there is enough, or it is not known."""
    return told(room_in(config.folder), config.min_free_mb)


def told(room: Room | None, min_free_mb: int) -> Sentence | None:
    """
    Return what to say of a disk with *room*, where uploads are refused below *min_free_mb*.

    >>> told(Room(1_000 * 2**20, 2**40), 256).text().partition(".")[0]
    'Queda poco espacio en el disco de la central: 1,000 MB'
    >>> told(Room(3_000 * 2**20, 2**40), 256) is None, told(None, 256) is None
    (True, True)
    """
    if room is None or room.free >= ALARM * min_free_mb * _MIB:
        return None
    words = (
        "Queda poco espacio en el disco de la central: %(free)s MB. Con menos de %(least)s MB no se recibe nada de las "
        "escuelas. Libere espacio, o lleve copias y modelos antiguos a otro disco."
    )
    return Sentence(words, {"free": f"{room.free // _MIB:,}", "least": f"{min_free_mb:,}"})
