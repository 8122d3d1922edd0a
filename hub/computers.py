"""The computers of the region, one by one: enrolled, waiting for a person's word, revoked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from hub import schema
from hub.database import Database, at
from hub.region_rows import School, service_names
from hub.rows import NodeState, WaitingRow
from shared.clock import LIMA

STATE_WORDS: Mapping[NodeState, str] = {
    NodeState.OK: "inscrita",
    NodeState.HELD: "espera",
    NodeState.REVOKED: "de baja",
}
_ORDER = (NodeState.HELD, NodeState.OK, NodeState.REVOKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Computer:
    """One computer, whether the region knows it or it waits to be accepted."""

    node: str
    state: NodeState
    site: str
    schools: tuple[str, ...]
    """Names of the schools of its site."""
    last_bundle: datetime | None = None
    waiting: int = 0
    """Bundles that it sent and that wait."""

    def words(self) -> str:
        """Return its line in the list."""
        last = self.last_bundle
        heard = f"último envío {last.astimezone(LIMA):%d/%m/%Y, %H:%M}" if last else "sin envíos aplicados"
        waits = f"; en espera: {self.waiting}" if self.waiting else ""
        schools = ", ".join(self.schools) or "local sin escuelas en el listado"
        return f"{self.node}  {STATE_WORDS[self.state]:8}  {self.site:8}  {schools}; {heard}{waits}"


def computers(db: Database, schools: Iterable[School], waiting: Sequence[WaitingRow]) -> list[Computer]:
    """Return every computer, those that wait for a person first."""
    every = list(schools)
    told, names = service_names(every), dict[str, list[str]]()
    for school in every:
        names.setdefault(school.site, []).append(told[school.id])
    waits = Counter(row.node for row in waiting)
    with db.read() as connection:
        known = _known(connection)
    strangers = {row.node: (NodeState.HELD, row.site, None) for row in waiting if row.node and row.node not in known}
    found = [
        Computer(
            node=node, state=state, site=site, schools=tuple(names.get(site, ())), last_bundle=last,
            waiting=waits[node],
        )
        for node, (state, site, last) in (known | strangers).items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (_ORDER.index(one.state), one.site, one.node))


def _known(connection: Connection) -> dict[str, tuple[NodeState, str, datetime | None]]:
    table = schema.nodes
    return {
        row.node: (NodeState(row.state), row.site, at(row.last_bundle_s) if row.last_bundle_s else None)
        for row in connection.execute(select(table))
    }
