"""Orders about packs, given twice, leave what they left the first time."""

from pathlib import Path
from typing import Any

import pytest

from edge.config import Config
from edge.enrol import init
from edge.orders import RESULTS, Order, carry_out, read_order
from edge.orders_packs import AddPack, CheckPacks, DropPack
from edge.pack_import import Added
from edge.store import Store
from sync.wire import pack
from tests.edge.building import FakeHub
from tests.edge.packing import RELEASE, lay_out, pack_of


def nobody() -> Any:
    raise AssertionError("no agent is needed")


@pytest.mark.parametrize("kind", [AddPack, CheckPacks, DropPack])
def test_an_order_that_comes_twice_leaves_what_it_left_the_first_time(tmp_path: Path, kind: type) -> None:
    (tmp_path / "invitation.json").write_bytes(FakeHub(release=RELEASE).invitation().to_json())
    config, usb = Config(dir=tmp_path / "node"), lay_out(tmp_path / "usb", pack_of())
    init(config, tmp_path / "invitation.json")
    orders: dict[type, Order] = {
        AddPack: AddPack(str(usb)),
        CheckPacks: CheckPacks(),
        DropPack: DropPack("relatos"),
    }
    with Store(config.database, config.clock) as store:

        def carried(order: Order) -> Any:
            return carry_out(read_order(pack(order)), store, config, nobody)

        def seen() -> tuple[Any, ...]:
            return [kept.pack for kept in store.packs.all()], sorted(store.packs.folder.iterdir())

        added = carried(AddPack(str(usb)))
        assert isinstance(added, Added)
        carried(orders[kind])
        once = seen()
        carried(orders[kind])

        assert seen() == once
    assert {AddPack, CheckPacks, DropPack} <= set(RESULTS)
