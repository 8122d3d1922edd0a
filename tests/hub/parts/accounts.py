"""The accounts of the office, and one's own."""

from collections.abc import Sequence

from hub.store import Store
from tests.hub.parts import Part


def examples(_store: Store) -> Sequence[str]:
    return ["/mi-cuenta", "/cuentas", "/cuentas/ana"]


PART = Part(
    who_may={
        "console.account": "OAN",
        "console.set_up_factor": "OAN",
        "console.drop_factor": "OAN",
        "console.change_passphrase": "OAN",
        "console.end_others": "OAN",
        "console.members": "A",
        "console.open_account": "A",
        "console.member": "A",
        "console.change_member": "A",
    },
    examples=examples,
    names=("ana", "rosa"),
)
