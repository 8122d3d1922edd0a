"""What contents are called: learnt from imported files, where the catalogue has no name for them."""

from collections.abc import Mapping

from edge.database import Database
from shared.similarity import ItemId

MOST = 2_000
"""A school's Kolibri has some hundreds; more would be read at each look at a page."""
_NAME = "titles"


def titles(db: Database) -> dict[ItemId, str]:
    """Return the names of contents that files told."""
    return db.setting(_NAME, dict[ItemId, str], {})


def keep_titles(db: Database, told: Mapping[ItemId, str]) -> None:
    """Keep what a file calls contents; a later file corrects an earlier one."""
    known = titles(db)
    changed = dict(list({**known, **told}.items())[:MOST])
    if changed != known:
        db.put(_NAME, changed)
