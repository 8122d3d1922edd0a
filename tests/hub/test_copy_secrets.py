"""Who finds a copy enrols no computer and shows no code; who has the hub's keys has every second factor back."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hub import schema
from hub.backup import back_up
from hub.config import Config
from hub.copy_reading import opened, rows_of
from hub.copy_secrets import SECRETS, without
from hub.copying import copy_to
from hub.drill import drill
from hub.enrol import open_codes
from hub.factors import Factors
from hub.restoring import restore
from hub.second_factor import STEP_S, code_at, kept_of, step_of
from hub.store import Store
from sync.keys import HubKeys
from sync.passphrase import sealed_with
from tests.hub.builders import SITE, Office, StillClock, node_of
from tests.hub.elsewhere import Elsewhere
from tests.hub.rewritten import blocks, rewritten
from tests.hub.test_factors import ANA, ROSA, SEED, enrolled, later, shown

pytestmark = pytest.mark.databases


def all_of(copy: Path) -> bytes:
    """Return the bytes of every file in a copy, as whoever finds it reads them."""
    with zipfile.ZipFile(copy) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def restored(office: Office, copy: Path, folder: Path, keys: HubKeys | None = None) -> Store:
    """Return what came of a copy, a while later; *keys*: the hub's own were lost."""
    later(office, 3)
    config = Config(folder, clock=office.config.clock, min_free_mb=1)
    restore(copy, config, keys or office.keys, new_keys=keys is not None)
    return Store(config)


@pytest.mark.parametrize("seal", [None, sealed_with("cuatro llamas cruzan")])
def test_neither_a_seed_nor_a_code_is_to_be_read_in_a_copy(
    office: Office, tmp_path: Path, seal: Callable[[bytes], bytes] | None
) -> None:
    _factors, recovery = enrolled(office)
    code = office.invite()
    back_up(office.store, tmp_path / "copy.zip", seal)

    found = all_of(tmp_path / "copy.zip")
    assert b"ana" in found
    for secret in (SEED, code.encode(), *(kept_of(one).encode() for one in recovery)):
        assert secret not in found


def test_a_code_that_was_used_is_told_and_one_that_was_not_is_issued_anew(office: Office, tmp_path: Path) -> None:
    node = node_of(office)
    node.record()
    office.take(node.bundle())
    office.invite()
    back_up(office.store, tmp_path / "copy.zip")

    with zipfile.ZipFile(tmp_path / "copy.zip") as archive, opened(archive, "tables/invitations") as file:
        assert [row["code"] for some in rows_of(file) for row in some] == [node.code]
    store = restored(office, tmp_path / "copy.zip", tmp_path / "new")
    with store.read() as connection:
        assert open_codes(connection, store.now_s(), SITE) == []
    with office.store.read() as connection:
        assert len(open_codes(connection, office.store.now_s(), SITE)) == 1
    store.close()


def test_with_the_keys_of_the_hub_telephones_and_papers_go_on(office: Office, tmp_path: Path) -> None:
    _factors, recovery = enrolled(office)
    back_up(office.store, tmp_path / "copy.zip")
    store = restored(office, tmp_path / "copy.zip", tmp_path / "new")
    factors = Factors(store, required=False)

    assert not factors.proves("ana", "")
    assert factors.proves("ana", shown(office))
    assert [factors.proves("ana", recovery[2]) for _ in range(2)] == [True, False]
    with store.read() as connection:
        assert without(connection) == []
    store.close()


@pytest.mark.parametrize("required", [True, False])
def test_where_the_keys_were_lost_nobody_passes_without_a_code_until_somebody_resets_it(
    office: Office, tmp_path: Path, *, required: bool
) -> None:
    _factors, recovery = enrolled(office)
    back_up(office.store, tmp_path / "copy.zip")
    store = restored(office, tmp_path / "copy.zip", tmp_path / "new", HubKeys.generate(bytes(32)))
    factors = Factors(store, required=required)

    of_nothing = code_at(b"", step_of(store.now_s()))
    assert [factors.proves("ana", one) for one in ("", shown(office), of_nothing, recovery[0])] == [False] * 4
    factor = factors.of("ana")
    assert factor is not None
    assert factor.lost
    with store.read() as connection:
        assert without(connection) == ["ana"]
    factors.drop("ana", by=ROSA, own=False)
    assert factors.is_missing("ana") is required
    assert factors.set_up("ana", SEED, shown(office), by=ANA)
    store.close()


def test_the_drill_opens_them_in_a_copy_with_keys_and_in_one_without(office: Office, tmp_path: Path) -> None:
    enrolled(office)
    office.invite()
    (tmp_path / "copies").mkdir()
    place = Elsewhere(tmp_path / "copies", office.config.folder)
    for seal in (None, sealed_with("cuatro llamas cruzan")):
        made = copy_to(office.store, place, 3, seal)

        assert drill(office.store, place, made.name).problems == ()
        assert isinstance(office.config.clock, StillClock)
        later(office, 120 // STEP_S)


def test_a_copy_of_before_brings_back_what_lay_open_in_it(office: Office, tmp_path: Path) -> None:
    _factors, recovery = enrolled(office)
    back_up(office.store, tmp_path / "copy.zip")
    with office.store.read() as connection:
        rows = {
            f"tables/{table.name}": blocks([dict(row) for row in connection.execute(table.select()).mappings()])
            for table in (schema.access.factors, schema.access.recovery)
        }
    older = rewritten(
        tmp_path / "copy.zip", tmp_path / "older.zip", rows, without={SECRETS}, keys=office.keys, format=2
    )
    store = restored(office, older, tmp_path / "new")

    assert Factors(store, required=True).proves("ana", shown(office))
    assert Factors(store, required=True).proves("ana", recovery[0])
    store.close()
