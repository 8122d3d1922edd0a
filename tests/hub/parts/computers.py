"""All computers, and the steps that a person takes with them."""

from collections.abc import Sequence

from hub.acts import BY_COMMAND
from hub.enrol import invite
from hub.invited import open_invitations
from hub.keyfiles import read_keys
from hub.store import Store
from tests.hub.office import SITES
from tests.hub.parts import Part


def examples(store: Store) -> Sequence[str]:
    if not open_invitations(store):
        invite(store, read_keys(store.config).public, SITES[1], store.schools(), "http://10.0.0.2:8060", by=BY_COMMAND)
    known = (SITES[0] + "0" * 10)[:16]
    return ["/equipos", "/equipos?q=nobody", f"/equipos/{known}/baja", f"/equipos/{store.waiting()[0].node}/descartar",
            f"/invitaciones/{SITES[1]}/retirar"]  # fmt: skip


PART = Part(
    who_may={
        "console.list_computers": "OAN",
        "console.computers_csv": "OAN",
        "console.confirm_revoke": "OA",
        "console.revoke_node": "OA",
        "console.confirm_discard": "OA",
        "console.discard_node": "OA",
        "console.confirm_withdraw": "OA",
        "console.withdraw_code": "OA",
    },
    examples=examples,
    unseen=frozenset({"console.computers_csv"}),
)
