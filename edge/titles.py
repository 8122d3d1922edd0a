"""What contents and channels are called: learnt from imported files, where the catalogue has no name for them."""

from collections.abc import Mapping
from typing import TypeVar

from edge.database import Database
from shared.ids import ResourceId
from shared.similarity import ItemId

MOST = 2_000
"""A school's Kolibri has some hundreds; more would be read at each look at a page."""
Name = TypeVar("Name", ItemId, ResourceId)
_CONTENTS, _CHANNELS = "titles", "channels"


def titles(db: Database) -> dict[ItemId, str]:
    """Return the names of contents that files told."""
    return db.setting(_CONTENTS, dict[ItemId, str], {})


def channels(db: Database) -> dict[ResourceId, str]:
    """Return the names of channels that files told."""
    return db.setting(_CHANNELS, dict[ResourceId, str], {})


def keep_titles(db: Database, told: Mapping[ItemId, str]) -> None:
    """Keep what a file calls contents; a later file corrects an earlier one."""
    _keep(db, _CONTENTS, titles(db), told)


def keep_channels(db: Database, told: Mapping[ResourceId, str]) -> None:
    """Keep what a file calls channels; a later file corrects an earlier one."""
    _keep(db, _CHANNELS, channels(db), told)


def _keep(db: Database, setting: str, known: Mapping[Name, str], told: Mapping[Name, str]) -> None:
    changed = dict(list({**known, **told}.items())[:MOST])
    if changed != known:
        db.put(setting, changed)
