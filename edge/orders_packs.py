"""Orders about content packs; see ``edge.orders``."""

from pathlib import Path
from typing import Any, TypeAlias, assert_never

import msgspec

from edge.config import Config
from edge.enrol import load_identity
from edge.pack_import import Added, add_pack
from edge.store import Store


class AddPack(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="add_pack"):
    """Take in the pack that lies in a folder."""

    folder: str


class CheckPacks(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="check_packs"):
    """Read every file of every pack again; tell the resources of packs, and how many of their files are damaged."""


class DropPack(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="drop_pack"):
    """Take the pack of a resource off this laptop; tell how many bytes came free."""

    resource: str


PackOrder: TypeAlias = AddPack | CheckPacks | DropPack
PACK_RESULTS: dict[type[Any], Any] = {AddPack: Added, CheckPacks: dict[str, int], DropPack: int}
"""What the result of each is."""


def carry_out_pack(order: PackOrder, store: Store, config: Config) -> Any:
    """Do what an order about packs says on a database that this process writes, and return its result."""
    match order:
        case AddPack():
            hub = load_identity(config).invitation.hub
            return add_pack(store.packs, hub, Path(order.folder), store.days.today())
        case CheckPacks():
            return {kept.pack.resource: len(kept.damaged) for kept in store.packs.check()}
        case DropPack():
            return store.packs.drop(order.resource)
    assert_never(order)
