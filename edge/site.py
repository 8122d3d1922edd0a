"""Whose node this is: the site, and the services (servicios educativos) that it serves there."""

from collections.abc import Sequence

from edge.database import Database
from edge.rows import SchoolRow
from shared.ids import SchoolId, SiteId


class Site:
    """The site of a node; empty, without services, until it was set."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def id(self) -> SiteId:
        """Return the site of this node."""
        return SiteId(self._db.setting("site", str, ""))

    def schools(self) -> list[SchoolRow]:
        """Return the services that this node serves."""
        rows = self._db.setting("schools", list[tuple[str, str]], [])
        return [SchoolRow(SchoolId(id_), name) for id_, name in rows]

    def set(self, site: SiteId, schools: Sequence[SchoolRow]) -> None:
        """Say whose node this is."""
        with self._db.transaction():
            self._db.put("site", site)
            self._db.put("schools", [(row.id, row.name) for row in schools])
