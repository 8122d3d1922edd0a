"""The node's database, by its parts: each knows some tables of one SQLite file, and stands on those above it."""

from collections.abc import Sequence
from importlib import metadata, util
from pathlib import Path
from typing import Any, Self

from edge.acts import BY_COMMAND
from edge.audit import Audit
from edge.class_lists import ClassLists
from edge.codes_once import CodesOnce
from edge.coming import FOLDER, Coming
from edge.copies_kept import age_h, copies
from edge.database import Database
from edge.dating import as_datetime
from edge.days import Days
from edge.device_rows import Devices
from edge.duties import Duties
from edge.entries import Entries
from edge.erasing import erase_all, finish_erasing
from edge.facts_read import FactReaders
from edge.folded import Folded
from edge.forecasts_kept import KeptForecasts
from edge.guardians import Guardians
from edge.histories import Histories
from edge.loan_papers import LoanPapers
from edge.log import EventLog
from edge.logbook import Logbook
from edge.models_heard import HeardModels
from edge.news import News
from edge.outbox import NodeOutbox
from edge.pack_places import PackPlaces
from edge.pack_store import FOLDER as PACKS
from edge.pack_store import PackStore
from edge.people import People
from edge.records import Records
from edge.rosters import Rosters
from edge.site import Site
from edge.spending import Spending
from edge.staff import Staff
from edge.stick_times import last_on_stick
from edge.sync_rows import SyncState
from edge.sync_state import receipt_code, sync_state
from shared.acts import Actor
from shared.clock import Clock
from shared.disk import room_in
from shared.errors import ChasquiError
from shared.events import Claim, Event
from shared.ids import Pseudonym

_VERSION = metadata.version("chasqui")
"""Read once: a newer program may be installed while this one runs."""


class Store:
    """
    One object for all threads of a process. Sign-in is ``edge.accounts.StoreAccounts`` over its ``db``.

    Whatever a part does is one transaction; what several do is one inside ``with store.db.transaction()``.
    """

    def __init__(self, path: Path, clock: Clock, *, writer: bool = True, create: bool = False) -> None:
        """
        Open the database at *path*, as ``Database`` does; a writer finishes what an earlier one could not.

        Raises:
            NotReady: To a writer, also: its log has holes.
        """
        self.path = path
        self.clock = clock
        self.db = db = Database(path, clock, writer=writer, create=create)
        """Transactions, the write lock, and settings by name."""
        self.site = Site(db)
        self.news = News(db, self.site)
        """What came from the region and holds: decisions, catalogue, calendar."""
        self.people = People(db, self.site)
        self.rosters = Rosters(db, self.people, self.site)
        """People as lists bring them."""
        self.guardians = Guardians(db, self.people)
        """Who signs for what is lent, and for whom."""
        self.papers = LoanPapers(db, self.people)
        """What the paper of a loan says, sealed."""
        self.audit = Audit(db)
        """Who did what to people and accounts."""
        self.staff = Staff(db, self.people, self.audit)
        """Who works here and has an account."""
        self.codes_once = CodesOnce(db, self.people, self.audit)
        """Codes on paper for who forgets a passphrase."""
        self.class_lists = ClassLists(db, self.people, self.audit)
        self.models = HeardModels(db, _VERSION)
        self.packs = PackStore(db, path.with_name(PACKS))
        """Content for pupils, from sticks."""
        self.places = PackPlaces(db)

        self.records = Records(db)
        """The log as rows."""
        self.entries = Entries(db, self.records)
        """The log as events, their positions and their dates."""
        self.log = EventLog(db, self.records, self.entries, self.news)
        """The log as it is written."""
        self.coming = Coming(path.with_name(FOLDER))
        """What came so far of items that are too long to come at once."""
        self.outbox = NodeOutbox(db, self.records, self.entries, self.log, self.news, self.coming)
        """The log beyond the cursor: what a session needs of a node."""
        self.devices = Devices(db)
        self.facts = FactReaders(db, self.records, self.entries, self.outbox)
        """The log as pages list it."""
        self.duties = Duties(self.log, self.facts, self.staff, self.audit)
        """Who hands which duty over to whom."""
        self.histories = Histories(self.records, self.entries)
        """The log by learner, in memory."""
        self.folded = Folded(db, self.news, self.facts)
        """What the log folds to: stock, loans, weeks."""
        self.forecasts = KeptForecasts(db, self.folded)

        self.days = Days(db, self.outbox)
        self.spending = Spending(db, self.days)
        self.logbook = Logbook(db, self.spending)
        """Every attempt to reach the region."""
        if writer:
            self._make_ready()

    def _make_ready(self) -> None:
        finish_erasing(self.db)
        try:
            self.log.make_ready()
        except ChasquiError:
            self.close()
            raise

    def close(self) -> None:
        """Close the file and let go of the write lock."""
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def record(self, claims: Sequence[Claim], *, once: str = "") -> list[Event]:
        """Write facts to the log: all of them or none; see ``EventLog.record``."""
        return self.log.record(claims, once=once)

    def erase(self, person: Pseudonym, by: Actor = BY_COMMAND) -> None:
        """Erase a learner from the file and from memory; see ``edge.erasing.erase``."""
        self.erase_all([person], by)

    def erase_all(self, people: Sequence[Pseudonym], by: Actor = BY_COMMAND) -> int:
        """Erase several people from the file and from memory; return how many were here. See ``edge.erasing``."""
        try:
            return erase_all(self.db, people, by)
        finally:
            for person in people:
                if self.db.value("SELECT 1 FROM people WHERE person = ?", person) is None:
                    self.histories.forget(person)

    def sync_state(self) -> SyncState:
        """Return whether what was recorded here is at the region."""
        facts, db = self.facts, self.db
        with db.gate:
            total, cursor, left_until = self.records.count(), self.outbox.cursor(), facts.left_until()
            acked = total - self.outbox.pending()
            marks, marks_left = facts.marks(acked, total), facts.marks(acked, left_until)
            total_facts = total - facts.marks(0, total)
        held, attempts = db.setting("held", bool, False), self.logbook.attempts(1)
        # An ack that only says "held" confirms nothing.
        heard = db.setting("heard", int, 0) if cursor.proof and not held else None
        return sync_state(
            total=total_facts,
            pending=total - acked - marks,
            left=left_until - acked - marks_left,
            marks=marks,
            sending=self.logbook.is_sending,
            held=held,
            last_ack=as_datetime(heard),
            receipt=receipt_code(cursor.proof),
            last_attempt=next(iter(attempts), None),
            next_attempt=as_datetime(db.setting("next_attempt", int | None, None)),  # type: ignore[arg-type]
            branch=self.outbox.branch(),
            trouble=next(iter(self.logbook.troubles()), None),
            resting=self.spending.resting(),
        )

    def health(self) -> dict[str, Any]:
        """Return how this computer is: versions, counts, space, clock, last copy, and whether a model can run."""
        active, room = self.models.active(), room_in(self.path.parent)
        made = [one.made for one in copies(self.path)[:1]] + [one for one in (last_on_stick(self.db),) if one]
        copied = max(made, default=None)
        return {
            "app_version": _VERSION,
            "model_version": active.version if active else "",
            "events": self.records.count(),
            "pending": self.outbox.pending(),
            "disk_free_mb": None if room is None else room.free // 1_000_000,
            "disk_low": room is not None and room.low,
            "database_mb": round(self.path.stat().st_size / 1e6, 1),
            "clock_ok": self.days.clock_ok(),
            "copied": copied,
            "backup_age_h": age_h(copied, self.clock.now()),
            "litert": util.find_spec("ai_edge_litert") is not None,
        }
