"""What the paper of a loan says beyond the fact: the chip's number, and what somebody wrote; sealed, and never sent."""

import msgspec

from edge.database import Database
from edge.people import People
from shared.ids import Pseudonym, ResourceId
from sync.wire import pack


class LoanPaper(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    The fields of Anexo 2A that stay at the school.

    ``fingerprint`` is whether one was taken on paper, None where nobody said: the print itself is never kept.
    """

    chip: str = ""
    fingerprint: bool | None = None
    notes: str = ""


class LoanPapers:
    """The papers of loans, each by the key of the form that made it."""

    def __init__(self, db: Database, people: People) -> None:
        self._db = db
        self._people = people

    def keep(
        self,
        key: bytes,
        resource: ResourceId,
        serial: str,
        borrower: Pseudonym,
        learner: Pseudonym | None,
        paper: LoanPaper,
    ) -> None:
        """Keep the paper of a loan; part of the transaction around it. The same form again adds nothing."""
        sealed = self._people.seal.close_bytes(pack(paper))
        self._db.write(
            "INSERT OR IGNORE INTO loan_papers (source_key, resource, serial, borrower, learner, at_s, sealed) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(key, resource, serial, borrower, learner, self._db.now_s(), sealed),
        )

    def last(self, resource: ResourceId, serial: str, borrower: Pseudonym) -> LoanPaper:
        """Return what the last paper of that device and person says; nothing where there is none."""
        return next(iter(self.all(resource, serial, borrower)), LoanPaper())

    def all(self, resource: ResourceId, serial: str, borrower: Pseudonym) -> list[LoanPaper]:
        """Return what each paper of that device and person says, the last one first."""
        rows = self._db.rows(
            "SELECT sealed FROM loan_papers WHERE resource = ? AND serial = ? AND borrower = ? ORDER BY at_s DESC",
            *(resource, serial, borrower),
        )
        opened = (self._people.seal.open_bytes(sealed) for (sealed,) in rows)
        return [msgspec.msgpack.decode(body, type=LoanPaper) for body in opened]
