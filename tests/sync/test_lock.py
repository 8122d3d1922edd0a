"""One writer at a time, and nobody locked out by one that is gone."""

from pathlib import Path

import pytest

from shared.errors import DatabaseBusy
from sync.lock import WriterLock


def test_a_second_holder_is_refused_in_the_words_given(tmp_path: Path) -> None:
    held = WriterLock(tmp_path / "lock", "Ocupado.")

    with held, pytest.raises(DatabaseBusy, match=r"Ya la usa otro programa\."):
        WriterLock(tmp_path / "lock", "Ya la usa %(who)s.", who="otro programa")


def test_a_lock_that_was_let_go_can_be_taken(tmp_path: Path) -> None:
    WriterLock(tmp_path / "lock", "Ocupado.").close()

    with WriterLock(tmp_path / "lock", "Ocupado."):
        assert (tmp_path / "lock").exists()


def test_a_holder_that_failed_lets_go(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="broken"), WriterLock(tmp_path / "lock", "Ocupado."):
        raise ValueError("broken")

    WriterLock(tmp_path / "lock", "Ocupado.").close()
