"""On which computer a node's folder is used, and from which it came: what tells a copy that two laptops write on."""

from edge.database import Database

_HERE, _FROM = "computer", "came_from"


def note_computer(database: Database, name: str) -> None:
    """
    Note that the node is used on the computer of this *name*; where it was used on another before, remember which.

    Only names of computers are kept, and none leaves.
    """
    before = database.setting(_HERE, str, "")
    if name == before:
        return
    with database.transaction():
        database.put(_HERE, name)
        if before:
            database.put(_FROM, before)


def came_from(database: Database) -> str:
    """Return the computer from which the folder came and which may still write on; "" where none is known."""
    return database.setting(_FROM, str, "")


def moved_for_good(database: Database) -> None:
    """Forget from where the folder came: the region knows no other history, so that nobody wrote on there."""
    database.put(_FROM, "")
