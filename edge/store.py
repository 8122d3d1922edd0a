"""The node's database: log, outbox, people and readers over one SQLite file."""

from edge.erasing import Erasing
from edge.logbook import Logbook


class Store(Logbook, Erasing):
    """
    One object for all threads of a process; it implements ``sync.outbox.Outbox``.

    What it is made of, from the ground up: ``Database`` (transactions, the write lock), ``EventLog`` (record, rebuild),
    ``NodeOutbox`` (cursor and feed), ``FactReaders`` and ``Readers`` (what pages show), ``Logbook`` (attempts, models,
    health), ``People``, ``Rosters`` and ``Erasing`` (learners, classes, staff). Sign-in is
    ``edge.accounts.StoreAccounts`` over it.
    """
