"""How the news of schools arrives: the list, what waits, invitations, sticks."""

import importlib.util
from collections.abc import Sequence

from hub.store import Store
from tests.hub.office import SITES
from tests.hub.parts import Part

DRAWS = importlib.util.find_spec("segno") is not None
"""QR codes are drawn here: ``make setup`` sees to it."""


def examples(store: Store) -> Sequence[str]:
    sheet = [f"/invitaciones/{SITES[1]}"] if DRAWS else []
    accept = f"/equipos/{store.waiting()[0].node}/aceptar"
    return ["/", "/?q=nobody", "/?estado=err", accept, "/usb", "/usb/1", "/invitaciones", *sheet]


PART = Part(
    who_may={
        "console.schools": "OAN",
        "console.schools_csv": "OAN",
        "console.confirm_node": "OA",
        "console.accept_node": "OA",
        "console.confirm_settled": "OA",
        "console.settle_fork": "OA",
        "console.invitations": "OA",
        "console.invite_site": "OA",
        "console.invitation_sheet": "OA",
        "console.usb": "OA",
        "console.read_usb": "OA",
        "console.read_files": "OA",
        "console.usb_visit": "OA",
        "console.usb_answers": "OA",
    },
    examples=examples,
    unseen=frozenset({"console.schools_csv", "console.usb_answers", *(() if DRAWS else ("console.invitation_sheet",))}),
    names=("KINGSTON", "CHASQUI"),
)
