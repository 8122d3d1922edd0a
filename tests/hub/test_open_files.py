"""Where no more files can be opened an upload waits for another time, and what had come is kept."""

import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hub.open_files import too_many_told
from hub.spool import Spool, Upload
from shared.errors import DatabaseBusy
from sync.bundle import bundle_id

DATA = bytes(range(256))
ID = bundle_id(DATA)


@contextmanager
def no_more_files() -> Iterator[None]:
    """Let this program open nothing more; what it has open, its first three at least, stays so."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", max_bytes=100 * 1_048_576, min_free_bytes=0)


def test_an_upload_for_which_no_file_can_be_opened_is_for_another_time(spool: Spool) -> None:
    with no_more_files(), pytest.raises(DatabaseBusy):
        spool.begin(ID, 0, len(DATA))

    begun = spool.begin(ID, 0, len(DATA))
    assert isinstance(begun, Upload)
    begun.close()


def test_what_came_goes_on_being_kept_and_is_looked_at_another_time(spool: Spool) -> None:
    upload = spool.begin(ID, 0, len(DATA))
    assert isinstance(upload, Upload)
    with no_more_files():
        upload.write(DATA)
        upload.close()
        with pytest.raises(DatabaseBusy):
            upload.held()

    assert upload.held().whole


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE])
def test_too_many_open_files_are_told_whosever_they_are(number: int) -> None:
    with pytest.raises(DatabaseBusy, match="demasiados archivos"), too_many_told():
        raise OSError(number, "Too many open files")


def test_any_other_trouble_of_a_disk_goes_on_as_it_came() -> None:
    with pytest.raises(PermissionError), too_many_told():
        raise PermissionError(errno.EACCES, "Permission denied")
