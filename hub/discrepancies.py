"""What schools did not accept of their shipments, or could not confirm, and what the office says became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
from sqlalchemy import select

from hub import schema, settled
from hub.region import names_of_sites
from hub.rows import DeliveryRow
from hub.settled import Line, Solved, Tally
from hub.store import Store
from shared.allocation import Shipment
from shared.ids import ResourceId, SiteId


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A line of one of our shipments that a school did not accept whole, or that the office closed unconfirmed."""

    pecosa: str
    decision: str
    site: SiteId
    schools: tuple[str, ...]
    resource: ResourceId
    tally: Tally
    reasons: tuple[str, ...]
    """Codes, each once."""
    notes: tuple[str, ...]
    day: date | None
    """Of the first proof that tells of it."""
    solved: tuple[Solved, ...] = ()

    @property
    def holding(self) -> tuple[Solved, ...]:
        """What was solved and not undone."""
        return tuple(one for one in self.solved if not one.undone)

    @property
    def rejected(self) -> int:
        """Units that the school did not accept."""
        return self.tally.rejected

    @property
    def open(self) -> int:
        """Units that were rejected and of which nobody has said what became of them."""
        return self.tally.open

    @property
    def waits(self) -> bool:
        """Somebody has to look at it: units are open, or a proof came of what had been closed without one."""
        return bool(self.tally.open or self.tally.disputed)


def discrepancies(
    store: Store, proofs: Iterable[DeliveryRow] | None = None, *, pecosa: str | None = None
) -> list[Discrepancy]:
    """
    Return the lines that were not accepted whole, those with open units first, the longest waiting before others.

    *proofs*: those among which they are, where the caller has read them already; else all. *pecosa*: of that shipment
    alone.
    """
    every = store.deliveries() if proofs is None else proofs
    rejected = {(row.site, row.pecosa, row.decision) for row in every if row.rejected}
    table = schema.shipments.c
    with store.read() as connection:
        said = settled.solutions(connection, None if pecosa is None else [pecosa])
        closed = {of for (of, _), entries in said.items() if any(not one.undone for one in entries)}
        query = select(table.site, table.pecosa, table.decision, table.body)
        rows = connection.execute(query if pecosa is None else query.where(table.pecosa == pecosa)).all()
        bodies = [row.body for row in rows if row.pecosa in closed or (row.site, row.pecosa, row.decision) in rejected]
        shipments = [msgspec.json.decode(body, type=Shipment) for body in bodies]
        names = names_of_sites(connection, {one.site for one in shipments})
    found = [one for one in lines_of(shipments, every, said, names) if one.rejected or one.holding]
    return sorted(found, key=lambda one: (not one.waits, one.day or date.min, one.pecosa, one.resource))


def lines_of(
    shipments: Iterable[Shipment],
    proofs: Iterable[DeliveryRow],
    said: Mapping[Line, Sequence[Solved]],
    names: Mapping[str, tuple[str, ...]],
) -> list[Discrepancy]:
    """Return the lines of *shipments* of which something was rejected, or was said."""
    own: dict[tuple[str, str, str], list[DeliveryRow]] = {}
    for proof in proofs:
        own.setdefault((proof.site, proof.pecosa, proof.decision), []).append(proof)
    found = []
    for one in shipments:
        mine = own.get((one.site, one.pecosa, one.decision), [])
        for resource, tally in settled.tallies(one, mine, said).items():
            solved = tuple(said.get((one.pecosa, resource), ()))
            if not (tally.rejected or solved):
                continue
            refused = [
                (proof, line) for proof in mine for line in proof.lines if line.resource == resource and line.rejected
            ]
            found.append(
                Discrepancy(
                    pecosa=one.pecosa,
                    decision=one.decision,
                    site=one.site,
                    schools=names.get(one.site, ()),
                    resource=resource,
                    tally=tally,
                    reasons=tuple(dict.fromkeys(line.reason for _, line in refused if line.reason)),
                    notes=tuple(dict.fromkeys(line.note for _, line in refused if line.note)),
                    day=min((proof.day for proof, _ in refused if proof.day), default=None),
                    solved=solved,
                )
            )
    return found
