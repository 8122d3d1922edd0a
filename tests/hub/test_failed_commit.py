"""A commit that failed may have reached the disk all the same: its segment goes only where it certainly did not."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from hub.appending import remove_unlisted
from hub.ingest import Ingest
from hub.lake import Written
from hub.store import Store
from shared.errors import DatabaseBusy, NoSpace
from tests.hub.builders import Node, Office, count, use


class BrokenDisk(Store):
    """A store on a disk that reports *error* at the end of a transaction, which was written or was not."""

    error = ""
    written = False

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        with super().begin() as connection:
            yield connection
            if self.error and not self.written:
                raise NoSpace("lleno") from self._told()
        if self.error:
            raise NoSpace("lleno") from self._told()

    def _told(self) -> OperationalError:
        original = sqlite3.OperationalError("disk I/O error")
        original.sqlite_errorname = self.error
        return OperationalError("COMMIT", None, original)


@pytest.mark.parametrize(
    ("error", "written", "left"),
    [("SQLITE_FULL", False, 0), ("SQLITE_IOERR_WRITE", True, 1), ("SQLITE_IOERR_FSYNC", False, 1)],
)
def test_a_segment_goes_only_where_it_certainly_is_not_listed(
    office: Office, node: Node, error: str, written: bool, left: int
) -> None:
    office.take(node.bundle())
    node.record(count(30), use())
    store = BrokenDisk(office.config)
    ingest = Ingest(store, office.keys)
    store.error, store.written = error, written
    with pytest.raises(NoSpace):
        ingest.take(node.bundle().data)
    files = list((office.config.lake_folder / "events").glob("*.parquet"))
    store.error = ""
    ingest.take(node.bundle().data)
    store.close()

    assert len(files) == left
    assert office.store.totals().events == 2
    assert all((office.config.lake_folder / name).exists() for name in office.store.segments("events"))


@pytest.mark.parametrize(("broke_off", "left"), [(True, True), (False, False)])
def test_a_segment_whose_commit_a_server_may_still_be_making_stays(
    office: Office, *, broke_off: bool, left: bool
) -> None:
    segment = Written("events/one.parquet", 1, 1)
    path = office.config.lake_folder / segment.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    error = DatabaseBusy("no responde")
    error.__cause__ = OperationalError("COMMIT", None, Exception(), connection_invalidated=broke_off)

    remove_unlisted(office.store, [segment], error)
    assert path.exists() == left
