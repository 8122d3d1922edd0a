"""A place of copies that counts as another disk, which a test machine may not have."""

from hub.copy_places import Folder


class Elsewhere(Folder):
    """A folder, whose disk is another one."""

    here = False  # type: ignore[assignment]
