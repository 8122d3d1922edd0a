"""The page of imports, and a file that waits there for its yes: a padrón, or of who runs the depots a count."""

from collections.abc import Sequence

from hub.drafts import Drafts
from hub.importers.kinds import Asked, Kind
from hub.store import Store
from shared.web import Role
from tests.hub.parts import Part

PADRON = (
    "cod_mod;anexo;cen_edu;nivel;ugel;talumno\n0999101;0;Quebrada Honda;Primaria;Huamanga;44\n"
    "0999120;0;Escuela nueva;Primaria;Huamanga;9\n0999121;0;;Primaria;Huamanga;9\n"
)
COUNT = "depot;resource;units;as_of\nHuamanga;tablet;9;2026-11-20\nHuamanga;guia;;2026-11-20\n"


def begun(store: Store, role: Role) -> None:
    """Leave what *role* may bring in waiting, as Ana's, who is signed in as each."""
    if role is Role.ADMIN:
        _offer(store, PADRON, Asked(Kind.SCHOOLS, "padron.csv"))
    else:
        _offer(store, COUNT, Asked(Kind.SUPPLY, "conteo.csv"))


def _offer(store: Store, text: str, asked: Asked) -> None:
    drafts = Drafts(store)
    drafts.offer("ana", drafts.keep("ana", asked.name, text.encode(), asked), asked)


def examples(_store: Store) -> Sequence[str]:
    return ["/importar", "/importar/revisar", "/importar/revisar?ver=changed"]


PART = Part(
    who_may={
        "console.importing": "OA",
        "console.preview_import": "OA",
        "console.import_preview": "OA",
        "console.import_csv": "OA",
        "console.apply_import": "OA",
    },
    examples=examples,
    begun=begun,
    unseen=frozenset({"console.import_csv"}),
    names=("conteo.csv", "Escuela nueva", "cen_edu", "nivel"),
)
