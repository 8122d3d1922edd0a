"""A file waits on the disk for one account's yes, and goes when it is another's, another one, or a day old."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hub.drafts import Drafts
from hub.importers.kinds import Asked, Kind
from hub.store import Store
from shared.clock import ShiftedClock
from tests.hub.office import NOW, office

ASKED = Asked(Kind.SCHOOLS, "padron.csv")
DATA = b"cod_mod;cen_edu;ugel\n0999101;Quebrada Honda;Huamanga\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


def test_a_file_waits_for_who_sent_it_alone_whoever_opens_the_folder(store: Store) -> None:
    draft = Drafts(store).keep("ana", "../padron.csv", DATA, ASKED)
    again = Drafts(store)

    assert again.kept("ana") == draft
    assert again.file("ana").read_bytes() == DATA
    assert again.file("ana").stat().st_mode & 0o777 == 0o600
    assert again.kept("berta") is None


def test_another_file_takes_the_place_of_the_one_before(store: Store) -> None:
    drafts = Drafts(store)
    first = drafts.keep("ana", "uno.csv", DATA, ASKED)
    second = drafts.keep("ana", "dos.csv", DATA + b"\n", ASKED)

    assert first.digest != second.digest
    assert drafts.kept("ana") == second
    assert [path.name for path in drafts.file("ana").parent.iterdir()] == ["dos.csv"]


def test_what_nobody_said_yes_to_for_a_day_is_removed(store: Store) -> None:
    Drafts(store).keep("ana", "uno.csv", DATA, ASKED)
    place = Drafts(store).file("ana")
    store.clock = ShiftedClock(NOW + timedelta(days=1, seconds=5))

    assert Drafts(store).kept("ana") is None
    Drafts(store).keep("berta", "dos.csv", DATA, ASKED)
    assert not place.exists()


def test_the_file_is_read_again_only_when_the_region_changed(store: Store) -> None:
    drafts = Drafts(store)
    draft = drafts.keep("ana", "uno.csv", DATA, ASKED)
    first = drafts.look("ana", draft)

    assert drafts.look("ana", draft)[1] is first[1]
    store.put_supply([])
    assert drafts.look("ana", draft)[1] is first[1]
    with store.begin() as connection:
        store.put_version(connection, "catalogue", 9, b"{}")
    assert drafts.look("ana", draft)[0] != first[0]
