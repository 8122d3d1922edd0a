"""A file waits on the disk for one account's yes, and goes when it is another's, another one, or a day old."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from hub.drafts import Draft, Drafts
from hub.importers.kinds import Asked, Kind
from hub.store import Store
from shared.clock import ShiftedClock
from shared.errors import BadInput
from tests.hub.office import NOW, office

ASKED = Asked(Kind.SCHOOLS, "padron.csv")
DATA = b"cod_mod;cen_edu;ugel\n0999101;Quebrada Honda;Huamanga\n"
OTHER = b"cod_mod;cen_edu;ugel\n0999102;Laguna Seca;Huamanga\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = office(tmp_path)
    yield opened
    opened.close()


def offered(drafts: Drafts, login: str, name: str, data: bytes = DATA) -> Draft:
    return drafts.offer(login, drafts.keep(login, name, data, ASKED), ASKED)


def bytes_of(drafts: Drafts, login: str, draft: Draft) -> bytes:
    with drafts.reading(login, draft) as file:
        return file.read_bytes()


def files(store: Store) -> list[Path]:
    return list((store.config.folder / "drafts").glob("*/*/file/*"))


def test_a_file_waits_for_who_sent_it_alone_whoever_opens_the_folder(store: Store) -> None:
    draft = offered(Drafts(store), "ana", "../padron.csv")
    again = Drafts(store)

    assert again.kept("ana") == draft
    with again.reading("ana", draft) as file:
        assert file.read_bytes() == DATA
        assert file.stat().st_mode & 0o777 == 0o600
    assert again.kept("berta") is None


def test_what_was_not_offered_yet_waits_for_nobody(store: Store) -> None:
    drafts = Drafts(store)
    drafts.keep("ana", "uno.csv", DATA, ASKED)

    assert drafts.kept("ana") is None


def test_another_file_takes_the_place_of_the_one_before(store: Store) -> None:
    drafts = Drafts(store)
    first = offered(drafts, "ana", "uno.csv")
    second = offered(drafts, "ana", "dos.csv", DATA + b"\n")

    assert first.digest != second.digest
    assert drafts.kept("ana") == second
    assert [path.name for path in files(store)] == ["dos.csv"]


def test_two_files_of_one_account_that_come_at_the_same_moment_are_never_one(store: Store) -> None:
    # Each of another process, as the pages may have several.
    one, two = Drafts(store), Drafts(store)
    first = one.keep("ana", "uno.csv", DATA, ASKED)
    second = two.keep("ana", "dos.csv", OTHER, ASKED)
    both = bytes_of(one, "ana", first), bytes_of(two, "ana", second)
    second, first = two.offer("ana", second, ASKED), one.offer("ana", first, ASKED)

    assert both == (DATA, OTHER)
    assert one.kept("ana") == two.kept("ana") == first
    assert bytes_of(two, "ana", first) == DATA
    with pytest.raises(BadInput, match="ya no está aquí"):
        two.look("ana", second)
    assert [path.name for path in files(store)] == ["uno.csv"]


def test_who_leaves_an_older_file_leaves_the_newer_one_that_came_meanwhile(store: Store) -> None:
    drafts = Drafts(store)
    first = offered(drafts, "ana", "uno.csv")
    second = offered(Drafts(store), "ana", "dos.csv", OTHER)
    drafts.drop("ana", first)

    assert drafts.kept("ana") == second
    assert bytes_of(drafts, "ana", second) == OTHER


def test_many_at_once_each_see_their_own_or_that_it_is_gone(store: Store) -> None:
    data = [DATA + b"\n" * at for at in range(12)]

    def upload(at: int) -> bytes | None:
        drafts = Drafts(store)
        try:
            draft = offered(drafts, "ana", f"{at % 3}.csv", data[at])
            return bytes_of(drafts, "ana", draft)
        except BadInput:
            return None

    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(upload, range(12)))
    drafts = Drafts(store)
    waits = drafts.kept("ana")

    assert all(found in (None, data[at]) for at, found in enumerate(seen))
    assert waits is not None
    assert drafts.offer("ana", waits, ASKED).digest == waits.digest


def test_what_nobody_said_yes_to_for_a_day_is_removed(store: Store) -> None:
    draft = offered(Drafts(store), "ana", "uno.csv")
    Drafts(store).keep("ana", "left.csv", DATA, ASKED)
    store.clock = ShiftedClock(NOW + timedelta(days=1, seconds=5))

    assert Drafts(store).kept("ana") is None
    offered(Drafts(store), "berta", "dos.csv")
    assert [path.name for path in files(store)] == ["dos.csv"]
    with pytest.raises(BadInput, match="ya no está aquí"):
        bytes_of(Drafts(store), "ana", draft)


def test_the_file_is_read_again_only_when_the_region_changed(store: Store) -> None:
    drafts = Drafts(store)
    draft = offered(drafts, "ana", "uno.csv")
    first = drafts.look("ana", draft)

    assert drafts.look("ana", draft)[1] is first[1]
    store.put_supply([])
    assert drafts.look("ana", draft)[1] is first[1]
    with store.begin() as connection:
        store.put_version(connection, "catalogue", 9, b"{}")
    assert drafts.look("ana", draft)[0] != first[0]
