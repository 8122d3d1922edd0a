"""The power goes at any point while a pack is taken in: it is here whole or not at all, and goes in again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.pack_import import add_pack
from edge.store import Store
from tests.edge.building import FakeClock, new_store
from tests.edge.packing import FILES, HUB, lay_out, pack_of
from tests.faults.zygote import Zygote
from tests.faults.zygote import zygote as born

MOST_POINTS = 80
NEWER = FILES | {"zorro.pdf": b"nuevo" * 100, "otro.pdf": b"otro"}


@pytest.fixture(scope="module")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    with born(tmp_path_factory.mktemp("said")) as found:
        yield found


@pytest.mark.parametrize("power_cut", [True, False])
def test_a_cut_between_any_two_files_leaves_the_older_pack_or_the_newer_one(
    zygote: Zygote, tmp_path: Path, power_cut: bool
) -> None:
    zygote.power_cut = power_cut
    older = lay_out(tmp_path / "older", pack_of())
    newer = lay_out(tmp_path / "newer", pack_of(NEWER, version=2), NEWER)
    for point in range(1, MOST_POINTS):
        home = tmp_path / f"life-{point}" / "node"
        home.mkdir(parents=True)
        with new_store(home) as store:
            add_pack(store.packs, HUB, older, None)
        died = zygote.dies("packing", home, dies_at=point, home=home, usb=newer)
        with Store(home / "node.db", FakeClock()) as store:
            (kept,) = store.packs.all()

            assert store.packs.missing(kept.pack) == []
            assert "kept 2" not in zygote.words() or kept.pack.version == 2
            add_pack(store.packs, HUB, newer, None)
            files = store.packs.all()[0].pack.files
            assert {path.name for path in store.packs.folder.iterdir()} == {one.sha256 for one in files}
        if not died:
            break

    assert 10 < point < MOST_POINTS - 1
