"""The node's database: log, outbox, people and readers over one SQLite file."""

from edge.logbook import Logbook
from edge.rosters import Rosters


class Store(Logbook, Rosters):
    """
    One object for all threads of a process; it implements ``sync.outbox.Outbox``.

    What it is made of, from the ground up: ``Database`` (transactions, the write lock), ``EventLog`` (record, rebuild),
    ``NodeOutbox`` (cursor and feed), ``FactReaders`` and ``Readers`` (what pages show), ``Logbook`` (attempts, models,
    health), ``People`` and ``Rosters`` (learners, classes, staff). Sign-in is ``edge.accounts.StoreAccounts`` over it.
    """
